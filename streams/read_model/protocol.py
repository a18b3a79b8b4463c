"""What every reader of a run's state can be asked, wherever the state lies.

A reader shows one moment, that of its first call, until `renew`. It takes nothing over and changes nothing.
"""

from collections.abc import Callable
from typing import Protocol

from msgspec import Struct

from schemas.alert import Alert
from schemas.asset_change import Side
from schemas.asset_summary import AssetSummary
from schemas.overview.asset_detail import AssetDetail
from schemas.overview.conduits import ConduitEntry
from schemas.overview.detectors import AlertTally
from schemas.overview.inventory import InventoryCount
from schemas.overview.learning import SiteLearning
from schemas.overview.matrix import MatrixCell
from schemas.overview.path_changes import PathsThen
from schemas.overview.roles import Role
from schemas.overview.sensors import SensorView
from schemas.path import PathRecord
from schemas.standing_word import StandingWord
from streams.read_model.wanted import AlertsWanted, AssetsWanted, Page, PathsWanted


class ZoneSummary(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One declared zone of a site, and how many assets stand in it."""

    site: str
    name: str
    assets: int
    level: float | None = None
    side: Side | None = None
    cidrs: tuple[str, ...] = ()
    realm: str = ""


class Changes(Struct, frozen=True, kw_only=True):
    """Alerts by their latest revisions, in the order in which they changed, and what to ask from next.

    `more`: there are further ones already. A `token` of which the reader knows nothing any more gives all anew.
    """

    alerts: list[Alert]
    token: str
    more: bool


class Known(Struct, frozen=True, kw_only=True):
    """What filters may name, each sorted; for completion and for what is said of a value that is not there."""

    sites: list[str]
    zones: list[str]
    services: list[str]
    assets: list[str]
    """Names of assets, and ids of those without."""


class Moment(Struct, frozen=True, kw_only=True):
    """How old the answers are. Times are seconds UTC; None: not known.

    `written` is when the run last wrote its state, by its own clock, to a few seconds; `traffic` the latest event
    time of any site.
    """

    written: float | None
    traffic: float | None


class ReadModel(Protocol):
    """Lists of the latest committed state. Raises `ReadError` where it can't be read, UnknownValue for a filter."""

    def alerts(self, wanted: AlertsWanted) -> Page[Alert]:
        """Latest revisions, by time, site and id; the newest last."""

    def changed_alerts(self, token: str | None, limit: int) -> Changes:
        """The alerts that changed since a `token` was given; None: all."""

    def newest_token(self) -> str:
        """The token from which only what is yet to come is given."""

    def revisions_since(self, token: str, limit: int) -> Changes:
        """As `changed_alerts`, but every revision that is kept, in the order in which they came."""

    def alert_tallies(self, site: str | None) -> list[AlertTally]:
        """How many alerts there are by site and kind, of one site or (None) of all. An unknown site has none."""

    def assets(self, wanted: AssetsWanted) -> Page[AssetSummary]:
        """Assets, in the order wanted."""

    def paths(self, wanted: PathsWanted) -> Page[PathRecord]:
        """Paths as the state has them, in the order wanted."""

    def paths_then(self, until: Callable[[str], float]) -> PathsThen:
        """All paths as they were at the time, seconds UTC, that `until` gives for a site, from the history of paths."""

    def names_of(self, asset: str) -> frozenset[str]:
        """All that the assets called so are called today, and what was asked for."""

    def matrix(self, wanted: PathsWanted) -> list[MatrixCell]:
        """What talks to what, by site, on the paths wanted; their order and page do not count."""

    def conduits(self, site: str | None) -> list[ConduitEntry]:
        """The register of conduits of a site (None: of all), undeclared ways first. Raises UnknownValue."""

    def detail(self, asset: str, site: str | None, most_peers: int | None) -> AssetDetail:
        """One asset by any of its names. Raises UnknownValue where there is none or more than one."""

    def learning(self) -> list[SiteLearning]:
        """How far each site is learnt, by name."""

    def roles(self, wanted: AssetsWanted) -> list[Role]:
        """Which assets of a zone do alike, by site, zone and size, of those that have one wanted; all pages in one."""

    def sensors(self, site: str | None) -> list[SensorView]:
        """How well each sensor of a site (None: of all) sees, by site and name. Raises UnknownValue."""

    def inventory(self) -> list[InventoryCount]:
        """What was declared against what was heard, by site."""

    def zones(self) -> list[ZoneSummary]:
        """Declared zones, by site and name."""

    def words(self) -> list[StandingWord]:
        """What people said and still stands, by site, in the order in which it came."""

    def words_on(self, alert: Alert) -> list[StandingWord]:
        """Those of an alert's site that are on the alert, a path that it lists, its initiator, or its ends' zones."""

    def revisions(self, site: str, alert_id: str) -> list[Alert]:
        """All revisions of an alert that are kept, by number; on Kafka the latest alone."""

    def known(self) -> Known:
        """What filters may name."""

    def moment(self) -> Moment:
        """As of when all this is."""

    def renew(self) -> None:
        """Show the present moment from the next call on."""


class ReadError(Exception):
    """The state can't be read; says why and what to do."""
