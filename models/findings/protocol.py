"""What a detector is, by what it listens to. A new one has its own file and one line in `registry.py`."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from msgspec import Struct

from models.event_time.mark import Mark
from models.findings.memory import Memory
from models.findings.sighting import About, Finding, Sighting, Words
from schemas.attack import AlertKind


class Moment(Struct, frozen=True):
    """The site at a Tick that is believed: its time, seconds UTC, and how far each sensor has come.

    The marks are the site's own, to be read only. One whose `began` is None has no time that is believed; all sensors
    past the bound share the one named `OTHER_SENSORS`. A mark's time is that of its newest flow: late ones leave it.
    """

    time: float
    sensors: Mapping[str, Mark]


class Condition(Struct, frozen=True):
    """Something that holds `since` a time, as seen at `time`. To be told each hour for as long as it holds.

    Told again it goes on, and is no second alert; what is not told for two hours is over.
    """

    finding: Finding
    since: float
    time: float


class Over(Struct, frozen=True):
    """What was told as a condition has ended. `cause` is that of its finding."""

    cause: tuple[str, ...]
    time: float


class Detector(Protocol):
    """What all of them have."""

    @property
    def kind(self) -> AlertKind:
        """The kind of alert it raises."""

    @property
    def words(self) -> Words:
        """What all its alerts say."""


class PathDetector(Detector, Protocol):
    """Reads the first sight of a path. Keeps nothing, changes nothing."""

    @property
    def about(self) -> About:
        """What it is about: when it is asked follows from that."""

    def score(self, sighting: Sighting) -> float | None:
        """Its points, above 0 to 100; None: nothing of its kind, or not warmed up."""

    def finding(self, sighting: Sighting) -> Finding | None:
        """What it would report of the sighting; None exactly where `score` is None."""


class TickDetector(Detector, Protocol):
    """Listens to the site's clock, to the first Tick of each minute, and remembers. One of each a site."""

    @property
    def memory(self) -> Memory[Any]:
        """What it remembers; stored and read back by the engine."""

    def on_tick(self, moment: Moment) -> Iterable[Condition | Over]:
        """What holds now and was not told within the hour, and what is over. Late and repeated Ticks change nothing."""

    def forget(self, asset: str) -> None:
        """A person wants an asset learnt anew: drop what is about it."""

    def correct(self, first: float, last: float) -> None:
        """Times before `first` and after `last` are not believed any more, seconds UTC: move or drop them."""
