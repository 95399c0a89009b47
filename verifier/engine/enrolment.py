"""Declared pods come into a query one namespace at a time, when the solver first asks for them."""

from collections.abc import Mapping

from verifier.smt.declared import Candidates, DeclaredClass
from verifier.smt.logic import Term, Values
from verifier.smt.symbols import SymbolicEnd
from verifier.smt.universe import Universe

Classes = Mapping[int, DeclaredClass]


class Enrolment:
    """Which declared classes a query knows, at each of its ends."""

    def __init__(self, universe: Universe, candidates: Mapping[str, Candidates]) -> None:
        self.universe = universe
        self.candidates = candidates
        self.ends = (universe.flow.source, universe.flow.destination)
        self.classes: dict[str, dict[int, DeclaredClass]] = {end.name: {} for end in self.ends}
        self.enrolled: set[tuple[str, str]] = set()

    def first(self) -> list[Term]:
        """What holds before any class is known."""
        return [
            self.universe.declared_in(end, self.candidates[end.name].namespaces())
            for end in self.ends
        ]

    def refine(self, values: Values) -> list[Term]:
        """The classes that the model needs; nothing when it has them all."""
        found: list[Term] = []
        for end in self.ends:
            declared = values.truth(end.is_pod) and values.value(end.who) != 0
            if declared:
                name = end.footprint.namespaces.values[values.value(end.namespace) - 1]
                if (end.name, name) not in self.enrolled:
                    found += self.enrol(end, name)
        return found

    def enrol(self, end: SymbolicEnd, namespace: str) -> list[Term]:
        """The declared pods of one namespace."""
        self.enrolled.add((end.name, namespace))
        classes = self.candidates[end.name].classes(namespace)
        other = next(e for e in self.ends if e is not end)
        known = self.classes[other.name]
        twins = [c for c in classes if c.code in known and c.excludes(known[c.code])]
        self.classes[end.name].update({found.code: found for found in classes})
        return [
            *self.universe.declared(end, namespace, classes),
            *(self.universe.not_both(found) for found in twins),
        ]
