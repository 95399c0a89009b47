"""What diff finds, in the formats for CI."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from junitparser import Error, Failure, JUnitXml, Skipped

from tests.unit.report.ci.sarif_schema import assert_valid
from verifier.analysis.diff.comparing import compare
from verifier.analysis.diff.results import Answer, DiffReport
from verifier.manifests.load import load_texts
from verifier.report.ci import github, gitlab, junit, sarif, tap
from verifier.report.ci.differences import of_diff
from verifier.report.ci.places import Places

PATH = "k8s/db.yaml"
BOTH = ("opened", "closed")
DB = """\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db, namespace: shop}
spec:
  podSelector: {matchLabels: {app: db}}
  policyTypes: [Ingress]
  ingress:
    - from:
        - podSelector: {matchLabels: {app: web}}
        - podSelector: {matchLabels: {app: cron}}
"""
WEB = DB.replace("name: db", "name: web").replace("{app: db}", "{app: web}")
ALSO = DB + "        - podSelector: {matchLabels: {app: batch}}\n"


def report(old: dict[str, str], new: dict[str, str]) -> DiffReport:
    return compare(load_texts(old), load_texts(new))


LOOSENED = report({f"main:{PATH}": DB}, {PATH: ALSO})
REMOVED = report({f"main:{PATH}": f"{DB}---\n{WEB}"}, {PATH: WEB})
LOST = replace(LOOSENED, opened=Answer((), False, None, "no answer within 1 second"))


def results(found: DiffReport, counting: Sequence[str] = BOTH) -> list[Any]:
    log = json.loads(sarif.render(of_diff(found, counting), Places(found.texts)))
    assert_valid(log)
    told: list[Any] = log["runs"][0]["results"]
    return told


def test_a_statement_points_at_the_rule_of_the_new_version() -> None:
    (result,) = results(LOOSENED)
    place = result["locations"][0]["physicalLocation"]

    assert (result["ruleId"], result["level"]) == ("opened", "error")
    assert place["artifactLocation"] == {"uri": PATH}
    assert (place["region"]["startLine"], place["region"]["startColumn"]) == (11, 11)
    assert result["message"]["text"].startswith(
        "OPENS any pod in namespace shop with app=batch -> "
    )
    assert [step["location"]["message"]["text"] for step in flow(result)] == [
        "NetworkPolicy shop/db, ingress[0].from[2]: admits the flow"
    ]


def flow(result: Any) -> Sequence[Any]:
    steps: Sequence[Any] = result["codeFlows"][0]["threadFlows"][0]["locations"]
    return steps


def test_places_of_a_revision_are_words_and_no_links() -> None:
    (result,) = results(LOOSENED)

    assert "old: NetworkPolicy shop/db selects the pod for ingress" in result["message"]["text"]
    assert f"main:{PATH}:3:18" in result["message"]["text"]
    assert "relatedLocations" not in result


def test_a_removed_policy_points_at_its_file() -> None:
    for result in results(REMOVED):
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"] == {"uri": PATH}
        assert place["region"]["startLine"] == 1
    gone = report({f"main:{PATH}": DB, "main:k8s/web.yaml": WEB}, {"k8s/web.yaml": WEB})
    (place,) = {json.dumps(result["locations"]) for result in results(gone)}
    region = json.loads(place)[0]["physicalLocation"]
    assert (region["artifactLocation"]["uri"], region["region"]["startLine"]) == (PATH, 3)


def test_files_of_both_versions_are_related() -> None:
    (result,) = results(report({"old.yaml": DB}, {"new.yaml": ALSO}))
    (related,) = result["relatedLocations"]

    assert related["physicalLocation"]["artifactLocation"]["uri"] == "old.yaml"
    assert related["message"]["text"].startswith("old: NetworkPolicy shop/db selects the pod")


def test_what_does_not_count_is_a_note() -> None:
    (result,) = results(LOOSENED, ("closed",))

    assert result["level"] == "note"
    assert github.render(of_diff(LOOSENED, ("closed",)), Places()).startswith("::notice ")
    (entry,) = json.loads(gitlab.render(of_diff(LOOSENED, BOTH), Places()))
    assert (entry["severity"], entry["check_name"]) == ("critical", "opened")


@pytest.mark.parametrize(
    ("found", "counting", "kinds"),
    [
        (LOOSENED, BOTH, [Failure, None]),
        (LOOSENED, ("closed",), [Skipped, None]),
        (LOST, BOTH, [Error, None]),
        (LOST, ("closed",), [Skipped, None]),
        (report({"a.yaml": DB}, {"b.yaml": DB}), BOTH, [None, None]),
    ],
)
def test_junit_and_tap_have_a_test_of_each_way(
    found: DiffReport, counting: Sequence[str], kinds: list[type | None]
) -> None:
    neutral = of_diff(found, counting)
    (suite,) = list(JUnitXml.fromstring(junit.render(neutral, Places()).encode()))
    points = [line for line in tap.render(neutral, Places()).splitlines() if "ok " in line]

    assert [case.name for case in suite] == ["nothing opens", "nothing closes"]
    assert [type(case.result[0]) if case.result else None for case in suite] == kinds
    assert [line.startswith("ok ") for line in points] == [kind is None for kind in kinds]
    assert [" # TODO " in line for line in points] == [kind is Skipped for kind in kinds]


def test_what_is_not_known_is_told() -> None:
    (result,) = results(LOST)

    assert result["level"] == "error"
    assert result["message"]["text"].startswith("whether anything opens is unknown: no answer")
    assert [result["level"] for result in results(LOST, ("closed",))] == ["warning"]


def test_fingerprints_stay_when_lines_move() -> None:
    def names(found: DiffReport) -> list[str]:
        return [result["partialFingerprints"]["netproof/v1"] for result in results(found)]

    moved = report({f"main:{PATH}": f"# why\n\n{DB}"}, {"k8s/other.yaml": f"\n# more\n{ALSO}"})
    assert names(moved) == names(LOOSENED)
    assert len(set(names(REMOVED))) == len(REMOVED.opened.changes) > 0
    assert names(report({PATH: ALSO}, {PATH: DB})) != names(LOOSENED)


def test_rendered_manifests_lead_to_their_templates() -> None:
    source = "# Source: app/templates/db.yaml\n"
    found = report({"old": source + DB}, {"new": source + ALSO})
    origins = {
        place: replace(place, path="charts/app/templates/db.yaml", line=1)
        for change in found.opened.changes
        for place in [part.location for part in change.because if part.side == "new"]
    }
    texts = {**found.texts, "charts/app/templates/db.yaml": DB}
    (notice,) = of_diff(replace(found, texts=texts), BOTH, origins).notices

    assert notice.location is not None
    assert notice.location.path == "charts/app/templates/db.yaml"
