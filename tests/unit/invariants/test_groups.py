"""What groups select."""

from tests.unit.invariants.wrong import HEAD
from verifier.invariants import read_spec
from verifier.query import (
    AddressGroup,
    NamedWorkload,
    PodGroup,
    Spec,
)
from verifier.resources import LabelSelector, LabelSelectorRequirement


def spec(text: str) -> Spec:
    return read_spec(HEAD + text, "spec.yaml")


def test_groups_may_be_made_of_later_ones_and_of_every_kind_of_end() -> None:
    read = spec("""\
  all: [apps, 10.0.0.0/8, prod/x]
  apps: [backend, {namespaces: any, undeclared: true}, "database, world"]
  api: prod/api
""")
    ends = {group.name: group.end for group in read.groups}
    assert list(ends) == ["backend", "database", "all", "apps", "api"]
    assert [member.text for member in ends["all"].members] == [
        "backend",
        "{namespaces: any, undeclared: true}",
        "database",
        "world",
        "10.0.0.0/8",
        "prod/x",
    ]
    assert [member.undeclared for member in ends["apps"].members] == [False, True, False, False]
    (api,) = ends["api"].members
    assert (api.part, api.text) == (NamedWorkload("prod", "api"), "api")


def test_pod_groups() -> None:
    read = spec("""\
  names: {namespaces: [a, b]}
  labelled: {namespaces: pci=true, pods: {matchExpressions: [{key: app, operator: Exists}]}}
  empty: {namespaces: {}, pods: {}}
  outside: {cidrs: [10.0.0.0/8, 2001:DB8::/32], except: 10.1.0.0/16}
""")
    parts = {group.name: group.end.members[0].part for group in read.groups}
    app = LabelSelectorRequirement(key="app", operator="Exists")
    assert parts["names"] == PodGroup(("a", "b"), LabelSelector())
    assert parts["labelled"] == PodGroup(
        LabelSelector(match_labels=(("pci", "true"),)), LabelSelector(match_expressions=(app,))
    )
    assert parts["empty"] == PodGroup(None, LabelSelector())
    assert parts["outside"] == AddressGroup(("10.0.0.0/8", "2001:db8::/32"), ("10.1.0.0/16",))
