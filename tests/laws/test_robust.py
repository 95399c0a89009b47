"""`robust: network-policies`: what is proved survives whatever owners do to NetworkPolicies."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from tests.agreement.asking import Case, cases, judge_of, share_of_examples
from tests.agreement.deciding import outcomes
from tests.laws.test_tiers import for_all
from verifier.dialect import Dialect, Level
from verifier.engine.judging import judge
from verifier.engine.owners import changed
from verifier.engine.session import Session
from verifier.manifests import Manifests
from verifier.query import Query, Verb
from verifier.resources import LabelSelector, NetworkPolicy, NetworkPolicySpec
from verifier.testing import strategies
from verifier.verdict import Proved, Refuted, Unknown, Verdict

TIMEOUT_MS = 60_000
UNIVERSAL = (Verb.NEVER, Verb.ALWAYS, Verb.ONLY)
# Between these two a NetworkPolicy makes its namespace one whose labels are unknown (M-07).
LEVELS = (Level.DECLARED, Level.ANY_NAMESPACE)
Others = Sequence[NetworkPolicy]


@st.composite
def guarded(draw: st.DrawFn, verbs: tuple[Verb, ...] = UNIVERSAL, count: int = 3) -> Case:
    """A case with admin policies, and a query that relies on them alone."""
    case = draw(cases(verbs, count))
    admin = draw(strategies.admin_policy_sets(3, most_rules=2).filter(bool))
    query = replace(case.query, robust=True, by_default=False)
    manifests = replace(case.manifests, admin_policies=admin)
    level = draw(st.sampled_from(LEVELS))
    return replace(case, manifests=manifests, query=query, level=level)


def verdict(case: Case, manifests: Manifests, query: Query, dialect: Dialect) -> Verdict:
    """The verdict at the level of the case."""
    session = Session(manifests, case.cluster, [query])
    found = judge(session, query, dialect, TIMEOUT_MS)[case.level]
    assert not isinstance(found, Unknown)
    return found


@settings(max_examples=share_of_examples(1))
@given(case=guarded(), others=strategies.policy_sets(3), dialect=strategies.dialects())
def test_what_is_proved_survives_other_network_policies(
    case: Case, others: Others, dialect: Dialect
) -> None:
    found = verdict(case, case.manifests, case.query, dialect)
    event(type(found).__name__)
    if not isinstance(found, Proved):
        return
    plain = replace(case.query, robust=False)
    for policies in ((), case.manifests.policies, tuple(others)):
        manifests = replace(case.manifests, policies=policies)
        assert not isinstance(verdict(case, manifests, plain, dialect), Refuted)
        session = Session(manifests, case.cluster, [plain])
        for flow in case.flows:
            if judge_of(session, case.level).judges(plain, flow):
                kept = {plain.verb is Verb.ALWAYS}
                assert outcomes(manifests, plain, flow, dialect) == kept


@settings(max_examples=share_of_examples(2))
@given(case=guarded(count=0), others=strategies.policy_sets(3), dialect=strategies.dialects())
def test_the_verdict_is_the_same_whatever_network_policies_there_are(
    case: Case, others: Others, dialect: Dialect
) -> None:
    spaces = [policy.namespace for policy in case.manifests.policies]
    assume(case.level is Level.ANY_NAMESPACE or not spaces)
    other = replace(case.manifests, policies=tuple(others))
    found = [verdict(case, m, case.query, dialect) for m in (case.manifests, other)]
    assert isinstance(found[0], Refuted) == isinstance(found[1], Refuted)


@settings(max_examples=share_of_examples(2))
@given(case=guarded((Verb.NEVER,), count=0), dialect=strategies.dialects())
def test_baseline_alone_never_proves_a_never(case: Case, dialect: Dialect) -> None:
    below = (p for p in case.manifests.admin_policies if p.tier == "Baseline")
    closed = replace(for_all("closed", "Deny", 0), tier="Baseline")
    manifests = replace(case.manifests, admin_policies=(closed, *below))
    assert not isinstance(verdict(case, manifests, case.query, dialect), Proved)


@settings(max_examples=share_of_examples(2))
@given(case=guarded((Verb.NEVER,), count=0), dialect=strategies.dialects())
def test_network_policies_alone_never_prove_a_never(case: Case, dialect: Dialect) -> None:
    spec = NetworkPolicySpec(pod_selector=LabelSelector(), policy_types=("Ingress", "Egress"))
    closed = [NetworkPolicy(name="closed", namespace=name, spec=spec) for name in "abc"]
    manifests = replace(case.manifests, policies=tuple(closed), admin_policies=())
    assert not isinstance(verdict(case, manifests, case.query, dialect), Proved)


@settings(max_examples=share_of_examples(2))
@given(case=guarded(count=0), dialect=strategies.dialects())
def test_a_refutation_shows_the_policies_that_it_takes(case: Case, dialect: Dialect) -> None:
    found = verdict(case, case.manifests, case.query, dialect)
    if not isinstance(found, Refuted) or found.counterexample is None:
        return
    shown = found.counterexample
    event(f"{len(shown.owners.added)} added, {len(shown.owners.removed)} removed")
    policies = tuple(changed(case.manifests.policies, shown.owners))
    manifests = replace(case.manifests, policies=policies)
    plain = replace(case.query, robust=False)
    assert isinstance(verdict(case, manifests, plain, dialect), Refuted)
