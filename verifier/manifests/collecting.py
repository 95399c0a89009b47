"""Large results without the cycle collector, which would walk them again and again."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collection() -> Iterator[None]:
    """Keeps the cycle collector from walking the growing result again and again, and at the end.

    Nodes and resources make no cycles, so nothing waits for it.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            if not gc.get_freeze_count():
                gc.freeze()
                gc.unfreeze()  # what is young becomes old, which is looked at seldom
            gc.enable()
