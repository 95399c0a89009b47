"""Jobs in several processes give what they give in one."""

import os
import sys
import threading
import time

import pytest

from verifier.cli.interrupts import THREAD
from verifier.errors import InputError, Problem, SoundnessError
from verifier.parallel import processes, run_jobs, run_together

FORKS = pytest.mark.skipif(sys.platform != "linux", reason="jobs are shared out on Linux only")


def square(index: int) -> int:
    return index * index


def fail(index: int) -> int:
    if index == 3:
        raise SoundnessError("three")
    return index


def die(index: int) -> int:
    os._exit(9)


@pytest.mark.parametrize("workers", [1, pytest.param(2, marks=FORKS), pytest.param(3, marks=FORKS)])
def test_results_come_in_order(workers: int) -> None:
    told: list[int] = []

    assert run_jobs(10, square, workers, told.append) == [square(index) for index in range(10)]
    assert told[-1] == 10


@pytest.mark.parametrize("workers", [1, pytest.param(2, marks=FORKS)])
def test_what_a_job_raises_is_raised(workers: int) -> None:
    with pytest.raises(SoundnessError, match="three"):
        run_jobs(8, fail, workers, lambda _: None)


def refuse(index: int) -> int:
    raise InputError((Problem("NP981", f"problem {index}"), Problem("NP981", "another")))


@pytest.mark.parametrize("workers", [1, pytest.param(2, marks=FORKS)])
def test_problems_arrive_as_they_were(workers: int) -> None:
    with pytest.raises(InputError) as caught:
        run_jobs(1, refuse, workers, lambda _: None)

    assert [problem.message for problem in caught.value.problems] == ["problem 0", "another"]
    assert str(caught.value) == "NP981: problem 0\nNP981: another"


@FORKS
def test_a_process_that_dies_is_no_answer() -> None:
    with pytest.raises(RuntimeError, match="9"):
        run_jobs(8, die, 2, lambda _: None)


def test_few_jobs_stay_in_one_process() -> None:
    assert processes(4) == 1


@FORKS
@pytest.mark.parametrize(("name", "alone"), [("a-server", True), (THREAD, False)])
def test_beside_threads_of_others_no_process_is_forked(
    name: str, alone: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = threading.current_thread()
    there = threading.Thread(name=name)
    monkeypatch.setattr(threading, "enumerate", lambda: [here, there])
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})

    assert (processes(1000) == 1) is alone


@pytest.mark.parametrize("workers", [1, pytest.param(2, marks=FORKS), pytest.param(3, marks=FORKS)])
@pytest.mark.parametrize("count", [0, 1, 20])
def test_jobs_done_together_come_in_order(count: int, workers: int) -> None:
    told: list[str] = []

    found = run_together(count, square, workers, lambda: told.append("first"))

    assert found == [square(index) for index in range(count)]
    assert told == ["first"]


@FORKS
def test_this_process_takes_jobs_from_the_last_one_on() -> None:
    here = run_together(20, lambda _: os.getpid(), 2, lambda: None)

    first, last = here[0], here[-1]
    assert here == [first] * here.count(first) + [last] * (20 - here.count(first))
    assert first == last or last == os.getpid()


@pytest.mark.parametrize("workers", [1, pytest.param(2, marks=FORKS)])
def test_what_a_job_done_together_raises_is_raised(workers: int) -> None:
    with pytest.raises(SoundnessError, match="three"):
        run_together(8, fail, workers, lambda: None)


@FORKS
def test_a_process_that_dies_beside_this_one_is_no_answer() -> None:
    def job(index: int) -> int:
        return index if os.getpid() == parent else die(index)

    parent = os.getpid()
    with pytest.raises(RuntimeError, match="9"):
        run_together(50, job, 2, lambda: time.sleep(0.3))


@FORKS
def test_where_no_process_can_start_all_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> int:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", refuse)
    squares = [square(index) for index in range(20)]

    assert run_jobs(20, square, 2, lambda _: None) == squares
    assert run_together(20, square, 2, lambda: None) == squares


@FORKS
def test_processes_that_give_way_are_nicer_than_this_one() -> None:
    mine = os.nice(0)

    found = run_together(
        1, lambda _: (os.getpid(), os.nice(0)), 2, lambda: time.sleep(0.3), giving_way=True
    )

    assert os.nice(0) == mine
    assert found == [(found[0][0], max(mine, 10))]
    assert found[0][0] != os.getpid()
