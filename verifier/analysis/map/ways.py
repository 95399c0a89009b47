"""How an ipBlock may count for a pod whose address is unknown: never, always, or under some facts.

Two ranges that lead to the same words beside any other range are one way, so that few remain.
"""

from verifier.analysis.map.addresses import WIDTHS
from verifier.analysis.map.meeting import FEW, Meeting
from verifier.analysis.map.setting import Case, Outcome, Setting

ALWAYS = 0
When = tuple[str, ...]


class Ways:
    """The ways that occur, numbered; ALWAYS is what selectors of pods do."""

    def __init__(self, setting: Setting, meeting: Meeting) -> None:
        self.setting = setting
        self.meeting = meeting
        self.pods = setting.places.pods
        everywhere = self.outcome(self.pods, every_world=True)
        self.outcomes: list[Outcome] = [everywhere]
        self.numbers: dict[object, int] = {}
        self.memo: dict[int, int | None] = {}
        self.met: dict[tuple[int, int], When | None] = {}

    def of(self, blocks: int) -> int | None:
        """The way of these addresses; None where no pod has one that counts, in any world."""
        here = blocks & self.pods
        if here not in self.memo:
            self.memo[here] = self.number(here)
        return self.memo[here]

    def number(self, here: int) -> int | None:
        """The same, not remembered."""
        found = self.outcome(here)
        if not found.sometimes:
            return None
        if found.always:
            return ALWAYS
        key = self.signature(here)
        if key not in self.numbers:
            self.numbers[key] = len(self.outcomes)
            self.outcomes.append(found)
        return self.numbers[key]

    def outcome(self, here: int, every_world: bool = False) -> Outcome:
        """One port that passes where the peer's address is one of these."""
        setting, found = self.setting, []
        spread = setting.spread((here, self.pods & ~here), self.pods)
        for world in setting.worlds:
            counts = every_world or world.ipblock_matches_pods
            cases = [
                Case(int(counts and not at), w) for width, at, w in spread if width == world.width
            ]
            found.append(setting.shortened(tuple(dict.fromkeys(cases))))
        return setting.outcome(tuple(found))

    def signature(self, here: int) -> object:
        """What words about these addresses depend on: for each family, whether it has all, some or
        none of them, and the ranges where these are few. Addresses that both ends of a flow might
        be thought to have are told apart one by one."""
        places = self.setting.places
        if self.pods & places.contested:
            return here
        found: list[object] = []
        for width in WIDTHS:
            inside = here & places.family[width]
            others = self.pods & places.family[width] & ~here
            ranges = places.cidrs(inside, others) if inside and others else ()
            few = ranges if len(ranges) <= FEW else None
            found.append((bool(inside), bool(others), few))
        return tuple(found)

    def when(self, egress: int, ingress: int) -> When | None:
        """The facts under which a port passes that one side lets pass in one way, and the other in
        another: none where it does under all; None where it never does."""
        key = (egress, ingress)
        if key not in self.met:
            parts = self.meeting.of_pair(self.outcomes[egress], self.outcomes[ingress])
            self.met[key] = parts[0].when if parts else None
        return self.met[key]
