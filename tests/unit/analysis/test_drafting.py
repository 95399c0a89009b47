"""Drafted invariants files: all that they say is proved."""

from dataclasses import replace

from hypothesis import given, settings

from tests.agreement.asking import share_of_examples
from verifier.analysis.check import check
from verifier.analysis.drafting.drafting import draft
from verifier.invariants import read_spec
from verifier.manifests import Manifests, load_texts
from verifier.testing import strategies
from verifier.verdict import Proved

HEAD = """\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: policy, namespace: shop}
spec:
"""


def pod(name: str, labels: str, namespace: str = "shop") -> str:
    """A Pod."""
    return (
        "---\napiVersion: v1\nkind: Pod\n"
        f"metadata: {{name: {name}, namespace: {namespace}, labels: {{{labels}}}}}\n"
        "spec: {containers: [{name: main, ports: [{name: web, containerPort: 8080}]}]}\n"
    )


def text_for(policy: str, *more: str) -> str:
    """What is drafted for a policy in namespace shop, and more objects."""
    return draft(load_texts({"input.yaml": "".join([HEAD, policy, *more])})).text


DB = pod("db", "app: db")
API = pod("api", "app: api")


@settings(max_examples=share_of_examples(2))
@given(manifests=strategies.manifests())
def test_what_is_written_is_proved(manifests: Manifests) -> None:
    drafted = draft(manifests)
    report = check(manifests, read_spec(drafted.text, "netproof.yaml"))

    assert [r for r in report.results if not isinstance(r.verdict, Proved)] == []
    assert len({r.invariant.location.line for r in report.results}) == drafted.invariants


@settings(max_examples=share_of_examples(5))
@given(manifests=strategies.manifests())
def test_the_order_of_the_input_is_irrelevant(manifests: Manifests) -> None:
    turned = replace(
        manifests,
        policies=manifests.policies[::-1],
        namespaces=manifests.namespaces[::-1],
        pods=manifests.pods[::-1],
        workloads=manifests.workloads[::-1],
        admin_policies=manifests.admin_policies[::-1],
        nodes=manifests.nodes[::-1],
    )

    assert draft(turned).text == draft(manifests).text


def test_each_set_of_ports_has_its_sources() -> None:
    text = text_for(
        """\
  podSelector: {matchLabels: {app: db}}
  ingress:
    - {from: [{podSelector: {matchLabels: {app: api}}}], ports: [{port: 5432}]}
    - from: [{namespaceSelector: {matchLabels: {team: ops}}}]
      ports: [{port: 9100, endPort: 9200}, {port: 5432}]
""",
        DB,
        API,
    )

    assert "  - only: {from: [api, {namespaces: team=ops}], to: db" in text
    assert "ports: 5432}\n" in text
    assert "to: db, ports: 9100-9200}\n" in text
    assert "    except: {ports: [5432, 9100-9200], reason: a policy opens these ports}\n" in text


def test_egress_narrows_who_gets_through() -> None:
    leave = """\
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: closed, namespace: shop}
spec: {podSelector: {}, policyTypes: [Egress]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: leave, namespace: shop}
spec:
  podSelector: {matchLabels: {app: api}}
  policyTypes: [Egress]
  egress: [{to: [{podSelector: {matchLabels: {app: db}}}]}]
"""
    policy = "  podSelector: {matchLabels: {app: db}}\n  ingress: [{from: [{podSelector: {}}]}]\n"
    other = pod("web", "app: web")

    assert "  - only api reaches db\n" in text_for(policy, leave, DB, API, other)
    assert "  - only: {from: {namespace: shop}, to: db}\n" in text_for(policy, DB, API, other)


def test_open_to_the_world_is_said_in_a_comment() -> None:
    policy = "  podSelector: {matchLabels: {app: db}}\n  ingress: [{ports: [{port: 443}]}]\n"
    text = text_for(policy, DB)

    assert "# reached from anywhere: 443\n" in text
    assert "only" not in text.split("invariants:")[1].split("# Left out")[0]
    assert "  - never: {from: any, to: db}\n    except: {ports: 443," in text


