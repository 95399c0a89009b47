"""The network plugin of a cluster: known where it is sure, never guessed, and never over a dialect
that somebody stated."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import ROOT, run
from tests.unit.manifests.cluster.server import ApiServer, Object, serving, status
from verifier.analysis.check import check
from verifier.analysis.diff.comparing import compare
from verifier.analysis.map.connectivity import connectivity
from verifier.analysis.why import why
from verifier.dialect import PROFILES, Dialect, parse_dialect
from verifier.invariants import read_spec
from verifier.invariants.core_form import core_form
from verifier.manifests import Manifests, load_manifests
from verifier.manifests.cluster.plugin import ENGINES, LABEL, NAMESPACES, plugin_of
from verifier.verdict import verdict_name

DAEMON_SETS = "/apis/apps/v1/daemonsets"
POLICIES = "/apis/networking.k8s.io/v1/networkpolicies"
CALICO, CILIUM = ENGINES[:2]


def agent(
    name: str, namespace: str = "kube-system", label: str | None = None, on: int = 3
) -> Object:
    """The DaemonSet of a plugin, as it is installed."""
    labels = {LABEL: name if label is None else label}
    return {
        "metadata": {"name": name, "namespace": namespace, "labels": labels},
        "spec": {"template": {"metadata": {"labels": labels}, "spec": {"hostNetwork": True}}},
        "status": {"desiredNumberScheduled": on},
    }


@pytest.mark.parametrize("engine", [CALICO, CILIUM], ids=lambda engine: str(engine.name))
@pytest.mark.parametrize("namespace", NAMESPACES)
def test_a_plugin_is_sure_by_both_signs(engine: Any, namespace: str) -> None:
    groups = {"apps", engine.group}
    plugin = plugin_of("cluster:", groups, [agent(engine.daemon_set, namespace)], 3)

    assert plugin.profile == engine.profile
    assert plugin.dialect == parse_dialect(engine.profile)
    assert plugin.seen == (
        f"the network plugin is {engine.name}, by the DaemonSet {namespace}/{engine.daemon_set} "
        f"and the API group {engine.group}"
    )


GROUP = "the API group cilium.io"
AGENT = "the DaemonSet kube-system/cilium"
BARE: Object = {"metadata": {"name": "cilium", "namespace": "kube-system"}}


@pytest.mark.parametrize(
    ("groups", "found", "seen"),
    [
        ({"cilium.io"}, [], f"{GROUP} alone"),
        ({"apps"}, [agent("cilium")], f"{AGENT} alone"),
        ({"cilium.io"}, [agent("cilium", namespace="shop")], f"{GROUP} alone"),
        ({"cilium.io"}, [agent("cilium", label="mine")], f"{AGENT} without its label {LABEL} and"),
        ({"cilium.io"}, [agent("cilium", on=2)], f"{AGENT} that is not on every node and {GROUP}"),
        ({"cilium.io"}, [agent("cilium", on=0)], f"{AGENT} that is not on every node and {GROUP}"),
        ({"cilium.io"}, [BARE], f"{AGENT} without its label {LABEL} that is not on every node and"),
        ({"cilium.io"}, [{}], f"{GROUP} alone"),
    ],
)
def test_what_is_not_as_it_is_installed_is_a_doubt(
    groups: set[str], found: list[Object], seen: str
) -> None:
    plugin = plugin_of("cluster:", groups, found, 3)

    assert (plugin.profile, plugin.dialect) == ("", None)
    assert plugin.seen.startswith(f"the network plugin looks like Cilium, by {seen}")


@pytest.mark.parametrize("other", ENGINES, ids=lambda engine: str(engine.name))
@pytest.mark.parametrize("engine", [CALICO, CILIUM], ids=lambda engine: str(engine.name))
def test_two_plugins_are_none(engine: Any, other: Any) -> None:
    signs: list[tuple[set[str], list[Object]]] = [({other.group}, [])] if other.group else []
    signs += [(set(), [agent(other.daemon_set)])] if other.daemon_set else []
    for groups, found in signs:
        plugin = plugin_of(
            "cluster:", {engine.group, *groups}, [agent(engine.daemon_set), *found], 3
        )
        assert bool(plugin.profile) == (engine is other)
        if engine is not other:
            assert plugin.seen.startswith("several network plugins left signs: ")
            assert other.name in plugin.seen
            assert engine.name in plugin.seen


def test_a_plugin_without_a_profile_sets_nothing() -> None:
    plugin = plugin_of("cluster:", {"crd.antrea.io"}, [agent("antrea-agent")], 3)

    assert plugin.profile == ""
    assert "looks like Antrea" in plugin.seen


def test_nothing_to_see() -> None:
    assert plugin_of("cluster:", {"apps"}, [], 3).seen.startswith("no network plugin is recognised")
    assert plugin_of("cluster:", {"apps"}, None, 3).seen.startswith("DaemonSets may not be listed")


def test_every_profile_exists() -> None:
    assert {engine.profile for engine in ENGINES} - {""} <= PROFILES.keys()


POLICY: Object = {
    "metadata": {"name": "web", "namespace": "shop"},
    "spec": {
        "podSelector": {"matchLabels": {"app": "web"}},
        "policyTypes": ["Egress"],
        "egress": [{"to": [{"ipBlock": {"cidr": "10.0.0.0/8"}}]}],
    },
}
SPEC = "apiVersion: netproof/v1\n{defaults}invariants: [shop/web never reaches shop/db]\n"


def pod(name: str, ip: str) -> Object:
    return {
        "metadata": {"name": name, "namespace": "shop", "labels": {"app": name}},
        "spec": {"containers": [{"name": "c"}]},
        "status": {"podIPs": [{"ip": ip}]},
    }


@pytest.fixture
def server() -> ApiServer:
    return ApiServer(
        lists={
            POLICIES: [POLICY],
            "/api/v1/pods": [pod("web", "10.0.0.1"), pod("db", "10.0.0.2")],
            DAEMON_SETS: [agent("cilium")],
        },
        answers={"/apis": {"groups": [{"name": "cilium.io", "versions": []}]}},
    )


@pytest.fixture
def config(server: ApiServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with serving(server, tmp_path) as path:
        monkeypatch.delenv("KUBERNETES_SERVICE_HOST", raising=False)
        monkeypatch.setattr(
            "kubernetes.config.kube_config.KUBE_CONFIG_DEFAULT_LOCATION", path, raising=True
        )
        yield path


def judged(
    manifests: Manifests, defaults: str = "", dialect: Dialect | None = None
) -> tuple[str, list[str]]:
    """The verdict, and the ids of what it rests on."""
    spec = read_spec(SPEC.format(defaults=defaults), "netproof.yaml")
    report = check(manifests, spec, dialect=dialect)
    (result,) = report.results
    return verdict_name(result.verdict), [each.id for each in report.assumptions]


@pytest.mark.parametrize("source", ["cluster:", "cluster:/shop"])
def test_a_sure_plugin_settles_the_readings(config: str, server: ApiServer, source: str) -> None:
    for path in (POLICIES, "/api/v1/pods"):
        inside = path.replace("/v1/", "/v1/namespaces/shop/")
        server.lists[inside] = server.lists[path]
    manifests = load_manifests([source])
    verdict, rests_on = judged(manifests)

    assert [plugin.profile for plugin in manifests.plugins] == ["cilium"]
    assert (verdict, "plugin" in rests_on) == ("proved", True)


def test_what_is_stated_wins(config: str) -> None:
    manifests = load_manifests(["cluster:"])

    for text in ("any", "calico"):
        verdict, rests_on = judged(manifests, f"defaults: {{dialect: {text}}}\n")
        assert (verdict, "plugin" in rests_on) == ("refuted", False)
    verdict, rests_on = judged(manifests, dialect=Dialect())
    assert (verdict, "plugin" in rests_on) == ("refuted", False)


def test_a_doubt_settles_nothing(config: str, server: ApiServer) -> None:
    server.lists[DAEMON_SETS] += [agent("calico-node", "calico-system")]

    verdict, rests_on = judged(load_manifests(["cluster:"]))
    assert (verdict, "plugin" in rests_on) == ("refuted", False)


def test_two_clusters_with_different_plugins_settle_nothing(config: str, server: ApiServer) -> None:
    one = load_manifests(["cluster:"])
    server.lists[DAEMON_SETS] = [agent("calico-node")]
    server.answers["/apis"] = {"groups": [{"name": "crd.projectcalico.org", "versions": []}]}
    other = load_manifests(["cluster:"])
    report = compare(one, other)

    assert [side.plugins[0].profile for side in (one, other)] == ["cilium", "calico"]
    assert "plugin" not in [each.id for each in report.assumptions]
    assert "plugin" in [each.id for each in compare(one, one).assumptions]


def test_a_node_without_the_agent_is_a_doubt(config: str, server: ApiServer) -> None:
    server.lists["/api/v1/nodes"] = [{"metadata": {"name": f"n{n}"}} for n in range(3)]
    assert load_manifests(["cluster:"]).plugins[0].profile == "cilium"

    server.lists["/api/v1/nodes"] += [{"metadata": {"name": "virtual"}}]
    assert load_manifests(["cluster:"]).plugins[0].profile == ""


def test_daemon_sets_that_may_not_be_listed_are_no_error(config: str, server: ApiServer) -> None:
    server.special[DAEMON_SETS] = lambda _: status(403, "no")
    server.lists["/apis/networking.k8s.io/v1/namespaces/shop/networkpolicies"] = [POLICY]
    (plugin,) = load_manifests(["cluster:/shop"]).plugins

    assert plugin.profile == ""
    assert plugin.seen.startswith("DaemonSets may not be listed")


def test_why_and_map_take_it_too(config: str) -> None:
    manifests = load_manifests(["cluster:"])
    answer = why(manifests, "shop/web", "shop/db", port=80)
    every = why(manifests, "shop/web", "shop/db", port=80, dialect=Dialect())

    assert (answer.decided.decision.value, every.decided.decision.value) == ("deny", "depends")
    assert answer.assumptions[-1].id == connectivity(manifests).assumptions[-1].id == "plugin"
    assert connectivity(manifests, dialect=Dialect()).assumptions[-1].id != "plugin"


def test_the_command_says_so(config: str, tmp_path: Path) -> None:
    (tmp_path / "netproof.yaml").write_text(SPEC.format(defaults=""))
    asked = ("check", "cluster:", "-f", "netproof.yaml")
    known = {"PYTHONPATH": str(ROOT), "KUBECONFIG": config}
    ran = run(*asked, cwd=tmp_path, **known)
    stated = run(*asked, "--dialect", "any", cwd=tmp_path, **known)
    said = "the network plugin is Cilium, by the DaemonSet kube-system/cilium and the API group"

    assert (ran.code, stated.code) == (0, 1)
    assert ran.err == (
        f"netproof: cluster: {said} cilium.io; the dialect is cilium where none is stated\n"
    )
    assert f"- {said}" in ran.out
    assert stated.err == ""
    assert said not in stated.out


def test_the_core_form_keeps_a_dialect_that_is_stated() -> None:
    stated = read_spec(SPEC.format(defaults="defaults: {dialect: any}\n"), "a.yaml")
    again = read_spec(core_form(stated), "b.yaml")
    silent = read_spec(core_form(read_spec(SPEC.format(defaults=""), "a.yaml")), "b.yaml")

    assert [each.states_dialect for each in again.invariants] == [True]
    assert [each.states_dialect for each in silent.invariants] == [False]
