"""Independent jobs in forked processes, where there are enough of them to pay for it."""

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection, wait
from typing import TypeVar

Result = TypeVar("Result")
Job = Callable[[int], Result]
Done = Callable[[int], None]


def processes(jobs: int) -> int:
    """How many processes `jobs` long jobs are worth here: 1 where a process cannot be forked."""
    if sys.platform != "linux":
        return 1
    return max(1, min(len(os.sched_getaffinity(0)), jobs // 4))


def run_jobs(count: int, job: Job[Result], workers: int, done: Done) -> list[Result]:
    """`job(0)` to `job(count - 1)`, in order; `done` is told how many have ended.

    Each process takes a run of neighbours, which often ask about the same: which jobs share a
    process does not depend on how quick they are. What a job raises is raised here.
    """
    if workers < 2:
        return list(one_after_another(count, job, done))
    context = multiprocessing.get_context("fork")
    found: dict[int, Result] = {}
    running: dict[Connection, multiprocessing.process.BaseProcess] = {}
    try:
        for worker in range(workers):
            receiver, sender = context.Pipe(duplex=False)
            share = range(count * worker // workers, count * (worker + 1) // workers)
            started = context.Process(target=work, args=(sender, share, job), daemon=True)
            started.start()
            sender.close()
            running[receiver] = started
        while running:
            for ready in wait(list(running)):
                assert isinstance(ready, Connection)
                take(ready, running, found)
                done(len(found))
    finally:
        for process in running.values():
            process.terminate()
    return [found[index] for index in range(count)]


def one_after_another(count: int, job: Job[Result], done: Done) -> Iterator[Result]:
    """All jobs in this process."""
    for index in range(count):
        yield job(index)
        done(index + 1)


def take(
    receiver: Connection,
    running: dict[Connection, multiprocessing.process.BaseProcess],
    found: dict[int, Result],
) -> None:
    """One message of a process. Raises what its job raised."""
    try:
        index, result, error = receiver.recv()
    except EOFError:
        process = running.pop(receiver)
        process.join()
        if process.exitcode:
            raise RuntimeError(f"a process ended with {process.exitcode}") from None
        return
    if error is not None:
        raise error
    found[index] = result


def work(sender: Connection, share: range, job: Job[Result]) -> None:
    """The jobs of one process; the first that raises ends it. Ctrl-C is the parent's to handle."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for index in share:
        try:
            sender.send((index, job(index), None))
        except Exception as error:
            sender.send((index, None, error))
            return
