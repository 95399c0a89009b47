"""Sentences: `only backend reaches database:5432`.

sentence := "only" ENDS "reach[es]" TARGET | ENDS "never reach[es]" TARGET
          | ENDS "always reach[es]" TARGET | ENDS "can reach" TARGET
TARGET   := ENDS [":" PORT ("," PORT)*] | SERVICE
"""

import re

from verifier.invariants.ends import Groups, parse_end
from verifier.invariants.passage import HIDDEN, Passage, outside, passage_of, split
from verifier.invariants.ports import parse_ports
from verifier.invariants.services import names_service, read_service, refuse_among_others
from verifier.invariants.vocabulary import BUILT_INS, MEANT, SENTENCE_WORDS, suggest
from verifier.query import ALL_PORTS, Port, Query, Verb

SENTENCE = "NP954"
SHAPES = (
    "expected `only A reaches B`, `A never reaches B`, `A always reaches B` or `A can reach B`, "
    "where B may end in `:PORT`"
)
VERB = re.compile(r"(?<!\S)(?:(never|always|can)\s+)?reach(?:es)?(?!\S)")
ONLY = re.compile(r"\s*only(?!\S)")


def parse_sentence(text: str, groups: Groups, path: str = "sentence") -> Query:
    """The query that a sentence on its own writes. Raises InputError."""
    return read_sentence(passage_of(text, path), groups)


def read_sentence(passage: Passage, groups: Groups) -> Query:
    """The query that a sentence writes. Raises InputError."""
    visible = outside(passage, SENTENCE)
    found = VERB.search(visible)
    only = ONLY.match(visible)
    if found is None or not (found.group(1) or only):
        raise no_sentence(passage, visible, groups)
    if only and found.group(1):
        raise passage.refuse(
            SENTENCE,
            f"`only` and `{found.group(1)}` in one sentence: expected one verb",
            "`only A reaches B` says already that nobody else does",
            at=found.start(),
        )
    verb = verb_of(found.group(1))
    source = parse_end(passage.cut(only.end() if only else 0, found.start()).strip(), groups)
    target = passage.cut(found.end()).strip()
    if names_service(target):
        destination, service = read_service(target)
        return Query(verb=verb, source=source, destination=destination, service=service)
    refuse_among_others(target)
    target, ports = read_target(target, groups)
    return Query(verb=verb, source=source, destination=parse_end(target, groups), ports=ports)


def verb_of(word: str | None) -> Verb:
    """The verb that stands before `reaches`; no word there goes with `only`."""
    match word:
        case "never":
            return Verb.NEVER
        case "always":
            return Verb.ALWAYS
        case "can":
            return Verb.POSSIBLE
        case _:
            return Verb.ONLY


def read_target(passage: Passage, groups: Groups) -> tuple[Passage, tuple[Port, ...]]:
    """The ends and the ports behind the verb. Raises InputError."""
    visible = outside(passage, SENTENCE)
    colon = visible.find(":")
    if colon < 0:
        return passage.strip(), ALL_PORTS
    if bare := re.search(r"(?<![^\s,])[0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:./]*", visible):
        raise passage.refuse(
            SENTENCE,
            f"`{bare.group()}` can be read in two ways: where does the port begin?",
            "write an IPv6 address in brackets: [2001:db8::1]:443",
            at=bare.start(),
        )
    ports = passage.cut(colon + 1)
    for port in split(ports, ",", SENTENCE):
        refuse_end(port, groups)
    return passage.cut(0, colon).strip(), parse_ports(ports.strip())


def refuse_end(port: Passage, groups: Groups) -> None:
    """Raises InputError where an end stands among the ports: it would read as a port's name."""
    text = port.text
    word = text.partition(":")[0].strip()
    if ":" in text or HIDDEN in outside(port, SENTENCE) or word in groups or word in BUILT_INS:
        advice = "ports stand once, behind the last end: write two sentences for two lists of ports"
        if ":" not in text and word in groups:
            advice += f", or tcp/{word} for the port of that name"
        raise port.refuse(SENTENCE, f"expected a port, found the end `{text}`", advice)


def no_sentence(passage: Passage, visible: str, groups: Groups) -> Exception:
    """The error for a text without a verb of the language; blames the word that was meant as
    one, where some word looks like it."""
    words = [
        word for word in re.finditer(r"[^\s,:]+", visible) if word.group() not in SENTENCE_WORDS
    ]
    for word in words:
        text = word.group()
        advice = "" if text in groups or "/" in text else suggest(text, SENTENCE_WORDS)
        if advice or MEANT.get(text) in SENTENCE_WORDS:
            return passage.refuse(
                SENTENCE, f"`{text}` is no verb: {SHAPES}", advice, at=word.start()
            )
    if found := VERB.search(visible):
        return passage.refuse(
            SENTENCE,
            f"what does `{found.group()}` claim? {SHAPES}",
            "put `never`, `always` or `can` before it, or `only` at the beginning",
            at=found.start(),
        )
    return passage.refuse(SENTENCE, f"`{passage.text}` is not a sentence: {SHAPES}")
