"""M-20: invariants about what another version decided otherwise."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.clauses.asking import (
    PROVED,
    REFUTED,
    UNKNOWN,
    VACUOUS,
    Object,
    block,
    cluster_policy,
    deployment,
    load,
    namespace,
    pods_where,
    pods_with,
    policy,
)
from verifier.analysis.check import check
from verifier.analysis.results import CheckReport
from verifier.errors import InputError
from verifier.invariants import read_spec
from verifier.verdict import Refuted, verdict_name

SHOP: list[Object] = [
    namespace("shop"),
    *(deployment(f"shop/{name}", {"app": name}) for name in ("db", "backend", "web")),
]
BACKEND, NOT_WEB = pods_with({"app": "backend"}), pods_where("app", "NotIn", "web")


def database(*peers: Object) -> list[Object]:
    """The workloads, and who may reach the database."""
    return [*SHOP, policy("shop", {"app": "db"}, ingress=[{"from": list(peers)}])]


STRICT, LOOSE = database(BACKEND), database(NOT_WEB)


def report(
    old: Sequence[Object], new: Sequence[Object], invariant: str, folder: Path
) -> CheckReport:
    """The report on an invariant that compares with `old`, which it calls before.json."""
    text = "\n---\n".join(json.dumps(item) for item in old)
    folder.joinpath("before.yaml").write_text(text, encoding="utf-8")
    spec = f"apiVersion: netproof/v1\ninvariants:\n- {invariant}\n"
    return check(load(*new), read_spec(spec, str(folder / "netproof.yaml")))


def verdicts(old: Sequence[Object], new: Sequence[Object], text: str, folder: Path) -> list[str]:
    """The names of the verdicts, one for each part of the form."""
    return [verdict_name(r.verdict) for r in report(old, new, text, folder).results]


NO_NEW = "no-new-access: {since: before.yaml}"
SAME = "equivalent: {to: before.yaml}"


@pytest.mark.parametrize(
    ("old", "new", "invariant", "expected"),
    [
        pytest.param(STRICT, LOOSE, NO_NEW, [REFUTED], id="opened"),
        pytest.param(LOOSE, STRICT, NO_NEW, [PROVED], id="closed"),
        pytest.param(STRICT, STRICT, NO_NEW, [PROVED], id="same"),
        pytest.param(STRICT, LOOSE, SAME, [REFUTED, PROVED], id="not equivalent: opened"),
        pytest.param(LOOSE, STRICT, SAME, [PROVED, REFUTED], id="not equivalent: closed"),
        pytest.param(LOOSE, database(NOT_WEB, BACKEND), SAME, [PROVED, PROVED], id="equivalent"),
    ],
)
def test_all_that_is_allowed_is_compared(
    old: list[Object], new: list[Object], invariant: str, expected: list[str], tmp_path: Path
) -> None:
    assert verdicts(old, new, invariant, tmp_path) == expected


def test_no_declared_pod_notices_a_gap_for_pods_to_come(tmp_path: Path) -> None:
    gap = database(pods_where("app", "NotIn", "web", "db"))
    assert verdicts(STRICT, gap, NO_NEW, tmp_path) == [REFUTED]
    declared = f"{{{NO_NEW}, level: declared}}"
    assert verdicts(STRICT, gap, declared, tmp_path) == [PROVED]


@pytest.mark.parametrize(
    ("old", "new", "invariant", "expected"),
    [
        pytest.param(LOOSE, LOOSE, "never: {from: shop/backend, to: shop/db}", PROVED, id="known"),
        pytest.param(
            STRICT,
            LOOSE,
            "never: {from: {namespace: shop, pods: app=api, undeclared: true}, to: shop/db}",
            REFUTED,
            id="new",
        ),
        pytest.param(LOOSE, STRICT, "always: {from: shop/web, to: shop/db}", PROVED, id="never so"),
        pytest.param(
            LOOSE,
            STRICT,
            "always: {from: {namespace: shop, pods: app=api, undeclared: true}, to: shop/db}",
            REFUTED,
            id="lost",
        ),
        pytest.param(STRICT, LOOSE, "only: {from: shop/backend, to: shop/db}", REFUTED, id="only"),
        pytest.param(LOOSE, LOOSE, "only: {from: shop/backend, to: shop/db}", PROVED, id="no news"),
        pytest.param(STRICT, LOOSE, "never: {from: shop/nobody, to: any}", "input", id="unknown"),
        pytest.param(
            STRICT, LOOSE, "never: {from: {namespace: q, pods: a=b}, to: any}", VACUOUS, id="typo"
        ),
    ],
)
def test_since_judges_what_is_new(
    old: list[Object], new: list[Object], invariant: str, expected: str, tmp_path: Path
) -> None:
    text = f"{{{invariant}, since: before.yaml}}"
    if expected == "input":
        with pytest.raises(InputError):
            verdicts(old, new, text, tmp_path)
    else:
        assert verdicts(old, new, text, tmp_path) == [expected]


def test_one_side_is_compared_with_the_same_side(tmp_path: Path) -> None:
    sending = [*STRICT, policy("shop", {"app": "web"}, egress=[], name="web")]
    loosened = [*LOOSE, policy("shop", {"app": "web"}, egress=[{"to": []}], name="web")]
    flows = "never: {from: shop/web, to: shop/db}"
    assert verdicts(sending, loosened, f"{{{flows}, since: before.yaml}}", tmp_path) == [PROVED]
    egress = f"{{{flows}, side: egress, since: before.yaml}}"
    assert verdicts(sending, loosened, egress, tmp_path) == [REFUTED]


def test_the_flow_shown_says_what_the_other_version_did(tmp_path: Path) -> None:
    (result,) = report(STRICT, LOOSE, NO_NEW, tmp_path).results
    assert isinstance(result.verdict, Refuted)
    assert result.verdict.counterexample is not None
    assert result.verdict.counterexample.earlier is not None
    (note,) = (text for text in result.notes if text.startswith("before.yaml: "))
    assert "ingress was not allowed: NetworkPolicy shop/policy" in note
    assert str(tmp_path / "before.yaml") in note


def test_ties_end_as_they_like_on_each_side(tmp_path: Path) -> None:
    accept, deny = (
        cluster_policy(name, "Admin", ingress=[{"action": action, "from": [{"namespaces": {}}]}])
        for name, action in (("yes", "Accept"), ("no", "Deny"))
    )
    tied = [*SHOP, accept, deny]
    assert verdicts(tied, tied, SAME, tmp_path) == [PROVED, PROVED]
    assert verdicts([*SHOP, deny], tied, SAME, tmp_path) == [REFUTED, PROVED]
    assert verdicts([*SHOP, accept], tied, SAME, tmp_path) == [PROVED, REFUTED]


def test_what_is_not_read_in_the_other_version_leaves_it_open(tmp_path: Path) -> None:
    unread: Object = {
        "apiVersion": "cilium.io/v2",
        "kind": "CiliumNetworkPolicy",
        "metadata": {"name": "x", "namespace": "shop"},
    }
    assert verdicts([*STRICT, unread], STRICT, NO_NEW, tmp_path) == [UNKNOWN]


def test_exceptions_and_addresses_count(tmp_path: Path) -> None:
    open_to_world = database(BACKEND, block("0.0.0.0/0"))
    ends = "from: world, to: {namespace: shop, pods: app=db}"
    excepted = f"{{{NO_NEW}, except: [{{{ends}, reason: agreed}}]}}"
    assert verdicts(STRICT, open_to_world, NO_NEW, tmp_path) == [REFUTED]
    dialect = "dialect: {ipblock-matches-pods: no, host-network: pod}"
    within = f"{excepted[:-1]}, {dialect}}}"
    assert verdicts(STRICT, open_to_world, within, tmp_path) == [PROVED]


def test_a_version_that_is_not_there_is_named_where_the_file_names_it(tmp_path: Path) -> None:
    text = "no-new-access: {since: nowhere}"
    with pytest.raises(InputError) as caught:
        report(STRICT, LOOSE, text, tmp_path)
    (problem,) = caught.value.problems
    assert problem.location is not None
    assert (problem.location.line, problem.location.path) == (3, str(tmp_path / "netproof.yaml"))
    assert "nowhere: no such file or folder" in problem.message
