"""How far lint goes where it is one of several jobs: proofs of all parts of policies take long."""

from enum import StrEnum

MANY_POLICIES = 500  # a full run takes some 30 ms for each policy: from here on, 15 s and more

# What is proved for all possible pods of every namespace by itself; of the time of all codes it
# takes nine tenths where policies are many.
PROOFS = ("NP301", "NP302", "NP303", "NP304", "NP4")


class Depth(StrEnum):
    """All codes, those without PROOFS, or none."""

    FULL = "full"
    QUICK = "quick"
    NONE = "none"

    @staticmethod
    def fitting(policies: int) -> "Depth":
        """What does not keep people waiting, where so many policies are looked at."""
        return Depth.QUICK if policies >= MANY_POLICIES else Depth.FULL

    @property
    def left_out(self) -> tuple[str, ...]:
        """The codes that are not looked for, by their beginnings; "NP" for all."""
        match self:
            case Depth.FULL:
                return ()
            case Depth.QUICK:
                return PROOFS
            case Depth.NONE:
                return ("NP",)
