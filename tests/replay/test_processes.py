"""Jobs in processes of their own: their order, an error of one, and a person who stops them."""

import os
from typing import NamedTuple

import pytest

from replay.processes import Line, Stopped, in_processes
from replay.run import Progress


class Sum(NamedTuple):
    name: str
    numbers: tuple[int, ...]


def added(job: Sum) -> tuple[int, int]:
    line = Line(job.name)
    total = 0
    for number in job.numbers:
        total += number
        line.progress(Progress(flows=total))
    return total, os.getpid()


def endless(job: Sum) -> str:
    line = Line(job.name)
    while True:
        try:
            line.progress(Progress())
        except Stopped:
            return job.name


def refused(job: Sum) -> int:
    if job.name == "wrong":
        msg = "none of mine"
        raise ValueError(msg)
    return len(endless(job))


def test_results_come_in_the_order_of_the_jobs_and_each_tells_how_far_it_is() -> None:
    told: list[tuple[str, int]] = []
    finished: list[int] = []
    found = in_processes(
        added,
        [Sum("one", (1, 2)), Sum("two", (30_000, 30_000))],
        processes=2,
        progressed=lambda name, progress: told.append((name, progress.flows)),
        finished=lambda result: finished.append(result[0]),
    )
    assert [total for total, _ in found] == [3, 60_000]
    assert sorted(finished) == [3, 60_000]
    assert {name for name, _ in told} == {"one", "two"}
    assert os.getpid() not in {process for _, process in found}


def test_an_error_of_one_ends_the_others() -> None:
    with pytest.raises(ValueError, match="none of mine"):
        in_processes(refused, [Sum("right", ()), Sum("wrong", ())], processes=2)


def test_whoever_stops_it_does_not_wait_for_the_rest() -> None:
    def stops(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        in_processes(endless, [Sum("one", ()), Sum("two", ())], processes=1, progressed=stops)
