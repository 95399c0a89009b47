"""What both sides let pass together: the ports of each way of the one in each way of the other."""

from verifier.analysis.map.atoms import Passed
from verifier.analysis.map.meeting import Part
from verifier.analysis.map.ways import Ways, When

NEVER = -1


class Joints:
    """Joins what passes, and numbers the parts of it."""

    def __init__(self, ways: Ways, egress: list[Passed], ingress: list[Passed]) -> None:
        self.ways = ways
        self.egress = egress
        self.ingress = ingress
        self.known: dict[int, Joint] = {}
        self.parts: list[Part] = []
        self.facts: dict[When, int] = {}
        self.numbers: list[dict[int, int]] = []  # of parts, by the number of their facts and ports
        self.met: dict[tuple[int, int], int] = {}

    def with_ingress(self, number: int) -> "Joint":
        """What is joint, by the number of what egress lets pass."""
        found = self.known.get(number)
        if found is None:
            found = self.known[number] = Joint(self, self.ingress[number])
        return found

    def under(self, ways: tuple[int, int]) -> int:
        """The number of the facts under which these ways of egress and ingress go together."""
        when = self.ways.when(*ways)
        found = NEVER if when is None else self.facts.setdefault(when, len(self.facts))
        if found == len(self.numbers):
            self.numbers.append({})
        self.met[ways] = found
        return found

    def number(self, facts: int, ports: int) -> int:
        """The number of a part."""
        found = self.numbers[facts].get(ports)
        if found is None:
            found = self.numbers[facts][ports] = len(self.parts)
            self.parts.append(Part(ports, tuple(self.facts)[facts]))
        return found


class Joint(dict[int, tuple[int, ...]]):
    """The parts of what is joint with one number of ingress, by the number of egress; found when
    they are asked for."""

    def __init__(self, joints: Joints, ingress: Passed) -> None:
        super().__init__()
        self.joints = joints
        self.ingress = ingress

    def __missing__(self, egress: int) -> tuple[int, ...]:
        joints = self.joints
        met, by_facts = joints.met, dict[int, int]()
        passed = joints.egress[egress]
        for into, admitted in self.ingress:
            for out, sent in passed:
                ports = sent & admitted
                if ports:
                    facts = met.get((out, into))
                    if facts is None:
                        facts = joints.under((out, into))
                    by_facts[facts] = by_facts.get(facts, 0) | ports
        found = self[egress] = tuple(
            [joints.number(*part) for part in by_facts.items() if part[0] != NEVER]
        )
        return found
