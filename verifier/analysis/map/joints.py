"""What both sides let pass together: the ports of each way of the one in each way of the other."""

from verifier.analysis.map.atoms import Passed
from verifier.analysis.map.meeting import Part
from verifier.analysis.map.ways import Ways, When

Numbers = dict[int, int]  # of parts under the same facts, by ports


class Joints:
    """Joins what passes, and numbers the parts of it."""

    def __init__(self, ways: Ways, egress: list[Passed], ingress: list[Passed]) -> None:
        self.ways = ways
        self.egress = egress
        self.ingress = ingress
        self.known: dict[int, Joint] = {}
        self.parts: list[Part] = []
        self.by_facts: dict[When, Numbers] = {}
        self.facts: dict[int, dict[int, Numbers | None]] = {}  # by ways of ingress and of egress

    def with_ingress(self, number: int) -> "Joint":
        """What is joint, by the number of what egress lets pass."""
        found = self.known.get(number)
        if found is None:
            found = self.known[number] = Joint(self, self.ingress[number])
        return found

    def under(self, egress: int, ingress: int) -> Numbers | None:
        """The parts under the facts under which two ways go together; None where they never do."""
        when = self.ways.when(egress, ingress)
        found = None if when is None else self.by_facts.setdefault(when, {})
        self.facts[ingress][egress] = found
        return found

    def new(self, numbers: Numbers, ports: int) -> int:
        """The number of a part that is new."""
        number = numbers[ports] = len(self.parts)
        when = next(when for when, found in self.by_facts.items() if found is numbers)
        self.parts.append(Part(ports, when))
        return number


class Joint(dict[int, tuple[int, ...]]):
    """The parts of what is joint with one number of ingress, by the number of egress; found when
    they are asked for."""

    def __init__(self, joints: Joints, ingress: Passed) -> None:
        super().__init__()
        self.joints = joints
        self.ingress = [(way, ports, joints.facts.setdefault(way, {})) for way, ports in ingress]

    def __missing__(self, egress: int) -> tuple[int, ...]:
        joints = self.joints
        found: list[tuple[Numbers, int]] = []
        passed = joints.egress[egress]
        for into, admitted, facts in self.ingress:
            for out, sent in passed:
                ports = sent & admitted
                if ports:
                    numbers = facts[out] if out in facts else joints.under(out, into)
                    if numbers is not None:
                        found.append((numbers, ports))
        if len(found) > 1:
            found = together(found)
        parts = tuple([n[ports] if ports in n else joints.new(n, ports) for n, ports in found])
        self[egress] = parts
        return parts


def together(found: list[tuple[Numbers, int]]) -> list[tuple[Numbers, int]]:
    """All ports under the same facts at once."""
    by_facts: dict[int, tuple[Numbers, int]] = {}
    for numbers, ports in found:
        _, others = by_facts.get(id(numbers), (numbers, 0))
        by_facts[id(numbers)] = numbers, ports | others
    return list(by_facts.values())