def test_a_range_where_pods_may_be_lets_any_pod_in() -> None:
    outside = "  podSelector: {}\n  ingress: [{from: [{ipBlock: {cidr: 203.0.113.0/24}}]}]\n"
    inside = "  podSelector: {}\n  ingress: [{from: [{ipBlock: {cidr: 10.1.0.0/16}}]}]\n"

    assert "  - only 203.0.113.0/24 reaches shop\n" in text_for(outside, DB)
    assert "  - only any-pod, 10.1.0.0/16 reach shop\n" in text_for(inside, DB)


def test_names_that_clash_carry_the_namespace() -> None:
    policy = "  podSelector: {matchLabels: {app: db}}\n"
    other = HEAD.replace("shop", "dev") + policy
    text = text_for(policy, DB, "---\n", other, pod("db", "app: db", "dev"))

    assert "  dev-db: {namespace: dev, pods: app=db}\n" in text
    assert "  shop-db: {namespace: shop, pods: app=db}\n" in text


def test_workloads_that_one_selector_chooses_share_a_group() -> None:
    policy = "  podSelector: {matchLabels: {tier: data}}\n"
    text = text_for(policy, pod("a", "tier: data"), pod("b", "tier: data"))

    assert "  data: {namespace: shop, pods: tier=data}\n" in text
    assert "  # data: shop/a[Pod], shop/b[Pod]\n  - any never reaches data\n" in text


def test_pods_that_an_operator_makes_have_a_group() -> None:
    policy = "  podSelector: {matchLabels: {app: made}}\n"

    assert "  policy: {namespace: shop, pods: app=made, undeclared: true}\n" in text_for(policy, DB)
    assert "  policy: {namespace: shop, pods: app=made}\n" in text_for(policy)


def test_names_that_yaml_would_read_otherwise_are_quoted() -> None:
    text = text_for('  podSelector: {matchLabels: {app: "on"}}\n', pod('"no"', 'app: "on"'))

    assert '  "no": {namespace: shop, pods: app=on}\n' in text
    assert [group.name for group in read_spec(text, "netproof.yaml").groups] == ["no"]


def test_what_only_the_declared_workloads_bear_out_has_its_level() -> None:
    policy = "  podSelector: {matchLabels: {app: db, zone: a}}\n"
    leave = (
        f"---\n{HEAD}".replace("name: policy", "name: leave")
        + "  podSelector: {matchLabels: {app: db}}\n  policyTypes: [Egress]\n"
    )
    text = text_for(policy, leave, pod("db", "app: db, zone: a"), pod("old", "app: db"))
    proved, _, left_out = text.partition("# Left out")

    assert "  - any never reaches db\n" in proved
    assert "never reaches old" not in proved
    assert "groups that no policy isolates for ingress: 1\n#  - old\n" in left_out


def test_a_proof_for_declared_workloads_alone_says_so() -> None:
    policy = "  podSelector: {matchLabels: {app: db}}\n  policyTypes: [Egress]\n"
    other = f"---\n{HEAD}".replace("name: policy", "name: zone")
    other += "  podSelector: {matchLabels: {zone: a}}\n"
    text = text_for(policy, other, pod("one", "app: db, zone: a"))

    assert "  # of the declared workloads; of any pod it is not proved: refuted\n" in text
    assert "  - never: {from: {namespace: shop}, to: internet}\n    level: declared\n" in text


def test_named_ports_are_told_apart_for_declared_pods() -> None:
    text = text_for(
        """\
  podSelector: {matchLabels: {app: db}}
  ingress:
    - {from: [{podSelector: {matchLabels: {app: api}}}], ports: [{port: web}]}
    - {from: [{podSelector: {matchLabels: {app: ops}}}], ports: [{port: metrics}]}
""",
        DB,
        API,
        pod("ops", "app: ops"),
    )

    assert "  - only: {from: api, to: db, ports: tcp/web}\n    level: declared\n" in text
    assert "  - only api, ops reach db:1-65535\n" in text


def test_default_deny_of_a_whole_namespace() -> None:
    policy = "  podSelector: {}\n  policyTypes: [Ingress, Egress]\n"
    text = text_for(policy, DB, API)

    assert "  - isolated: {group: shop, direction: [ingress, egress]}\n" in text
    assert "  - shop never reaches internet\n" in text
