"""Ctrl-C: ends the run with one line, also while the solver works and Python cannot run."""

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import NoReturn

CODE = 130
GRACE = 1.0
THREAD = "netproof-interrupts"  # `verifier.parallel` knows it by the name, and forks beside it


class Interrupt:
    """Whether the user has stopped the run: what is raised after that is no defect."""

    def __init__(self) -> None:
        self.asked = False

    def stop(self, _signal: int, _frame: FrameType | None) -> NoReturn:
        """The handler of SIGINT."""
        self.asked = True
        raise KeyboardInterrupt


def say(text: str) -> None:
    """Write to standard error, which may be closed."""
    with suppress(OSError, ValueError, AttributeError):
        print(text, file=sys.stderr, flush=True)


def interrupted() -> int:
    """Say that the user stopped the run; the exit code."""
    say("\nnetproof: interrupted, no verdict")
    return CODE


@contextmanager
def listening() -> Iterator[Interrupt]:
    """Handle SIGINT until the end of the block, where this is the main thread."""
    interrupt = Interrupt()
    if threading.current_thread() is not threading.main_thread():
        yield interrupt
        return
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    handler = signal.signal(signal.SIGINT, interrupt.stop)
    descriptor = signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    threading.Thread(target=_leave_soon, args=(reader,), name=THREAD, daemon=True).start()
    try:
        yield interrupt
    finally:
        signal.set_wakeup_fd(descriptor)
        signal.signal(signal.SIGINT, handler)
        os.close(writer)


def _leave_soon(reader: int) -> None:
    """Leave where the main thread, told of the signal, does not: it is inside the solver."""
    while received := os.read(reader, 1):
        if received[0] == signal.SIGINT:
            time.sleep(GRACE)
            os._exit(interrupted())
    os.close(reader)
