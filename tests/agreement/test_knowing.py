"""What is certain at a glance is what the solver finds of every flow that exists."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.agreement.asking import TIMEOUT_MS, Case, cases, share_of_examples
from verifier.dialect import Dialect, Level
from verifier.engine.asker import Deadline
from verifier.engine.claims import Claim
from verifier.engine.knowing import Knowing
from verifier.engine.session import Asked, Session
from verifier.query import ANYTHING, ClusterFacts, End, Member, NamedWorkload, Query, Verb
from verifier.smt.groups import level_assumptions
from verifier.smt.logic import Term, conj, neg
from verifier.smt.nodes import UnknownBits
from verifier.smt.terms import Within
from verifier.testing import strategies


@st.composite
def controlled(draw: st.DrawFn) -> Case:
    """A question about all flows of a workload, of which a controller sets a label."""
    manifests = draw(strategies.controlled_manifests())
    (owner,) = manifests.workloads
    one = End((Member(NamedWorkload(owner.namespace, owner.name), "one"),), "one")
    ends = draw(st.sampled_from(((one, ANYTHING), (ANYTHING, one))))
    verb = draw(st.sampled_from((Verb.NEVER, Verb.ALWAYS)))
    query = Query(
        verb=verb, source=ends[0], destination=ends[1], ports=draw(strategies.query_ports())
    )
    return Case(manifests, ClusterFacts(), query, draw(st.sampled_from(tuple(Level))), ())


def drawn_kind(data: st.DataObject, asked: Asked) -> list[Term]:
    """Some of what the last model's flow is, its ends more often than not."""
    found = asked.reader.read(asked.asker.values())
    often = ("pod", "declared", "namespace", "family")
    return [x.term for x in found if x.kind in often or data.draw(st.booleans())]


def prepared(case: Case, dialect: Dialect) -> tuple[Session, Asked, list[Term], Term] | None:
    """A question whose last model is a judged flow; None where there is no such flow."""
    session = Session(case.manifests, case.cluster, [case.query])
    asked = session.prepare(case.query, dialect, Deadline.after(TIMEOUT_MS))
    assumed = level_assumptions(case.level)
    if not asked.asker.ask(*assumed, asked.conditions.premise):
        return None
    return session, asked, assumed, conj((asked.conditions.premise, asked.conditions.bad))


@settings(max_examples=share_of_examples(1))
@given(case=cases(count=0), dialect=strategies.dialects(), data=st.data())
def test_what_is_certain_holds_of_every_flow(
    case: Case, dialect: Dialect, data: st.DataObject
) -> None:
    found = prepared(case, dialect)
    if found is None:
        return
    session, asked, assumed, target = found
    kind = drawn_kind(data, asked)
    certain = Knowing(session, asked, case.level).certain(kind, target)
    if certain is not None:
        assert not asked.asker.ask(*assumed, *kind, neg(target) if certain else target)


@settings(max_examples=share_of_examples(3))
@given(case=controlled())
def test_what_is_certain_holds_whatever_controllers_set(case: Case) -> None:
    """Of the last model's flow all is known but what controllers set."""
    found = prepared(case, Dialect())
    if found is None:
        return
    session, asked, assumed, target = found
    literals = asked.reader.read(asked.asker.values())
    kind = [x.term for x in literals if not (x.kind == "label" and x.fact)]
    certain = Knowing(session, asked, case.level).certain(kind, target)
    if certain is not None:
        assert not asked.asker.ask(*assumed, *kind, neg(target) if certain else target)


@settings(max_examples=share_of_examples(2))
@given(case=st.one_of(cases(count=0), controlled()), dialect=strategies.dialects(), data=st.data())
def test_what_holds_of_every_sample_holds_of_every_number(
    case: Case, dialect: Dialect, data: st.DataObject
) -> None:
    found = prepared(case, dialect)
    if found is None:
        return
    session, asked, assumed, target = found
    kind = drawn_kind(data, asked)
    chosen = data.draw(st.sampled_from(kind))
    claim = Claim(session, asked, case.level, target)
    if not isinstance(chosen, Within) or not isinstance(chosen.bits, UnknownBits):
        return
    rest = [term for term in kind if term is not chosen]
    if Knowing(session, asked, case.level).certain(kind, target) is not True:
        return
    if claim.without(Knowing(session, asked, case.level), rest, chosen):
        assert not asked.asker.ask(*assumed, *rest, neg(target))


@settings(max_examples=share_of_examples(2))
@given(case=st.one_of(cases(count=0), controlled()), dialect=strategies.dialects())
def test_what_is_needed_is_enough(case: Case, dialect: Dialect) -> None:
    found = prepared(case, dialect)
    if found is None:
        return
    session, asked, assumed, target = found
    if not asked.asker.ask(*assumed, target):
        return
    literals = [x.term for x in asked.reader.read(asked.asker.values())]
    kept = Claim(session, asked, case.level, target).needed([], literals)
    assert kept is not None
    assert not asked.asker.ask(*assumed, *kept, neg(target))
