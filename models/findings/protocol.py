"""What a detector is, by what it listens to. A new one has its own file and one line in `registry.py`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol, TypeAlias, runtime_checkable

from msgspec import Struct

from models.baseline.asset import Asset
from models.baseline.open_windows import PathWindow
from models.baseline.path import Path
from models.baseline.window_statistics import WindowStatistics
from models.event_time.calendar import Calendar
from models.event_time.mark import Mark
from models.findings.legs import Leg
from models.findings.memory import Memory
from models.findings.sighting import About, Finding, Sighting, Words
from schemas.asset_change import AssetChange
from schemas.attack import AlertKind


class Moment(Struct, frozen=True):
    """The site at a Tick that is believed: its time, seconds UTC, and how far each sensor has come.

    The marks are the site's own, to be read only. One whose `began` is None has no time that is believed; all sensors
    past the bound share the one named `OTHER_SENSORS`. A mark's time is that of its newest flow: late ones leave it.
    `paths` are all of the site, by initiator, responder and service, and `assets` by id: the site's own, too.
    `learning`: all of this time is learnt by declaration. `in_window` says of an asset and a time, seconds UTC, whether
    work was announced: what is seen then is not learnt.
    """

    time: float
    sensors: Mapping[str, Mark]
    paths: Mapping[tuple[str, str, str], Path]
    assets: Mapping[str, Asset]
    calendar: Calendar
    learning: bool
    in_window: Callable[[Asset, float], bool]


class Hour(Moment, frozen=True):
    """The first moment of an hour, UTC, and the paths that spoke since the one before began.

    `spoke` has each with its key as one text, in their order: after a restart the site's paths stand in another one.
    """

    spoke: Sequence[tuple[str, Path]]


class PathDay(Struct, frozen=True):
    """A path's first flow of a local day, not of its first one: when it ended, seconds UTC, and which sensor saw it."""

    path: Path
    time: float
    sensor: str


class FailedTry(Struct, frozen=True):
    """A try on a path that was answered before, to which nobody answered, that was refused, or reset before a word.

    `time` is when it ended, seconds UTC; the path counts it already. `before` it the path spoke last, answered
    or not. `addresses` are those of both ends. `learning`: all of this time is learnt by declaration. `declared`: that
    is over, and both ends were known by then. `announced`: an end was in a maintenance window.
    """

    path: Path
    time: float
    before: float
    sensor: str
    addresses: tuple[str, str]
    learning: bool
    declared: bool
    announced: bool


class Condition(Struct, frozen=True):
    """Something that holds `since` a time, as seen at `time`. To be told each hour for as long as it holds.

    Told again it goes on, and is no second alert; what is not told for two hours is over. `asset` is the one that it is
    about, which the alert shows as its initiator; None where it is about none. `path` is the one that it is about,
    if it is one. `ways` are the ends of all paths that it is about: a maintenance window holds it back where each has
    an end in one at `time`, whenever it began; empty: where the asset is in one. `addresses` are those of the path's
    ends, as they were met last; None: the first that each has.
    """

    finding: Finding
    since: float
    time: float
    asset: Asset | None = None
    path: Path | None = None
    ways: tuple[tuple[Asset, Asset], ...] = ()
    addresses: tuple[str, str] | None = None


class Over(Struct, frozen=True):
    """What was told as a condition has ended. `cause` is that of its finding."""

    cause: tuple[str, ...]
    time: float


class Chain(Struct, frozen=True):
    """Legs that are steps of one way, in order, and what is told of them."""

    finding: Finding
    legs: tuple[Leg, ...]


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


