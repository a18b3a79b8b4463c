"""What must be true of a world when all faults are over, and its row in the chaos table."""

from collections.abc import Sequence

import msgspec

from schemas.alert import Alert
from schemas.path import PathRecord
from streams.kafka import read
from tests.chaos import Chaos
from tests.kafka.feeder import Feeder
from tests.kafka.follower import Follower
from tests.kafka.world import World, duplicates, flows_counted, until

OPEN_ALERTS = 50
"""How many alerts are open, and growing, whenever something is broken."""


class Stakes:
    """What there is to lose in a world, as committed now, and of what its feeder has sent."""

    def __init__(self, world: World, fed: Feeder) -> None:
        self._world = world
        self._fed = fed
        self._alerts = Follower(world.settings, "alerts")
        self._paths = Follower(world.settings, "paths")

    def wait_until_high(self, within_s: float = 120.0) -> None:
        """Wait until so many alerts are open, the ledger is not empty, and late flows and verdicts are in flight."""
        until(self._are_high, f"{OPEN_ALERTS} alerts open, a ledger, late flows and verdicts in flight", within_s)

    def _are_high(self) -> bool:
        return (
            self._open_alerts() >= OPEN_ALERTS
            and self._waits_for_a_verdict()
            and self._fed.in_flight(self._world.applied())
        )

    def _open_alerts(self) -> int:
        latest = self._alerts.latest().values()
        return sum(msgspec.json.decode(value, type=Alert).status == "open" for value in latest)

    def _waits_for_a_verdict(self) -> bool:
        latest = self._paths.latest().values()
        return any(msgspec.json.decode(value, type=PathRecord).status == "held" for value in latest)


def report_exact(
    chaos: Chaos, world: World, fault: str, *, repetitions: int, flows_in: int, recovery_s: Sequence[float] = ()
) -> None:
    """Nothing lost, nothing twice: the worker's alerts and paths are those of a replay, and every flow is counted."""
    expected, known = world.replayed(), world.known()
    revisions = read.revisions(world.settings)
    chaos.report(
        fault,
        repetitions=repetitions,
        flows=(flows_in, flows_counted(known)),
        alerts=(len(expected), len(revisions)),
        duplicates=duplicates(revisions),
        recovery_s=recovery_s,
    )
    assert world.alerts() == expected
    assert known == world.known_by_replay()
