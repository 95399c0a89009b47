"""Modifiers of an invariant that change what is judged (M-15, M-16), and the forms they suit."""

from collections.abc import Callable
from dataclasses import replace

from verifier.errors import InputError
from verifier.flow import Direction
from verifier.invariants.comparisons import parse_comparison
from verifier.invariants.earlier import read_earlier
from verifier.invariants.entry import Entry
from verifier.invariants.exemptions import read_exemptions
from verifier.invariants.groups import NOBODY, read_end
from verifier.invariants.settings import one_of
from verifier.invariants.stated import Known, read_fact
from verifier.query import Comparison, Query, StatedFact, Verb

MODIFIER = "NP967"
MODIFIERS = ("among", "assume", "by", "except", "robust", "side", "since", "where")
SINGLE_FLOWS = "it speaks about a single flow, and a path has several"
FORBIDDING = "to be allowed by default can only be forbidden"
NO_REGRESSION = "it speaks of rules, and `since` of what is allowed"
SPOKEN_FOR = "the form says both for itself"
IN_GROUP = ("the group alone says what is judged", "say it in `group`, or write the core form")

# Why a modifier has no meaning for a form, and what to do instead.
REFUSED: dict[tuple[str, str], tuple[str, str]] = {
    ("possible", "among"): ("", "say it in `from`"),
    ("possible", "except"): (
        "one flow is enough, and none is forbidden",
        "leave it out, or narrow `from`, `to` or `ports`",
    ),
    ("possible", "by"): (FORBIDDING, ""),
    ("possible", "robust"): (
        "one flow that no NetworkPolicy can stop is an `always` about that flow",
        "write `always`, from and to what must pass",
    ),
    ("isolated", "robust"): (
        "to deny by default is what NetworkPolicies do",
        "write `never` with `robust: network-policies`",
    ),
    ("only", "by"): (FORBIDDING, "write `never`, from those that the default must not let in"),
    ("always", "by"): (FORBIDDING, ""),
    ("isolate", "by"): ("its label stands inside", "write `isolate: {by: ..., missing: ...}`"),
    ("isolated", "by"): (SPOKEN_FOR, "leave it out"),
    ("isolated", "side"): (SPOKEN_FOR, "write `isolated: {group: ..., direction: ...}`"),
    ("isolated", "among"): IN_GROUP,
    ("isolated", "where"): IN_GROUP,
    **{
        ("no-path", modifier): (SINGLE_FLOWS, "")
        for modifier in ("among", "by", "except", "robust", "side", "since", "where")
    },
    ("possible", "since"): (
        "one flow is enough, whatever was allowed before",
        "leave it out; `always` with `since` keeps what was allowed",
    ),
    ("isolated", "since"): (NO_REGRESSION, "write `never` with `since`"),
    **{
        (form, modifier): (why, "write `never` with `since`, or leave it out")
        for form in ("no-new-access", "equivalent")
        for modifier, why in (
            ("by", "it compares all that is allowed"),
            ("robust", "it compares the NetworkPolicies of both versions"),
            ("since", "it names its version itself"),
        )
    },
}


def read_modifiers(values: dict[str, Entry], form: str, known: Known) -> Query:
    """A query without ends that has the modifiers of an invariant of that form. Notes what is
    wrong."""
    readers: dict[str, Callable[[Entry, Query, Known], Query]] = {
        "among": with_among,
        "assume": with_facts,
        "by": with_by,
        "except": with_exemptions,
        "robust": with_robust,
        "side": with_side,
        "since": with_since,
        "where": with_where,
    }
    query = Query(verb=Verb.NEVER, source=NOBODY, destination=NOBODY, facts=known.facts)
    for key, read in readers.items():
        if key in values:
            attempt = values[key].document.attempt
            if (form, key) in REFUSED:
                attempt(None, refuse, form, key, values[key])
            else:
                query = attempt(query, read, values[key], query, known)
    return query


def refuse(form: str, modifier: str, entry: Entry) -> InputError:
    """Raises InputError: the modifier has no meaning for the form."""
    reason, advice = REFUSED[form, modifier]
    message = f"`{modifier}` has no meaning for `{form}`" + (f": {reason}" if reason else "")
    raise entry.refuse(MODIFIER, message, advice)


def modified(core: Query, given: Query) -> Query:
    """The core query of a form with the modifiers that the file adds."""
    return replace(
        core,
        among=given.among,
        where=tuple(dict.fromkeys((*core.where, *given.where))),
        exemptions=given.exemptions,
        side=given.side or core.side,
        by_default=given.by_default or core.by_default,
        robust=given.robust,
        since=given.since or core.since,
        facts=given.facts,
    )


def with_among(entry: Entry, query: Query, known: Known) -> Query:
    return replace(query, among=read_end(entry, known.groups))


def with_by(entry: Entry, query: Query, _known: Known) -> Query:
    one_of(entry.passage(), ("default",), "word behind `by`")
    return replace(query, by_default=True)


def with_exemptions(entry: Entry, query: Query, known: Known) -> Query:
    return replace(query, exemptions=read_exemptions(entry, known.groups))


def with_facts(entry: Entry, query: Query, known: Known) -> Query:
    facts: dict[StatedFact, None] = dict.fromkeys(query.facts)
    for item in entry.one_or_more():
        facts[read_fact(item, known.by_id)] = None
    return replace(query, facts=tuple(facts))


def with_robust(entry: Entry, query: Query, _known: Known) -> Query:
    if query.by_default:
        message = "`robust` has no meaning beside `by: default`: owners can take the rules away"
        raise entry.refuse(MODIFIER, message, "leave out one of the two")
    one_of(entry.passage(), ("network-policies",), "word behind `robust`")
    return replace(query, robust=True)


def with_side(entry: Entry, query: Query, _known: Known) -> Query:
    side = one_of(entry.passage(), ("ingress", "egress"), "side")
    return replace(query, side=Direction.INGRESS if side == "ingress" else Direction.EGRESS)


def with_since(entry: Entry, query: Query, _known: Known) -> Query:
    for there, modifier in ((query.by_default, "by: default"), (query.robust, "robust")):
        if there:
            message = f"`since` has no meaning beside `{modifier}`: it compares what is allowed"
            raise entry.refuse(MODIFIER, message, "leave out one of the two")
    return replace(query, since=read_earlier(entry))


def with_where(entry: Entry, query: Query, _known: Known) -> Query:
    comparisons: dict[Comparison, None] = {}
    for item in entry.one_or_more():
        comparisons[parse_comparison(item.passage())] = None
    return replace(query, where=tuple(comparisons))
