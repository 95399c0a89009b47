"""`isolated: {group, direction}`: default deny by meaning, in core form (M-16)."""

from verifier.flow import Direction
from verifier.invariants.ends import Groups
from verifier.invariants.entry import Entry
from verifier.invariants.forms import FORM, Part, Statement
from verifier.invariants.groups import NOBODY, read_end
from verifier.invariants.settings import one_of
from verifier.query import ANYTHING, AddressGroup, BuiltIn, End, Query, Verb

DIRECTIONS = {direction.value.lower(): direction for direction in Direction}
ADDRESSES = (BuiltIn.ANY, BuiltIn.WORLD, BuiltIn.INTERNET, BuiltIn.NODES, BuiltIn.OWN_NODE)


def read_isolated(entry: Entry, groups: Groups) -> Statement:
    """Nothing enters or leaves the group unless a rule admits it: one part for each direction.
    Notes what is wrong inside."""
    values = entry.fields(("group", "direction"), required=("group",))
    attempt = entry.document.attempt
    group, directions = NOBODY, tuple(DIRECTIONS)
    if "group" in values:
        group = attempt(group, read_pods, values["group"], groups)
    if "direction" in values:
        directions = attempt(directions, read_directions, values["direction"])
    several = len(directions) > 1
    parts = (isolated_part(group, name, name if several else "") for name in directions)
    return Statement(tuple(parts), f"isolated {group.text}")


def read_pods(entry: Entry, groups: Groups) -> End:
    """An end that is made of pods alone: addresses have no policies. Raises InputError."""
    end = read_end(entry, groups)
    for member in end.members:
        if isinstance(member.part, AddressGroup) or member.part in ADDRESSES:
            raise entry.refuse(
                FORM,
                f"`{member.text}` holds addresses, expected pods: only they can be isolated",
                "write `any-pod` for every pod" if member.part is BuiltIn.ANY else "",
            )
    return end


def read_directions(entry: Entry) -> tuple[str, ...]:
    """One direction or both. Raises InputError."""
    found: list[str] = []
    for item in entry.one_or_more():
        passage = item.passage()
        name = one_of(passage, tuple(DIRECTIONS), "direction")
        if name in found:
            raise passage.refuse(FORM, f"`{name}` stands twice: expected it once")
        found.append(name)
    return tuple(found)


def isolated_part(group: End, direction: str, suffix: str) -> Part:
    """Default deny in one direction, in core form."""
    side = DIRECTIONS[direction]
    inward = side is Direction.INGRESS
    query = Query(
        verb=Verb.NEVER,
        source=ANYTHING if inward else group,
        destination=group if inward else ANYTHING,
        side=side,
        by_default=True,
    )
    moves = "enters" if inward else "leaves"
    return Part(query, f"default deny: nothing {moves} {group.text} without a rule", suffix)
