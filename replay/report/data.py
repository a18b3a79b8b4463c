"""The records of a report. `weir report --json` prints them, so their names are an interface."""

from msgspec import Struct

from schemas.alert import Alert
from schemas.asset_change import Side, Subject
from schemas.asset_summary import AssetSummary
from schemas.dead_letter import DeadKind
from schemas.overview.conduits import ConduitEntry
from schemas.overview.inventory import InventoryCount
from schemas.overview.learning import SiteLearning
from schemas.overview.matrix import MatrixCell
from schemas.overview.roles import Role
from schemas.overview.sensors import SensorView
from schemas.path import PathRecord

REPORT_VERSION = 1
"""Raised when a field of these records changes its meaning or goes."""


class ReportedPath(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A path with what a reader asks first. `declared`: a conduit held its last flow.

    `alerted`: it alerted and is not learnt; `alerts` are the ids of the alerts that list it.
    """

    path: PathRecord
    declared: bool = False
    alerted: bool = False
    alerts: tuple[str, ...] = ()

    @property
    def crosses(self) -> bool:
        """Whether its ends lie on different sides, both of them known."""
        sides = (self.path.initiator_side, self.path.responder_side)
        return None not in sides and sides[0] != sides[1]


class SiteFigures(Struct, frozen=True, kw_only=True):
    """A site in the figures of the first line. `days` lie between its first and last flow.

    `crossing` counts paths whose ends lie on different sides, `undeclared` those of them that no conduit holds.
    `alerts` are those that stand: neither withheld by the day's budget nor judged expected or muted. `levels` counts
    them, the worst first; `other_alerts` are the rest by status.
    """

    days: float
    assets: int
    paths: int
    crossing: int
    undeclared: int
    alerts: int
    levels: dict[str, int]
    other_alerts: dict[str, int]


class ZonePlace(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A declared zone: where it stands, and how many assets stand in it."""

    name: str
    assets: int
    level: float | None = None
    side: Side | None = None
    cidrs: tuple[str, ...] = ()


class MaintenanceSpan(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One time of an announced window, seconds UTC. `id` is the window's; `weekly` as a settings file has it."""

    id: str
    begins: float
    ends: float
    subject: Subject
    on: str
    initiator: str | None = None
    who: str | None = None
    reason: str | None = None
    weekly: str | None = None


class Surprise(Struct, frozen=True, kw_only=True):
    """How unlikely an alert's path was to its initiator, by that asset's own history, in bits."""

    alert: str
    bits: float


class BlindSpots(Struct, frozen=True, kw_only=True):
    """Ids of assets: declared and never heard; heard and never declared; tried by others, silent and undeclared."""

    never_seen: tuple[str, ...]
    undeclared: tuple[str, ...]
    only_tried: tuple[str, ...]


class Refusals(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """Dead letters of one kind from one source: how many records, and the newest with its reason and place."""

    kind: DeadKind
    source: str
    records: int
    reason: str
    position: int | None = None


class OneWay(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """Paths from one zone to another on which busy paths carried octets one way only: a sensor may see half of them.

    `paths` are the busy ones, `one_way` those of them.
    """

    from_zone: str | None
    to_zone: str | None
    from_side: Side | None
    to_side: Side | None
    paths: int
    one_way: int


class Quality(Struct, frozen=True, kw_only=True):
    """What may be missing or wrong in the traffic itself. `silent` are ids of alerts that tell of a silent sensor."""

    sensors: tuple[SensorView, ...]
    one_way: tuple[OneWay, ...]
    silent: tuple[str, ...]
    doubted_ticks: int = 0


class SiteReport(Struct, frozen=True, kw_only=True):
    """All that is told of one site. Times are seconds UTC; `time_zone` is the plant's own, by IANA's name.

    `first_time` and `last_time` are of its flows, None where there are none. `maintenance` holds windows that run or
    come, and past ones where a replay was told of them.
    """

    site: str
    time_zone: str
    figures: SiteFigures
    zones: tuple[ZonePlace, ...]
    matrix: tuple[MatrixCell, ...]
    conduits: tuple[ConduitEntry, ...]
    paths: tuple[ReportedPath, ...]
    alerts: tuple[Alert, ...]
    maintenance: tuple[MaintenanceSpan, ...]
    learning: SiteLearning
    surprises: tuple[Surprise, ...]
    inventory: InventoryCount
    blind_spots: BlindSpots
    assets: tuple[AssetSummary, ...]
    roles: tuple[Role, ...]
    quality: Quality
    first_time: float | None = None
    last_time: float | None = None


class ReadRows(Struct, frozen=True, kw_only=True):
    """What a replay has read: rows = flows + others + repeats + refused + other_logs.

    `refused_crossings` of the refused would have crossed into or out of OT or the DMZ. `left_out` are files that were
    passed over, with the reason; `warnings` what was not as it should be.
    """

    rows: int
    flows: int
    others: int
    repeats: int
    refused: int
    other_logs: int
    refused_crossings: int
    left_out: tuple[str, ...]
    warnings: tuple[str, ...]


class ChangedSetting(Struct, frozen=True, kw_only=True):
    """A setting that is not its default, as a settings file has it, and where it comes from. Secrets are ***."""

    section: str
    key: str
    value: str
    place: str | None


class Origin(Struct, frozen=True, kw_only=True):
    """What made the report, and how it is made again. `state_version` and `river` are those of stored statistics."""

    command: str
    weir: str
    state_version: int
    river: str
    python: str
    settings: tuple[ChangedSetting, ...]


class Report(Struct, frozen=True, kw_only=True):
    """A whole report. `read` is None where a state was read and not traffic: it does not know what its rows were.

    `refusals` are the dead letters that are kept, of all sites: a row that is refused often names none.
    """

    version: int = REPORT_VERSION
    sites: tuple[SiteReport, ...]
    refusals: tuple[Refusals, ...]
    refused_records: int
    read: ReadRows | None = None
    origin: Origin
