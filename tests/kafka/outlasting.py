"""A worker whose broker fails it: it says what and why, waits in quiet, and goes on when that is mended."""

import subprocess
import time
from collections.abc import Iterator

import pytest

from tests.chaos import Chaos
from tests.kafka import scenario
from tests.kafka.feeder import ENDLESS, Feeder
from tests.kafka.outcome import Stakes, report_exact
from tests.kafka.world import World, processor_s, until
from tests.started import Started

PARTITIONS = 2

BUSY = 0.5
"""Part of a core that a worker may use while it can do nothing: what its start-up costs is over by then."""

LINES_A_SECOND = 10.0
"""Log lines that a worker may write while its broker is away: some of each kind, then only how many they were."""


def feeder(world: World) -> Feeder:
    names = scenario.sites(PARTITIONS, each=2)
    return Feeder(world.settings, [scenario.messages(site, ENDLESS, forgets=False, moves=True) for site in names])


class Watch:
    """How busy and how talkative a worker is from now on."""

    def __init__(self, world: World, worker: Started) -> None:
        self._world = world
        self._worker = worker
        self._began = time.monotonic()
        self._spent = processor_s(worker)
        self._lines = world.logs().count("\n")

    def wait(self, seconds: float) -> None:
        """Let so long pass, while the worker must live."""
        with pytest.raises(subprocess.TimeoutExpired):
            self._worker.wait(seconds)

    def assert_quiet(self) -> None:
        """No busy loop, no flood of lines."""
        passed = time.monotonic() - self._began
        assert (processor_s(self._worker) - self._spent) / passed < BUSY
        lines = self._world.logs().count("\n") - self._lines
        assert lines / passed < LINES_A_SECOND, self._world.logs()[-3_000:]


def outlives(world: World, chaos: Chaos, name: str, refused: Iterator[None], said: str) -> None:
    """A worker that is refused says what and why, waits, and goes on when it is mended."""
    with world.worker() as process:
        with feeder(world) as fed:
            Stakes(world, fed).wait_until_high()
            next(refused)
            watch = Watch(world, process)
            until(lambda: said in world.logs(), f"{said!r} in the log")
            watch.wait(6.0)
            assert next(refused, None) is None
            watch.assert_quiet()
            recovery_s = world.progress().seconds_until_moved(range(PARTITIONS))
        world.wait_until_applied(fed.messages)
        assert process.poll() is None
    report_exact(chaos, world, f"broker: refuses, {name}", repetitions=1, flows_in=fed.flows, recovery_s=[recovery_s])