class AssetWindow(Struct, frozen=True):
    """What all paths of an asset counted in one window that is over, and what was usual before it.

    `begin` is in seconds UTC, the window lasts `WINDOW_S`. `begun` are the flows that the asset initiated, `answered`
    those that others initiated with it. `sent_octets` and `received_octets` are the asset's own.
    `hour_of_week` is 0 to 167 in the site's time zone, Monday's first hour being 0. `usual` is None for an asset's
    first window. Assets on the internet have none. `paths` are all of the site, by initiator, responder and service.
    `announced`: the asset was in a maintenance window, so that this is not to be learnt.
    """

    asset: Asset
    begin: float
    hour_of_week: int
    begun: int
    answered: int
    sent_octets: int
    received_octets: int
    usual: WindowStatistics | None
    paths: Mapping[tuple[str, str, str], Path]
    announced: bool = False

    @property
    def flows(self) -> int:
        """All flows, in either role."""
        return self.begun + self.answered

    def own_paths(self) -> Iterable[Path]:
        """All paths that the asset is an end of: those that it begins, then those that reach it."""
        asset = self.asset
        yield from (asset.slots[slot] for slot in sorted(asset.slots))
        for peer in sorted(asset.peers_in):
            for service in sorted(asset.services_in):
                path = self.paths.get((peer, asset.id, service))
                if path is not None:
                    yield path


News: TypeAlias = Iterable[Condition | Over]
"""What a detector says: what holds now, and what is over."""


class RememberingDetector(Detector, Protocol):
    """Listens to what happens in a site, and remembers. One of each a site.

    What it hears follows from the methods below that it has: any of them, and as many as it needs. It hears things in
    the order in which they happen, after a restart as without one.
    """

    @property
    def memory(self) -> Memory[Any]:
        """What it remembers; stored and read back by the engine."""

    def forget(self, asset: str) -> None:
        """A person wants an asset learnt anew: drop what is about it."""

    def correct(self, first: float, last: float) -> None:
        """Times before `first` and after `last` are not believed any more, seconds UTC: move or drop them."""


@runtime_checkable
class TickDetector(RememberingDetector, Protocol):
    """Hears the site's clock: the first Tick of each minute."""

    def on_tick(self, moment: Moment) -> News:
        """What holds now and was not told within the hour, and what is over. Late and repeated Ticks change nothing."""


@runtime_checkable
class HourDetector(RememberingDetector, Protocol):
    """Hears the first Tick of each hour, UTC."""

    def on_hour(self, hour: Hour) -> News:
        """What the hour before comes to."""


@runtime_checkable
class DayDetector(RememberingDetector, Protocol):
    """Hears the first Tick of each day, in the site's time zone."""

    def on_day(self, moment: Moment) -> News:
        """What the day before comes to."""


@runtime_checkable
class PathDayDetector(RememberingDetector, Protocol):
    """Hears which paths speak, once a local day each."""

    def on_path_day(self, day: PathDay) -> News:
        """A path has spoken for the first time on a day. Its own times are still those of before."""


@runtime_checkable
class PathWindowDetector(RememberingDetector, Protocol):
    """Hears what a path counted in a window, once that is over."""

    def on_path_window(self, window: PathWindow) -> News:
        """What the window shows. Of a path with no traffic it hears nothing."""


@runtime_checkable
class AssetWindowDetector(RememberingDetector, Protocol):
    """Hears what an asset's paths counted in a window, once that is over and before it is learnt."""

    def on_asset_window(self, window: AssetWindow) -> News:
        """What the window shows. Of an asset with no traffic it hears nothing."""


@runtime_checkable
class FailureDetector(RememberingDetector, Protocol):
    """Hears of tries that came to nothing, on paths that were answered before."""

    def on_failure(self, failed: FailedTry) -> News:
        """One try more has failed. Answered ones are not told: the path's own count has them."""


@runtime_checkable
class LearntDetector(RememberingDetector, Protocol):
    """Hears which paths are learnt."""

    def on_learnt(self, path: Path) -> News:
        """A path has become part of the baseline: a new one, or one that was held before. Its time is `last_seen`."""


@runtime_checkable
class ChangeDetector(RememberingDetector, Protocol):
    """Hears what is said of assets, zones and conduits."""

    def on_change(self, change: AssetChange) -> News:
        """A change that was taken; the site knows it already."""


@runtime_checkable
class LegDetector(RememberingDetector, Protocol):
    """Hears of connections that may be steps from host to host: new paths that are answered, and usual sessions."""

    def on_leg(self, leg: Leg, assets: Mapping[str, Asset]) -> Iterable[Chain]:
        """The chains that a leg completes. `assets` are the site's own by id, to be read only."""
