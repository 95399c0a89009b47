"""Shorthand means what its core form says, and `isolate` what its clause says (M-16, M-17)."""

from hypothesis import event, given, settings
from hypothesis import strategies as st

from tests.agreement.asking import share_of_examples
from tests.agreement.deciding import READINGS
from tests.agreement.test_enumeration import Small, flows, may_pass, small_inputs
from verifier.analysis.check import check
from verifier.dialect import Dialect, Level
from verifier.engine.judging import judge
from verifier.engine.session import Session
from verifier.flow import Direction, Flow, PodEndpoint
from verifier.invariants import core_form, read_spec
from verifier.manifests import Manifests
from verifier.query import ClusterFacts, Invariant, Query, Verb
from verifier.testing import strategies
from verifier.verdict import Refuted, verdict_name

HEAD = (
    "apiVersion: netproof/v1\ngroups: {g: {namespaces: [a, b], pods: app}}\ninvariants:\n- id: i\n"
)
FORMS = (
    "isolated: {group: g, direction: ingress}",
    "isolated: {group: {namespace: a}, direction: [ingress, egress]}",
    "isolate: {namespaces: [a, b, c]}",
    *(
        f"isolate: {{by: {label}, missing: {missing}}}"
        for label in ("from.namespace.labels.env", "from.labels.app")
        for missing in ("deny", "ignore", "own")
    ),
)
FACT = "\n  assume: [{id: f, why: because, namespaces: [c], have: env}]"


@settings(max_examples=share_of_examples(4))
@given(
    manifests=strategies.manifests(),
    form=st.sampled_from(FORMS),
    fact=st.sampled_from(("", FACT)),
    level=st.sampled_from(tuple(Level)),
)
def test_the_verdict_is_that_of_the_core_form(
    manifests: Manifests, form: str, fact: str, level: Level
) -> None:
    listed = {namespace.name for namespace in manifests.namespaces}
    written = read_spec(f"{HEAD}  {form}{'' if 'c' in listed else fact}", "sugar.yaml")
    core = read_spec(core_form(written), "core.yaml")

    one, other = (check(manifests, spec, level=level).results for spec in (written, core))
    names = [[verdict_name(found.verdict) for found in results] for results in (one, other)]
    event(f"{form.partition(':')[0]}: {' '.join(names[0])}")
    assert names[0] == names[1]


def violates(flow: Flow, key: str, of_namespace: bool, missing: str) -> bool:
    """Two pods are to be kept apart (M-17), written out from the clause."""
    source, destination = flow.source, flow.destination
    assert isinstance(source, PodEndpoint)
    assert isinstance(destination, PodEndpoint)
    one, other = (
        (end.namespace_labels if of_namespace else end.labels).get(key)
        for end in (source, destination)
    )
    if one is not None and other is not None:
        return one != other
    if missing == "ignore":
        return False
    if missing == "own" and not of_namespace:
        return True
    return source.namespace != destination.namespace


@settings(max_examples=share_of_examples(2))
@given(
    small=small_inputs((Verb.NEVER,)),
    of_namespace=st.booleans(),
    missing=st.sampled_from(("deny", "ignore", "own")),
)
def test_isolate_by_a_label_agrees_with_every_pair(
    small: Small, of_namespace: bool, missing: str
) -> None:
    key = "env" if of_namespace else "app"
    label = f"from.{'namespace.' if of_namespace else ''}labels.{key}"
    spec = read_spec(f"{HEAD}  isolate: {{by: {label}, missing: {missing}}}", "netproof.yaml")
    small = Small(small.manifests, spec.invariants[0].query)

    found = [refuted(small.manifests, invariant) for invariant in spec.invariants]
    apart = [flow for flow in flows(small) if violates(flow, key, of_namespace, missing)]
    broken = any(may_pass(small, flow, reading) for flow in apart for reading in READINGS)
    event(f"{missing}: {broken}")
    assert any(found) == broken


@settings(max_examples=share_of_examples(4))
@given(
    small=small_inputs((Verb.NEVER,)) | small_inputs((Verb.NEVER,), tiers=True),
    direction=st.sampled_from(tuple(Direction)),
)
def test_isolated_agrees_with_every_flow(small: Small, direction: Direction) -> None:
    form = f"isolated: {{group: g, direction: {direction.value.lower()}}}"
    (invariant,) = read_spec(f"{HEAD}  {form}", "netproof.yaml").invariants
    small = Small(small.manifests, invariant.query)

    broken = any(
        may_pass(small, flow, reading)
        for flow in flows(small)
        if in_group(flow, direction)
        for reading in READINGS
    )
    event(f"{direction.value}: {broken}")
    if broken:
        assert refuted(small.manifests, invariant)


def in_group(flow: Flow, direction: Direction) -> bool:
    """The pod whose policies speak is one of group `g`."""
    end = flow.destination if direction is Direction.INGRESS else flow.source
    return isinstance(end, PodEndpoint) and end.namespace in ("a", "b") and "app" in end.labels


def refuted(manifests: Manifests, invariant: Invariant) -> bool:
    """The invariant's verdict at `declared`."""
    query: Query = invariant.query
    session = Session(manifests, ClusterFacts(), [query])
    verdict = judge(session, query, Dialect(), 60_000)[Level.DECLARED]
    return isinstance(verdict, Refuted)
