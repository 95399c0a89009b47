"""Coverage: an element is covered iff `check` on the edited policies gives another verdict."""

from dataclasses import replace
from functools import partial

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.agreement.asking import share_of_examples
from verifier import reference
from verifier.analysis.check import check
from verifier.analysis.coverage.covering import coverage
from verifier.analysis.mutations import Element, Mutation, elements_of, mutated_manifests
from verifier.decision import Decision
from verifier.dialect import Dialect, Level
from verifier.flow import Direction
from verifier.invariants import read_spec
from verifier.manifests import Manifests
from verifier.normalise import inventory
from verifier.query import Invariant, NamedWorkload, Query, Spec, Verb
from verifier.testing import strategies
from verifier.verdict import verdict_name


def declared(manifests: Manifests, query: Query) -> bool:
    """The query names no workload that the input lacks."""
    known = {(pod.namespace, pod.name) for pod in manifests.pods}
    known |= {(item.namespace, item.name) for item in manifests.workloads}
    exempt = [end for item in query.exemptions for end in (item.source, item.destination)]
    ends = [query.source, query.destination, query.among, *exempt]
    parts = [member.part for end in ends if end is not None for member in end.members]
    return all(
        (part.namespace, part.name) in known and part.kind is None
        for part in parts
        if isinstance(part, NamedWorkload)
    )


@st.composite
def inputs(draw: st.DrawFn, level: Level | None = None) -> tuple[Manifests, Spec]:
    """An input with one or two invariants about it."""
    manifests = draw(strategies.manifests(strategies.policy_sets(2), most_pods=2, most_workloads=1))
    found: list[Invariant] = []
    for number in range(draw(st.integers(1, 2))):
        invariant = draw(strategies.invariants(f"i{number}"))
        if declared(manifests, invariant.query):
            found.append(replace(invariant, level=invariant.level if level is None else level))
    cluster = draw(strategies.cluster_facts())
    spec = Spec(path="spec", invariants=tuple(found), cluster=cluster, whole=False)
    return manifests, spec


def verdicts(manifests: Manifests, spec: Spec) -> list[str]:
    """What `check` says of each invariant."""
    return [verdict_name(result.verdict) for result in check(manifests, spec).results]


def elements(manifests: Manifests) -> list[tuple[Element, tuple[Mutation, ...]]]:
    """Every element of the input, with its mutations."""
    return [pair for policy in manifests.policies for pair in elements_of(policy)]


def agrees(manifests: Manifests, spec: Spec) -> None:
    """Coverage says of each element what `check` on the edited policies says."""
    report = coverage(manifests, [spec], most=0)
    now = verdicts(manifests, spec)
    assert "unknown" not in now
    found = elements(manifests)
    assert [result.element for result in report.results] == [element for element, _ in found]
    for result, (_, mutations) in zip(report.results, found, strict=True):
        changed = [
            mutation.change
            for mutation in mutations
            if verdicts(mutated_manifests(manifests, mutation), spec) != now
        ]
        assert (result.status == "covered") == bool(changed), (result, changed, now)


@settings(max_examples=share_of_examples(10))
@given(case=inputs(Level.DECLARED))
def test_at_declared_an_element_is_covered_iff_check_notices(case: tuple[Manifests, Spec]) -> None:
    agrees(*case)


@settings(max_examples=share_of_examples(10))
@given(case=inputs())
def test_an_element_is_covered_iff_check_notices(case: tuple[Manifests, Spec]) -> None:
    agrees(*case)


@st.composite
def forms(draw: st.DrawFn) -> tuple[Manifests, Spec]:
    """An input with an invariant about default deny, or about chains."""
    manifests, spec = draw(inputs())
    query = draw(strategies.queries((Verb.NEVER,), plain=True).filter(partial(declared, manifests)))
    by_default, hops = draw(st.sampled_from(((True, 0), (False, 1), (False, 2))))
    side = draw(st.sampled_from((None, *Direction))) if by_default else None
    query = replace(query, by_default=by_default, hops=hops, side=side)
    invariant = replace(draw(strategies.invariants()), query=query)
    return manifests, replace(spec, invariants=(invariant,))


@settings(max_examples=share_of_examples(10))
@given(case=forms())
def test_default_deny_and_chains_notice_what_check_notices(case: tuple[Manifests, Spec]) -> None:
    agrees(*case)


@settings(max_examples=share_of_examples(10))
@given(case=inputs(), dialect=strategies.dialects(fixed=True), data=st.data())
def test_no_flow_has_another_verdict_where_an_element_is_idle(
    case: tuple[Manifests, Spec], dialect: Dialect, data: st.DataObject
) -> None:
    manifests, spec = case
    report = coverage(manifests, [replace(spec, invariants=())], most=0)
    near = strategies.near(*manifests.policies)
    top = Level.ANY_NAMESPACE
    flow = data.draw(strategies.existing_flows(inventory(manifests), spec.cluster, top, near))
    if flow is None:
        return
    tiers = manifests.admin_policies, manifests.nodes
    now = reference.decide(flow, manifests.policies, dialect, *tiers)
    for result, (_, mutations) in zip(report.results, elements(manifests), strict=True):
        assert result.status in ("idle", "uncovered")
        for mutation in mutations if result.status == "idle" else ():
            edited = mutated_manifests(manifests, mutation)
            then = reference.decide(flow, edited.policies, dialect, *tiers)
            for side in ("egress", "ingress"):
                decisions = {getattr(d, side).decision for d in (now, then)}
                assert len(decisions) == 1 or Decision.DEPENDS in decisions


@settings(max_examples=share_of_examples(5))
@given(manifests=strategies.manifests(strategies.policy_sets(2)))
def test_what_is_suggested_holds_and_covers_the_element(manifests: Manifests) -> None:
    nothing = Spec(path="spec", invariants=(), whole=False)
    for result in coverage(manifests, [nothing], most=2).results:
        if result.gap is None or not result.gap.suggestion:
            continue
        text = f"apiVersion: netproof/v1\ninvariants:\n  - {result.gap.suggestion}\n"
        pasted = replace(read_spec(text, "pasted"), whole=False)
        assert verdicts(manifests, pasted) == ["proved"], text
        again = coverage(manifests, [pasted], most=0).results
        assert {r.status for r in again if r.element == result.element} == {"covered"}, text
