"""Progress of long jobs: one line on standard error, where that is a terminal."""

import sys
import time

PATIENCE = 1.0
EVERY = 0.1


class Progress:
    """Called with (done, total, id); silent for the first second, gone when the job is done."""

    def __init__(self, wanted: bool) -> None:
        self.wanted = wanted and sys.stderr is not None and sys.stderr.isatty()
        self.next = time.monotonic() + PATIENCE
        self.shown = False

    def __call__(self, done: int, total: int, what: str) -> None:
        now = time.monotonic()
        if self.wanted and now >= self.next:
            self.next = now + EVERY
            self.shown = True
            self._line(f"netproof: {done}/{total} {what}"[:78])

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, *stopped_by: object) -> None:
        if self.shown:
            self._line("")

    def _line(self, text: str) -> None:
        sys.stderr.write(f"\r\x1b[2K{text}")
        sys.stderr.flush()
