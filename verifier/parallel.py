"""Independent jobs in forked processes, where there are enough of them to pay for it."""

import multiprocessing
import os
import signal
import struct
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import TypeVar

if sys.platform == "linux":
    import fcntl

Result = TypeVar("Result")
Job = Callable[[int], Result]
Done = Callable[[int], None]
Running = dict[Connection, BaseProcess]
OWN = "netproof"  # how names of threads start that keep nothing from a process forked beside them
LATER = 10  # how nice a process is that gives way
PIPE = 1 << 20  # bytes that a process may hand over before anybody takes them


def processes(jobs: int) -> int:
    """How many processes `jobs` long jobs are worth here: 1 where a process cannot be forked, as
    from one of those that do jobs, or not safely, as beside threads that are not our own."""
    if sys.platform != "linux" or multiprocessing.current_process().daemon:
        return 1
    others = (each for each in threading.enumerate() if each is not threading.current_thread())
    if not all(each.name.startswith(OWN) for each in others):
        return 1
    return max(1, min(len(os.sched_getaffinity(0)), jobs // 4))


def run_jobs(count: int, job: Job[Result], workers: int, done: Done) -> list[Result]:
    """`job(0)` to `job(count - 1)`, in order; `done` is told how many have ended.

    Each process takes a run of neighbours, which often ask about the same: which jobs share a
    process does not depend on how quick they are. What a job raises is raised here.
    """
    if workers < 2:
        return list(one_after_another(count, job, done))
    found: dict[int, Result] = {}
    shares = [
        range(count * worker // workers, count * (worker + 1) // workers)
        for worker in range(workers)
    ]
    with forking() as running:
        left = [share for share in shares if not fork(running, share, job)]
        found.update((index, job(index)) for share in left for index in share)
        while running:
            found.update(arrived(running))
            done(len(found))
    return [found[index] for index in range(count)]


def one_after_another(count: int, job: Job[Result], done: Done) -> Iterator[Result]:
    """All jobs in this process."""
    for index in range(count):
        yield job(index)
        done(index + 1)


def run_together(
    count: int,
    job: Job[Result],
    workers: int,
    first: Callable[[], object],
    *,
    giving_way: bool = False,
) -> list[Result]:
    """`job(0)` to `job(count - 1)`, in order, where results are costly to hand over.

    This process does `first` and then jobs from the last one on, while `workers` - 1 others do jobs
    from 0 on, until all are taken; `giving_way`: where cores are few, these wait for other work.
    What a job raises is raised here.
    """

    def done_there(index: int) -> Result:
        if giving_way and os.getpid() != here:
            os.nice(max(0, LATER - os.nice(0)))
        return job(index)

    here = os.getpid()
    found: dict[int, Result] = {}
    with forking() as running, Untaken(count) as untaken:
        for _ in range(workers - 1):
            fork(running, untaken.from_the_start(), done_there)
        first()
        for index in untaken.from_the_end():
            found[index] = job(index)
            found.update(arrived(running, seconds=0))
        while running:
            found.update(arrived(running))
    return [found[index] for index in range(count)]


class Untaken:
    """The jobs that no process has taken yet: a span, which lies in a pipe that they share. Whoever
    reads it there has it to itself until it writes it back."""

    SPAN = struct.Struct("II")

    def __init__(self, count: int) -> None:
        self.reading, self.writing = os.pipe()
        os.write(self.writing, self.SPAN.pack(0, count))

    def __enter__(self) -> "Untaken":
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self.reading)
        os.close(self.writing)

    def from_the_start(self) -> Iterator[int]:
        """Takes the first job, again and again."""
        while (taken := self.take(1, 0)) is not None:
            yield taken[0]

    def from_the_end(self) -> Iterator[int]:
        """Takes the last job, again and again."""
        while (taken := self.take(0, 1)) is not None:
            yield taken[1] - 1

    def take(self, first: int, last: int) -> tuple[int, int] | None:
        """The span before so many were taken from its ends; None where it was empty."""
        start, end = self.SPAN.unpack(os.read(self.reading, self.SPAN.size))
        left = (start + first, end - last) if start < end else (start, end)
        os.write(self.writing, self.SPAN.pack(*left))
        return (start, end) if start < end else None


@contextmanager
def forking() -> Iterator[Running]:
    """Processes, which have ended when this ends."""
    running: Running = {}
    try:
        yield running
    finally:
        for process in running.values():
            process.terminate()


def fork(running: Running, share: Iterable[int], job: Job[Result]) -> bool:
    """Start a process that does the jobs of a share, and hands over what comes of each; False where
    the system lets no process start, as where their number is limited."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    with suppress(OSError):
        fcntl.fcntl(receiver.fileno(), fcntl.F_SETPIPE_SZ, PIPE)
    process = context.Process(target=work, args=(sender, share, job), daemon=True)
    try:
        process.start()
    except OSError:
        receiver.close()
        return False
    finally:
        sender.close()
    running[receiver] = process
    return True


def work(sender: Connection, share: Iterable[int], job: Job[Result]) -> None:
    """The jobs of one process; the first that raises ends it. Ctrl-C is the parent's to handle."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for index in share:
        try:
            sender.send((index, job(index), None))
        except Exception as error:
            sender.send((index, None, error))
            return


def arrived(running: Running, seconds: float | None = None) -> dict[int, Result]:
    """What the processes have handed over; waits so long for something, without a limit where none
    is given. Those that have ended are running no longer. Raises what a job raised."""
    found: dict[int, Result] = {}
    for ready in wait(list(running), seconds):
        assert isinstance(ready, Connection)
        try:
            index, result, error = ready.recv()
        except EOFError:
            process = running.pop(ready)
            process.join()
            if process.exitcode:
                raise RuntimeError(f"a process ended with {process.exitcode}") from None
            continue
        if error is not None:
            raise error
        found[index] = result
    return found
