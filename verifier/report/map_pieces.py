"""Lists of names cut by namespace: a large map has far fewer such pieces than lists."""

from bisect import bisect_left
from collections.abc import Sequence

from verifier.analysis.map.results import WORLD, Listed, Listing, Names


class Pieces:
    """Cuts lists, each once; they have to live as long as this does."""

    def __init__(self) -> None:
        self.found: dict[int, list[Names]] = {}  # by the identity of a list

    def of(self, names: Listed) -> Sequence[Names]:
        """A list by namespace; the ranges of addresses together, at the end."""
        if isinstance(names, Listing):
            return names.pieces
        found = self.found.get(id(names))
        if found is None:
            found, at, end = [], 0, bisect_left(names, True, key=lambda name: "[" not in name)
            while at < end:
                # Names are in order, and "0" follows on "/".
                following = bisect_left(names, space_of(names[at]) + "0", at, end)
                found.append(names[at:following])
                at = following
            if end < len(names):
                found.append(names[end:])
            self.found[id(names)] = found
        return found


def space_of(name: str) -> str:
    """The namespace of a workload; what is outside of all."""
    return name.partition("/")[0] if "[" in name else WORLD
