"""Groups of a map as lines of JSON."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from verifier.analysis.map.results import Connections, Key, Listed, Listing, Names, Ports, Within
from verifier.analysis.results import AllowedPorts
from verifier.report.json_v1 import Json, _ports
from verifier.report.map_pieces import Pieces, space_of


class Quoted(dict[str, str]):
    """Names as JSON has them."""

    def __missing__(self, name: str) -> str:
        found = self[name] = json.dumps(name)
        return found


class Texts:
    """The texts of groups: lists are made once, with the sets that they name."""

    def __init__(self) -> None:
        self.pieces = Pieces()
        self.sets: dict[Names, str] = {}
        self.lists: dict[int, str] = {}
        self.ports: dict[int, str] = {}  # by the identity of lists
        self.ranges: dict[AllowedPorts, str] = {}
        self.facts: dict[Names, str] = {}
        self.known: dict[Key, str] = {}  # pieces that lists share
        self.names = Quoted()

    def share(self, lists: Sequence[Listed]) -> None:
        """Name the pieces that stand in several of these lists as sets."""
        uses = self.uses(lists)
        self.name(sorted(names for names, n in uses.items() if n > 1 and len(names) > 1))

    def uses(self, lists: Sequence[Listed]) -> Counter[Names]:
        """How often each piece is used in lists."""
        found: Counter[Names] = Counter()
        made = [names for names in lists if isinstance(names, Listing)]
        if made:
            book = made[0].book
            by_key = Counter(chain.from_iterable([names.keys for names in made]))
            for key, times in by_key.items():
                found[book[key]] += times
        for names in lists:
            if not isinstance(names, Listing):
                found.update(self.pieces.of(names))
        return found

    def name(self, found: Iterable[Names]) -> None:
        """Name sets: by their namespace, and a number."""
        counts: Counter[str] = Counter()
        for names in found:
            space = space_of(names[0])
            counts[space] += 1
            self.sets[names] = f"{space}#{counts[space]}"

    def members(self) -> Iterator[str]:
        """The lines of the sets."""
        for names, name in self.sets.items():
            yield f"    {json.dumps(name)}: [{self.written(names)}]"

    def list(self, names: Listed) -> str:
        """A list, by sets where there are some."""
        found = self.lists.get(id(names))
        if found is None:
            if not isinstance(names, Listing):
                pieces = self.pieces.of(names) if self.sets else [names]
                texts = [self.piece(piece) for piece in pieces]
            else:
                texts = [self.known.get(key) or self.known_as(key, names) for key in names.keys]
            found = self.lists[id(names)] = f"[{', '.join(texts)}]"
        return found

    def known_as(self, key: Key, names: Listing) -> str:
        """A piece that lists share."""
        found = self.known[key] = self.piece(names.book[key])
        return found

    def piece(self, names: Names) -> str:
        """A set, or its names."""
        name = self.sets.get(names)
        return json.dumps(name) if name else self.written(names)

    def written(self, names: Names) -> str:
        """Names, each written once."""
        return ", ".join(map(self.names.__getitem__, names))

    def allows(self, ports: Ports) -> str:
        """Ranges of ports."""
        found = self.ports.get(id(ports))
        if found is None:
            for each in ports:
                if each not in self.ranges:
                    self.ranges[each] = json.dumps(_ports((each,))[0])
            found = f"[{', '.join([self.ranges[each] for each in ports])}]"
            self.ports[id(ports)] = found
        return found

    def when(self, facts: Names) -> str:
        """The facts under which a group holds, if there are any."""
        found = self.facts.get(facts)
        if found is None:
            found = f', "when": {json.dumps(facts)}' if facts else ""
            self.facts[facts] = found
        return found

    def group(self, group: Connections) -> str:
        """One group of pairs."""
        sources, destinations = self.list(group.sources), self.list(group.destinations)
        ends = f'"sources": {sources}, "destinations": {destinations}'
        return f'    {{{ends}, "allows": {self.allows(group.allows)}{self.when(group.when)}}}'

    def within(self, group: Within) -> str:
        """What passes within workloads."""
        entry: Json = {"workloads": group.workloads, "allows": _ports(group.allows)}
        return f"    {json.dumps(entry | ({'when': group.when} if group.when else {}))}"
