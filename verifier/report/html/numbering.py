"""Numbers for what the page would else say again and again."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from typing import Generic, TypeVar

Item = TypeVar("Item", bound=Hashable)


class Numbered(Generic[Item]):
    """Items by the order in which they come."""

    def __init__(self, items: Iterable[Item] = ()) -> None:
        self.numbers: dict[Item, int] = {item: at for at, item in enumerate(dict.fromkeys(items))}

    def of(self, item: Item) -> int:
        """The number of an item."""
        return self.numbers.setdefault(item, len(self.numbers))


def by_use(items: Iterable[Item]) -> Numbered[Item]:
    """Items, those that occur most first: short numbers make a small page."""
    return Numbered(item for item, _ in Counter(items).most_common())


def runs(numbers: Sequence[int]) -> list[int]:
    """Ascending numbers as gap, length, gap, length, ..."""
    found: list[int] = []
    following = 0
    for number in numbers:
        if found and number == following:
            found[-1] += 1
        else:
            found += [number - following, 1]
        following = number + 1
    return found
