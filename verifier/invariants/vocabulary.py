"""The words of the language, and what to advise for a word that is not one of them."""

import difflib
from collections.abc import Iterable
from typing import Literal

from verifier.query import BuiltIn, Verb

BUILT_INS: dict[str, BuiltIn] = {end.value: end for end in BuiltIn}
VERBS: dict[str, Verb] = {verb.value: verb for verb in Verb}
SHORTHANDS = (
    "isolated",
    "isolate",
    "no-path",
    "no-new-access",
    "equivalent",
)  # forms that stand for core invariants
FORMS = (*VERBS, *SHORTHANDS)
SENTENCE_WORDS = ("only", "never", "always", "can", "reach", "reaches")
RESERVED: frozenset[str] = frozenset({*BUILT_INS, *VERBS, *SENTENCE_WORDS})
SEVERITIES = ("error", "warning", "info")

# Words of the full language that this version cannot judge yet: never "did you mean".
LATER: frozenset[str] = frozenset({"via"})

# What people write, where spelling alone does not lead to the word that they need.
MEANT = {
    "assumptions": "assume",
    "blast-radius": "no-path",
    "can": "possible",
    "cannot": "never",
    "cidr": "cidrs",
    "default-deny": "isolated",
    "depth": "max-hops",
    "dst": "to",
    "deny": "never",
    "directions": "direction",
    "expires": "until",
    "facts": "assume",
    "has": "have",
    "hops": "max-hops",
    "isolation": "isolate",
    "key": "by",
    "may": "can",
    "must": "always",
    "on": "ports",
    "pods": "group",
    "reachable": "no-path",
    "reason": "why",
    "podSelector": "pods",
    "namespaceSelector": "namespaces",
    "src": "from",
    "source": "from",
    "destination": "to",
    "subnets": "cidrs",
    "why": "reason",
}


def suggest(word: str, known: Iterable[str]) -> str:
    """`did you mean ...?`, or "" where no known word is near."""
    names = sorted(known)
    if MEANT.get(word) in names:
        return meant(MEANT[word])
    plain = word.replace("_", "-").lower()
    near = [name for name in names if name.lower() == plain]
    near = near or difflib.get_close_matches(word, names, n=1, cutoff=0.7)
    return meant(near[0]) if near else ""


def meant(word: str) -> str:
    """The advice to write `word`."""
    return f"did you mean `{word}`?"


def listed(words: Iterable[str], last: Literal["or", "and"] = "or") -> str:
    """The words as a reader expects them: `a`, `b` or `c`."""
    quoted = [f"`{word}`" for word in words]
    return f" {last} ".join([", ".join(quoted[:-1]), quoted[-1]]) if len(quoted) > 1 else quoted[0]
