"""Declared pods come into a query one namespace at a time, when the solver first asks for them."""

from collections.abc import Mapping

from verifier.smt.declared import Candidates, DeclaredClass
from verifier.smt.logic import Term
from verifier.smt.podterms import PodTerms
from verifier.smt.solver import Values
from verifier.smt.symbols import SymbolicEnd

Classes = Mapping[int, DeclaredClass]


class Enrolment:
    """Which declared classes a query knows, at each of its ends."""

    def __init__(self, terms: PodTerms, candidates: Mapping[str, Candidates]) -> None:
        self.terms = terms
        self.candidates = candidates
        self.ends = (terms.flow.source, terms.flow.destination)
        self.classes: dict[str, dict[int, DeclaredClass]] = {end.name: {} for end in self.ends}
        self.waiting = {
            name: dict.fromkeys(found.namespaces()) for name, found in candidates.items()
        }
        self.wide: tuple[str, ...] = ()  # ends that wait until the others are known
        self.enrolled = 0
        self.calls = dict.fromkeys(candidates, 0)

    def spread(self) -> Mapping[str, list[str]]:
        """The namespaces that declared pods may be in, by end."""
        return {end: found.namespaces() for end, found in self.candidates.items()}

    def first(self) -> list[Term]:
        """What holds before any class is known."""
        return [self.terms.in_namespaces(end, list(self.waiting[end.name])) for end in self.ends]

    def refine(self, values: Values) -> list[Term]:
        """The classes that the model needs, but for wide ends; nothing when it has them all."""
        ends = (end for end in self.ends if end.name not in self.wide)
        return [term for end in ends for term in self.needed(end, values)]

    def later(self, values: Values) -> list[Term]:
        """The classes that the model needs at wide ends."""
        ends = (end for end in self.ends if end.name in self.wide)
        return [term for end in ends for term in self.needed(end, values)]

    def needed(self, end: SymbolicEnd, values: Values) -> list[Term]:
        """The classes of the model's namespace at an end, if that is still to be enrolled."""
        if not values.truth(end.is_pod) or values.value(end.who) == 0:
            return []
        name = end.footprint.namespaces.values[values.value(end.namespace) - 1]
        return self.enrol_more(end, name) if name in self.waiting[end.name] else []

    def enrol_more(self, end: SymbolicEnd, namespace: str) -> list[Term]:
        """The pods of a namespace, and of twice as many further ones at each call: a
        question that many namespaces fail should not be asked once for each."""
        waiting = self.waiting[end.name]
        self.calls[end.name] += 1
        more = [name for name in waiting if name != namespace][
            : 2 ** (self.calls[end.name] - 1) - 1
        ]
        return [term for name in (namespace, *more) for term in self.enrol(end, name)]

    def enrol(self, end: SymbolicEnd, namespace: str) -> list[Term]:
        """The declared pods of one namespace."""
        del self.waiting[end.name][namespace]
        self.enrolled += 1
        classes = self.candidates[end.name].classes(namespace)
        other = next(e for e in self.ends if e is not end)
        known = self.classes[other.name]
        twins = [c for c in classes if c.code in known and c.excludes(known[c.code])]
        self.classes[end.name].update({found.code: found for found in classes})
        return [
            *self.terms.in_classes(end, namespace, classes),
            *(self.terms.not_both(found) for found in twins),
        ]
