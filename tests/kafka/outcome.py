"""What must be true of a world when all faults are over, and its row in the chaos table."""

from collections.abc import Sequence

import msgspec

from streams.kafka.log import read
from tests.chaos import Chaos
from tests.kafka.feeder import Feeder
from tests.kafka.follower import Follower
from tests.kafka.world import World, duplicates, flows_counted, until
from tests.patience import PATIENCE_S

OPEN_ALERTS = 50
"""How many alerts are open whenever something is broken; at least one of them has grown since the last time."""


class _Told(msgspec.Struct):
    """What of an alert or a path is asked here."""

    status: str
    id: str = ""
    revision: int = 0


class Stakes:
    """What there is to lose in a world, as committed now, and of what its feeder has sent."""

    def __init__(self, world: World, fed: Feeder) -> None:
        self._world = world
        self._fed = fed
        self._alerts = Follower(world.settings, "alerts")
        self._paths = Follower(world.settings, "paths")
        self._latest: dict[str, _Told] = {}
        self._held: set[tuple[int, bytes]] = set()
        self._revisions: dict[str, int] = {}
        """Of each alert, when the stakes were high last."""

    def wait_until_high(self, within_s: float = PATIENCE_S) -> None:
        """Wait until so many alerts are open and one grew, with a ledger, and late flows and verdicts in flight."""
        until(self._are_high, f"{OPEN_ALERTS} alerts open, a ledger, late flows and verdicts in flight", within_s)

    def _are_high(self) -> bool:
        self._follow()
        opened = [alert for alert in self._latest.values() if alert.status == "open"]
        grown = any(alert.revision > self._revisions.get(alert.id, 1) for alert in opened)
        high = len(opened) >= OPEN_ALERTS and grown and bool(self._held) and self._fed.in_flight(self._world.applied())
        if high:
            self._revisions = {alert.id: alert.revision for alert in self._latest.values()}
        return high

    def _follow(self) -> None:
        """Read what is new, and no more of it than is asked for: this is looked at again and again."""
        for record in self._alerts.news():
            alert = msgspec.json.decode(record.value, type=_Told)
            self._latest[alert.id] = alert
        for record in self._paths.news():
            where = record.partition, record.key
            if msgspec.json.decode(record.value, type=_Told).status == "held":
                self._held.add(where)
            else:
                self._held.discard(where)


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
