"""What must be true of a world when all faults are over, and its row in the chaos table."""

from collections.abc import Sequence

import msgspec

from schemas.alert import Alert
from schemas.path import PathRecord
from streams.kafka import read
from tests.chaos import Chaos
from tests.kafka.follower import Follower
from tests.kafka.world import World, duplicates, flows_counted, until

OPEN_ALERTS = 50
"""How many alerts are open, and growing, whenever something is broken."""


class Stakes:
    """What there is to lose in a world, as committed now."""

    def __init__(self, world: World) -> None:
        self._alerts = Follower(world.settings, "alerts")
        self._paths = Follower(world.settings, "paths")

    def open_alerts(self) -> int:
        """How many alerts are open."""
        latest = self._alerts.latest().values()
        return sum(msgspec.json.decode(value, type=Alert).status == "open" for value in latest)

    def waits_for_a_verdict(self) -> bool:
        """Whether the ledger holds something."""
        latest = self._paths.latest().values()
        return any(msgspec.json.decode(value, type=PathRecord).status == "held" for value in latest)

    def wait_until_high(self, within_s: float = 120.0) -> None:
        """Wait for so many open alerts, and a ledger that is not empty."""
        until(lambda: self.open_alerts() >= OPEN_ALERTS, f"{OPEN_ALERTS} alerts are open", within_s)
        assert self.waits_for_a_verdict()


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
