"""How ends and ports of a map read."""

from collections.abc import Iterable, Sequence

from verifier.analysis.results import AllowedPorts
from verifier.report.terminal import listed

LAST = 65535
ALL = 3  # protocols
FEW = 8  # names that a list shows in full
ANYWHERE = {("0.0.0.0/0", "::/0"), ("0.0.0.0/0",), ("::/0",)}


def port_words(allows: Sequence[AllowedPorts]) -> str:
    """`tcp/80, udp/53-54`, `all tcp`, `all ports`."""
    whole = [a.protocol for a in allows if (a.first, a.last) == (1, LAST)]
    if len(whole) == ALL:
        return "all ports"
    return ", ".join(_range_words(item) for item in allows)


def _range_words(item: AllowedPorts) -> str:
    name = item.protocol.value.lower()
    if (item.first, item.last) == (1, LAST):
        return f"all {name}"
    return f"{name}/{item.first}" + (f"-{item.last}" if item.last != item.first else "")


class Names:
    """How sets of ends read, among all workloads of a map."""

    def __init__(self, workloads: Sequence[str]) -> None:
        self.short = short_names(workloads)
        self.spaces: dict[str, set[str]] = {}
        for name in workloads:
            self.spaces.setdefault(name.partition("/")[0], set()).add(name)
        self.count = len(workloads)

    def one(self, name: str) -> str:
        """A workload without its kind, where that is not needed; a range as it is."""
        return self.short.get(name, name)

    def some(self, ends: Sequence[str]) -> str:
        """`every workload and the world`, `all 12 of shop, dev/web`, `shop/db, 10.0.0.0/8`."""
        parts = self.workload_words([name for name in ends if "[" in name])
        ranges = tuple(name for name in ends if "[" not in name)
        if ranges in ANYWHERE:
            family = {"0.0.0.0/0": " over IPv4", "::/0": " over IPv6"}
            parts.append("the world" + (family[ranges[0]] if len(ranges) == 1 else ""))
        elif ranges:
            parts += shortened(ranges)
        return listed(parts, len(parts))

    def workload_words(self, names: Sequence[str]) -> list[str]:
        """Whole namespaces by their names, others one by one."""
        if len(names) == self.count > 1:
            return ["every workload"]
        found: dict[str, list[str]] = {}
        for name in names:
            found.setdefault(name.partition("/")[0], []).append(name)
        whole = [space for space in found if self.is_whole(space, found[space])]
        words = [f"all {len(found[space])} of {space}" for space in whole]
        rest = [self.one(n) for space, some in found.items() if space not in whole for n in some]
        return [*words, *shortened(rest)]

    def is_whole(self, space: str, names: Iterable[str]) -> bool:
        """These are all workloads of a namespace that has several."""
        return len(self.spaces[space]) > 1 and set(names) == self.spaces[space]


def shortened(items: Sequence[str]) -> list[str]:
    """The items, or the first of them and how many more there are."""
    if len(items) <= FEW + 1:
        return list(items)
    return [*items[:FEW], f"{len(items) - FEW:,} more"]


def short_names(workloads: Sequence[str]) -> dict[str, str]:
    """Each workload without its kind, unless two differ by it alone."""
    bare = [name.partition("[")[0] for name in workloads]
    twice = {name for name in bare if bare.count(name) > 1} if len(set(bare)) < len(bare) else set()
    return {
        name: name if short in twice else short for name, short in zip(workloads, bare, strict=True)
    }
