"""Who is knocking on many doors: per initiator, the new targets and ports of the last hour.

Only first sights reach this, so known traffic costs nothing. Bounded: targets and ports are counted
by sketch, and at most `MAX_SWEEPS` initiators are followed.
"""

from msgspec import Struct, field

from models.baseline.asset import Asset
from models.baseline.distinct_count import Distinct
from models.findings.slow_doors import SlowDoors
from schemas.flow import Flow

SWEEP_WINDOW_S = 3_600.0
"""An hour: slow enough for a careful scanner's pace to add up, short enough to forget a day's work."""

MAX_SWEEPS = 4_096


SEPARATOR = "\x1f"
"""Between a service and a place; neither has it."""

MAX_NAMED = 64
"""Services and places of a sweep that are kept by name: what a person can look through. Past it, it is any."""


class Few(Struct, array_like=True):
    """The first names that were added; `more` once there were too many to keep."""

    names: list[str] = []
    more: bool = False

    def add(self, name: str) -> None:
        """Keep a name, if it is new and there is room."""
        if name in self.names:
            return
        if len(self.names) >= MAX_NAMED:
            self.more = True
            return
        self.names.append(name)

    def join(self, other: "Few") -> None:
        """Keep what another has."""
        for name in other.names:
            self.add(name)
        self.more = self.more or other.more

    def all(self) -> tuple[str, ...] | None:
        """Every name that was added; None where there were too many."""
        return None if self.more else tuple(self.names)


class Sweep(Struct, array_like=True):
    """One initiator's new, mostly unanswered, targets and ports since `since`.

    `tries` and `places` say what was tried in vain, and where: what a word on the sweep covers. `slow` is of two weeks.
    `usual` of the answered targets are the initiator's work, and count for no sweep.
    """

    initiator: str
    since: float
    last: float
    targets: Distinct = field(default_factory=Distinct)
    ports: Distinct = field(default_factory=Distinct)
    unanswered: int = 0
    answered: int = 0
    alert: str | None = None
    tries: Few = field(default_factory=Few)
    places: Few = field(default_factory=Few)
    slow: SlowDoors = field(default_factory=SlowDoors)
    usual: int = 0

    @property
    def targets_tried(self) -> int:
        """New targets, about, without those that are usual work."""
        return max(0, self.targets.count() - self.usual)

    @property
    def ports_tried(self) -> int:
        """New ports of targets, about, without those that are usual work."""
        return max(0, self.ports.count() - self.usual)

    def tried(self, service: str, target: Asset) -> None:
        """Keep what was tried, and where."""
        self.tries.add(try_at(service, place_of(target)))
        self.places.add(place_of(target))


class ScanTracker:
    """All sweeps of one site."""

    def __init__(self) -> None:
        self.by_initiator: dict[str, Sweep] = {}
        self.dirty = False

    def active(self, initiator: str, time: float) -> Sweep | None:
        """The sweep an initiator is in, if it alerted and has not paused for a window."""
        sweep = self.by_initiator.get(initiator)
        if sweep is None or sweep.alert is None or time - sweep.last > SWEEP_WINDOW_S:
            return None
        return sweep

    def note(self, initiator: str, target: str, port: str, time: float, *, answered: bool) -> Sweep:
        """Count one new target and port. A window that has run out without an alert starts anew."""
        sweep = self.by_initiator.get(initiator)
        stale = sweep is not None and (
            time - sweep.last > SWEEP_WINDOW_S or (sweep.alert is None and time - sweep.since > SWEEP_WINDOW_S)
        )
        if sweep is None or stale:
            self.by_initiator.pop(initiator, None)
            slow = SlowDoors() if sweep is None else sweep.slow
            sweep = self.by_initiator[initiator] = Sweep(initiator, time, time, slow=slow)
            if len(self.by_initiator) > MAX_SWEEPS:
                del self.by_initiator[next(iter(self.by_initiator))]
        sweep.last = max(sweep.last, time)
        sweep.targets.add(target)
        sweep.ports.add(f"{target}:{port}")
        if answered:
            sweep.answered += 1
        else:
            sweep.unanswered += 1
            sweep.slow.tried(target, time)
        self.dirty = True
        return sweep


def try_at(service: str, place: str) -> str:
    """A service and the place of its targets as one name."""
    return f"{service}{SEPARATOR}{place}"


def place_of(target: Asset) -> str:
    """Where a target of a sweep stands: its zone, or its side where no zone is declared."""
    return target.zone or target.side or "undeclared"


def port_tried(flow: Flow) -> str:
    """What a try knocks at: transport and port."""
    return f"{flow.transport}/{flow.responder_port}"
