"""How an invariant reads: its sentence in the language, its title, its default id."""

import re
from collections.abc import Container

from verifier.flow import Direction
from verifier.invariants.comparisons import comparison_text
from verifier.invariants.ports import ports_in_words, ports_text
from verifier.query import End, Query, Verb

LONGEST_ID = 60


def sentence_of(query: Query) -> str:
    """The sentence that reads as `query`, followed by its modifiers, which no sentence has."""
    ports = "" if query.service else ports_text(query.ports)
    facts = " and ".join(fact.id for fact in query.facts)
    assuming = f", assuming {facts}" if facts else ""
    return claim(query) + (f":{ports}" if ports else "") + modifiers(query) + assuming


def title_of(query: Query) -> str:
    """The sentence with its ports spelled out (M-14); reports name the facts on their own."""
    ports = "" if query.service else f" on {ports_in_words(query.ports)}"
    return f"{claim(query)}{ports}{modifiers(query)}"


def claim(query: Query) -> str:
    """The sentence without ports."""
    source, destination = query.source, query.destination.text
    if query.hops:
        return f"no path leads from {source.text} to {destination}"
    match query.verb:
        case Verb.ONLY:
            return f"only {source.text} {reach(source)} {destination}"
        case Verb.NEVER | Verb.ALWAYS:
            return f"{source.text} {query.verb.value} {reach(source)} {destination}"
        case Verb.POSSIBLE:
            return f"{source.text} can reach {destination}"


def reach(source: End) -> str:
    """The verb in the number of its subject."""
    return "reaches" if source.text.count(",") == 0 or len(source.members) == 1 else "reach"


def modifiers(query: Query) -> str:
    """What restricts the claim; a reader who skipped it would believe too much."""
    phrases = [f"in at most {counted(query.hops, 'hop')}"] if query.hops else []
    if query.by_default:
        phrases.append("by default (admitted by no rule)")
    if query.robust:
        phrases.append("whatever NetworkPolicies say")
    if query.among:
        phrases.append(f"among {query.among.text}")
    if query.where:
        phrases.append("where " + " and ".join(map(comparison_text, query.where)))
    match query.side:
        case Direction.INGRESS:
            phrases.append("judged by the ingress of the destination alone")
        case Direction.EGRESS:
            phrases.append("judged by the egress of the source alone")
        case None:
            pass
    if query.since:
        joined = "where" if query.verb is Verb.ALWAYS else "unless"
        phrases.append(f"{joined} {query.since.text} allowed it")
    if query.exemptions:
        phrases.append(f"with {counted(len(query.exemptions), 'exception')}")
    return "".join(f", {phrase}" for phrase in phrases)


def counted(number: int, noun: str) -> str:
    """The number with its noun: `1 hop`, `2 hops`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def words_of(query: Query) -> str:
    """The words of the sentence that an id is made of."""
    ports = "" if query.service else ports_text(query.ports).replace(", ", "-")
    return f"{claim(query)} {ports}"


def slug(words: str, taken: Container[str]) -> str:
    """An id made of the words, other than those that are taken."""
    plain = re.sub(r"[^A-Za-z0-9]+", "-", words).strip("-").lower()
    stem = plain if len(plain) <= LONGEST_ID else plain[:LONGEST_ID].rpartition("-")[0]
    name, number = stem or "invariant", 1
    while name in taken:
        number += 1
        name = f"{stem}-{number}"
    return name
