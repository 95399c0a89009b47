"""Files of the language with one thing wrong, or at least changed."""

from typing import Any

from hypothesis import strategies as st

from tests.unit.invariants.file_strategies import specs


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths to everything inside `value`."""
    found = [path]
    if isinstance(value, dict):
        for key, item in value.items():
            found += places(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            found += places(item, (*path, index))
    return found


def changed(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    """`value` with `new` at `path`; without what is there, where `new` is None."""
    if not path:
        return new if new is not None else {}
    copy = dict(value) if isinstance(value, dict) else list(value)
    key, rest = path[0], path[1:]
    if rest or new is not None:
        copy[key] = changed(copy[key], rest, new)
    else:
        del copy[key]
    return copy


@st.composite
def damaged_specs(draw: st.DrawFn) -> Any:
    """A file with one thing removed, replaced or misspelled."""
    spec = draw(specs())
    path = draw(st.sampled_from(places(spec)))
    junk = st.sampled_from(
        [None, "", "x", "80", "any", "Nö", "a b", "a:b", [], {}, ["a/b"], {"never": "x"}, "a=b, !c"]
    )
    return changed(spec, path, draw(junk))
