"""Truth values made from unknowns, and what is certain of them where not all unknowns are known."""

from collections.abc import Callable, Iterator

from verifier.smt.nodes import Bits, Concat, Known, Node, Term, Truth, UnknownBits


class Constant(Term):
    """True or false."""

    __slots__ = ("value",)

    def __init__(self, value: bool) -> None:
        super().__init__()
        self.value = value

    def truth(self, known: Known) -> Truth:
        return self.value


class Unknown(Term):
    """An unknown truth value."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def truth(self, known: Known) -> Truth:
        found = known.truths.get(self)
        if found is None and self in known.means:
            return truth(known.means[self], known)
        return found


class Not(Term):
    """The negation of a term."""

    __slots__ = ("part",)

    def __init__(self, part: Term) -> None:
        super().__init__(part.depth)
        self.part = part

    def truth(self, known: Known) -> Truth:
        found = self.part.truth(known)
        return None if found is None else not found


class Several(Term):
    """Several terms, of which one with the truth `decisive` decides."""

    __slots__ = ("parts",)
    decisive = False

    def __init__(self, *parts: Term) -> None:
        super().__init__(1 + max(part.depth for part in parts))
        self.parts = parts

    def truth(self, known: Known) -> Truth:
        memo = known.memo
        if self in memo:
            return memo[self]
        decisive = self.decisive
        result: Truth = not decisive
        for part in self.parts:
            found = part.truth(known)
            if found is None:
                result = None
            elif found is decisive:
                result = decisive
                break
        memo[self] = result
        return result


class And(Several):
    """All terms hold."""

    __slots__ = ()


class Or(Several):
    """Some term holds."""

    __slots__ = ()
    decisive = True


class Iff(Term):
    """Both terms hold or neither does."""

    __slots__ = ("left", "right")

    def __init__(self, left: Term, right: Term) -> None:
        super().__init__(1 + max(left.depth, right.depth))
        self.left, self.right = left, right

    def truth(self, known: Known) -> Truth:
        left = self.left.truth(known)
        if left is None:
            return None
        right = self.right.truth(known)
        return None if right is None else left is right


class Within(Term):
    """A number lies in a span."""

    __slots__ = ("bits", "first", "last")

    def __init__(self, bits: Bits, first: int, last: int) -> None:
        super().__init__()
        self.bits, self.first, self.last = bits, first, last

    def truth(self, known: Known) -> Truth:
        bits = self.bits
        if bits.__class__ is UnknownBits:  # its span, written out: this runs most of all
            low, high = known.spans.get(bits, bits.full)
        else:
            low, high = bits.span(known)
        if high < self.first or low > self.last:
            return False
        return True if self.first <= low and high <= self.last else None


class Spells(Within):
    """Numbers side by side spell one number."""

    __slots__ = ()
    bits: Concat

    def truth(self, known: Known) -> Truth:
        left, result = self.bits.width, True
        for part in self.bits.parts:
            left -= part.width
            wanted = self.first >> left & (1 << part.width) - 1
            low, high = part.span(known)
            if not low <= wanted <= high:
                return False
            result = result and low == high
        return result or None


class Equal(Term):
    """Two numbers are the same."""

    __slots__ = ("left", "right")

    def __init__(self, left: Bits, right: Bits) -> None:
        super().__init__()
        self.left, self.right = left, right

    def truth(self, known: Known) -> Truth:
        low, high = self.left.span(known)
        first, last = self.right.span(known)
        if high < first or last < low:
            return False
        return True if low == high == first == last else None


def parts_of(term: Node) -> tuple[Node, ...]:
    """The terms that a term is made of."""
    match term:
        case Not(part=part):
            return (part,)
        case Several(parts=parts) | Concat(parts=parts):
            return parts
        case Iff(left=left, right=right) | Equal(left=left, right=right):
            return (left, right)
        case Within(bits=found):
            return (found,)
        case _:
            return ()


def bottom_up(term: Node, done: Callable[[Node], object]) -> Iterator[Node]:
    """The parts of a term that are not `done` when their turn comes, and then itself: each after
    its own parts. Chains of rules are deeper than Python's stack."""
    waiting = [term]
    while waiting:
        top = waiting[-1]
        missing = () if done(top) else [part for part in parts_of(top) if not done(part)]
        if missing:
            waiting += reversed(missing)
            continue
        waiting.pop()
        if not done(top):
            yield top


DEEP = 200  # terms nested in terms, from which Python's stack is spared


def truth(term: Term, known: Known) -> Truth:
    """What a term is as far as is known, however deep it is."""
    if term.depth > DEEP:
        seen: set[Node] = set()
        for part in bottom_up(term, seen.__contains__):
            seen.add(part)
            if isinstance(part, Several):
                part.truth(known)
    return term.truth(known)


Cuts = tuple[set[int], list[Bits]]


def cuts(term: Term, bits: Bits) -> Cuts:
    """Numbers from which on some part of the term may be something else, where `bits` grows, and
    the numbers that it is compared with."""
    seen: set[Node] = set()
    found: set[int] = set()
    others: list[Bits] = []
    waiting: list[Node] = [term]
    while waiting:
        part = waiting.pop()
        if part in seen:
            continue
        seen.add(part)
        match part:
            case Within(bits=own):
                if own is bits:
                    found |= {part.first, part.last + 1}
            case Equal(left=left, right=right):
                if bits in (left, right):
                    others.append(right if left is bits else left)
            case _:
                waiting += parts_of(part)
    return found, others
