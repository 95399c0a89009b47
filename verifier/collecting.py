"""When the cycle collector walks: not through large results that make no cycles, again and again,
and not never where work leaves cycles behind."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collection() -> Iterator[None]:
    """Keeps the collector from walking a growing result, and at the end.

    Nodes and resources make no cycles, so nothing waits for it.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            grow_old()
            gc.enable()


@contextmanager
def cycles_collected() -> Iterator[None]:
    """Collects cycles, as questions to a solver leave them behind, also where the caller put that
    off."""
    enabled = gc.isenabled()
    if not enabled:
        grow_old()
    gc.enable()
    try:
        yield
    finally:
        if not enabled:
            gc.disable()


def grow_old() -> None:
    """What there is becomes old, which is looked at seldom."""
    if not gc.get_freeze_count():
        gc.freeze()
        gc.unfreeze()
