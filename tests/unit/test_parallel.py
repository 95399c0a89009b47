"""Jobs in several processes give what they give in one."""

import os
import sys

import pytest

from verifier.errors import SoundnessError
from verifier.parallel import processes, run_jobs

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


@FORKS
def test_a_process_that_dies_is_no_answer() -> None:
    with pytest.raises(RuntimeError, match="9"):
        run_jobs(8, die, 2, lambda _: None)


def test_few_jobs_stay_in_one_process() -> None:
    assert processes(4) == 1
