"""Flows that are known before the solver is asked: near the policies, and those that it found."""

from collections.abc import Mapping, Sequence, Set

from verifier.smt.circuit import Circuit
from verifier.smt.logic import Term, key
from verifier.smt.samples import Assignment, Sample, Samples
from verifier.smt.solver import Values
from verifier.smt.symbols import SymbolicFlow

AT_ONCE = 4  # flows of the solver: to take them in costs as much for several as for one


class KnownFlows:
    """Flows, and which of them a verdict allows while parts of policies are switched off.

    `switches` are those of parts, by index; `possible` is what every flow obeys. Sets of flows are
    numbers, bit n for the nth flow. `found` is the last flow that was shown.
    """

    def __init__(
        self,
        flow: SymbolicFlow,
        flows: Sequence[Assignment],
        switches: Mapping[int, Term],
        possible: Term,
        verdict: Term,
    ) -> None:
        self.flow = flow
        self.samples = Samples()
        self.samples.add(flows)
        self.circuit = Circuit(self.samples, list(switches.values()))
        self.gates = {index: gate for gate, index in enumerate(switches)}
        self.possible = self.circuit.gate(possible)
        self.verdict = self.circuit.gate(verdict)
        self.learnt: list[Assignment] = []
        self.found = Sample({})

    def allowed(self, off: Set[int]) -> int:
        """The flows that are allowed without the parts `off`."""
        self.circuit.switch({self.gates[i] for i in off if i in self.gates})
        return self.circuit.values[self.verdict]

    def having(self, term: Term, off: Set[int]) -> int:
        """The flows with a term, without the parts `off`."""
        gate = self.circuit.gate(term)
        self.allowed(off)
        return self.circuit.values[gate]

    def noticing(self, index: int, off: Set[int]) -> int:
        """The flows whose verdict changes with one part, without the parts `off`."""
        without_it = self.allowed(off | {index})
        return self.allowed(off - {index}) ^ without_it

    def show(self, flows: int) -> bool:
        """Some of the flows can be: the first one is noted."""
        flows &= self.circuit.values[self.possible]
        if flows:
            self.found = self.samples.first(flows)
        return flows != 0

    def learn(self, values: Values) -> None:
        """The flow of a model is one more, and noted."""
        booleans, numbers = self.flow.unknowns()
        given = {key(term): values.value(term) for term in numbers}
        given |= {key(term): int(values.truth(term)) for term in booleans}
        self.found = Sample(given)
        self.learnt.append(given)
        if len(self.learnt) == AT_ONCE:
            self.circuit.extend(self.learnt)
            self.learnt = []

    def with_part(self, index: int, value: Term) -> Term:
        """The verdict, with a term in the place of a part's switch."""
        return self.circuit.replaced(self.gates[index], self.verdict, value)
