"""What comes in by way of Services stands on the page as it does on the map."""

from pathlib import Path

import pytest

from tests.unit.report.html.pages import ROOT, SHOP
from tests.unit.report.html.test_escaping import Reader
from verifier.analysis.lint.depth import Depth
from verifier.analysis.map.connectivity import connectivity
from verifier.analysis.overview.results import Overview
from verifier.analysis.overview.surveying import survey
from verifier.analysis.services.entering import entered
from verifier.manifests import load_manifests
from verifier.report.html.page import render_html

SERVICES = ROOT / "specs/examples/services"
NOWHERE = """\
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: lost, namespace: shop}
spec: {defaultBackend: {service: {name: gone, port: {number: 80}}}}
"""


def overview_of(*paths: Path) -> Overview:
    manifests = load_manifests([str(path) for path in paths])
    return survey(manifests, [], depth=Depth.NONE, most=0)


@pytest.mark.parametrize("path", [SERVICES, SHOP])
def test_the_ways_are_those_of_the_map(path: Path) -> None:
    manifests = load_manifests([str(path)])
    drawing, report = overview_of(path).drawing, entered(connectivity(manifests), manifests)

    assert drawing.ways == report.ways
    assert drawing.assumptions == report.assumptions


def test_each_entry_says_who_is_admitted_and_where_it_is_written(tmp_path: Path) -> None:
    (tmp_path / "lost.yaml").write_text(NOWHERE)
    html = render_html(overview_of(SERVICES, tmp_path))
    read = Reader(html[html.index('<section id="entries"') : html.index('<section id="findings"')])

    assert "some admitted ingress-controller -> Ingress shop/shop -> Service shop/web" in read.text
    assert "tcp/8080shop/web: only any pod in namespace ingress-nginx" in read.text
    assert "services.yaml:32:22" in read.text
    assert "leads nowhere Ingress shop/lost" in read.text
    assert "unreached Nobody reaches Service shop/cache port 80" in read.text
    assert 'href="#entries"' in html


def test_a_page_without_services_has_no_such_section() -> None:
    assert 'id="entries"' not in render_html(overview_of(SHOP))
