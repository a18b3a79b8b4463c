"""What a replay came to: its counts, which are checked against each other, its alerts, and what was met.

It checks that rows = flows + others + repeats + dead letters + rows of other logs + rows outside the span of time that
was asked for, whatever the input.
"""

import msgspec
from msgspec import Struct

from models.boundary.contradicting import SideContradiction, contradictions_in_sides
from models.pipeline import Pipeline
from schemas.alert import Alert
from schemas.asset_summary import AssetSummary
from schemas.dead_letter import DeadLetter
from schemas.formats.assets.reading import Reading, Refused
from schemas.formats.notes import Notes
from schemas.overview.inventory import InventoryCount, inventory_count
from schemas.overview.learning import SiteLearning
from schemas.overview.matrix import MatrixCell
from schemas.overview.sensors import SensorView
from schemas.path import PathRecord
from streams.sources.files.flow_paths import Skipped

MOST_REFUSED_ROWS = 100
"""Refused rows of inventories in the figures: enough to act on; `weir assets check` has them all."""


class SiteSummary(Struct):
    """What is known of one site at the end."""

    site: str
    assets: list[AssetSummary]
    paths: list[PathRecord]
    matrix: list[MatrixCell] = []
    learning: SiteLearning | None = None
    sensors: list[SensorView] = []


def site_summary(site: str, pipeline: Pipeline) -> SiteSummary:
    """What a pipeline knows of its site."""
    return SiteSummary(
        site=site,
        assets=pipeline.assets(),
        paths=pipeline.paths(),
        matrix=pipeline.matrix(),
        learning=pipeline.learning(),
        sensors=pipeline.sensors(),
    )


class InventoryFigures(Struct, omit_defaults=True):
    """The inventories of a replay in numbers, and the first `MOST_REFUSED_ROWS` rows that were refused, with why."""

    taken: int
    refused: int
    not_live: int
    refused_rows: list[Refused] = []


class LeftOut(Struct, frozen=True):
    """A file that was not read, and why."""

    file: str
    reason: str


class RefusedRow(Struct, frozen=True):
    """A refused row and its place; `line` is None where it is not known."""

    file: str
    line: int | None
    reason: str


class Warned(Struct, frozen=True):
    """Something that was not as it should be: `about` is a word for scripts, such as `left-out`; `text` for people."""

    about: str
    text: str


class Figures(Struct, omit_defaults=True):
    """A replay in numbers: rows = flows + others + repeats + dead_letters + outside + the sum of other_logs.

    `outside` are rows before --since or after --until; `replaced` counts the statements of topics that files were given
    in place of, by kind. `dead_letters` are the rows refused, `refused_crossings` how many of them would have crossed
    into or out of OT or the DMZ, `first_refused_crossings` the first few. `other_logs` counts rows of logs without
    flows by the log's name, `doubts` the fields that flows were taken without, `remarks` what is no row: losses by an
    exporter's own counting, data before its template, exporters without a sampling rate. Times are of the flows taken,
    in seconds UTC, and `span_s` lies between them. `matrix` has the pairs of sides and of zones, `learning` how far
    each site is, `sensors` how well each sensor sees, `inventory_seen` what inventories name against what was seen.
    `side_contradictions` are zones and assets whose declared side is not what they serve.
    """

    rows: int
    flows: int
    others: int
    repeats: int
    dead_letters: int
    alerts: int
    levels: dict[str, int]
    assets: int
    paths: int
    first_time: float | None = None
    last_time: float | None = None
    learn_until: float | None = None
    other_logs: dict[str, int] = {}
    doubts: dict[str, int] = {}
    remarks: dict[str, int] = {}
    inventory: InventoryFigures | None = None
    span_s: float | None = None
    outside: int = 0
    replaced: dict[str, int] = {}
    refused_crossings: int = 0
    first_refused_crossings: list[RefusedRow] = []
    left_out: list[LeftOut] = []
    matrix: list[MatrixCell] = []
    learning: list[SiteLearning] = []
    sensors: list[SensorView] = []
    inventory_seen: list[InventoryCount] = []
    side_contradictions: list[SideContradiction] = []
    warnings: list[Warned] = []


class ReplaySummary(Struct, kw_only=True):
    """What a replay did: rows = flows + others + repeats + dead_letters + notes.rows + outside.

    `outside` are rows before or after the span of time that was asked for. `repeats` are rows that told nothing new of
    a connection already told; `others` the recording's ticks, changes and verdicts; `refused_statements` those of the
    asset, zone and verdict files, which are no rows. `begins` is what relative times count from (`first_times.py`).
    First and last time are of the flows that were taken. `before_sensors` counts flows of a time when there was no
    sensor: its clock was not set. `alerts` holds the last revision of each, in order of first sight. `state_until` is
    when the newest flow of the state ended from which it went on, seconds UTC, and `state_problems` are the records of
    it that could not be read. `replaced` counts what topics say and was left out since files were given in its place,
    by kind; `unmet_sites` are those that the files speak of, and no flow in the topics does.
    """

    rows: int = 0
    flows: int = 0
    others: int = 0
    repeats: int = 0
    dead_letters: int = 0
    outside: int = 0
    refused_statements: int = 0
    begins: float | None = None
    first_time: float | None = None
    last_time: float | None = None
    learn_until: float | None = None
    alerts: list[Alert] = []
    sites: list[SiteSummary] = []
    first_dead_letters: list[DeadLetter] = []
    refused_crossings: int = 0
    first_refused_crossings: list[DeadLetter] = []
    skipped: list[Skipped] = []
    notes: Notes = msgspec.field(default_factory=Notes)
    inventories: list[Reading] = []
    before_sensors: int = 0
    state_until: float | None = None
    state_problems: list[str] = []
    replaced: dict[str, int] = {}
    unmet_sites: list[str] = []

    def checked(self) -> None:
        """Raises UnequalCounts when a row is in none of the five, or in two."""
        counted = self.flows + self.others + self.repeats + self.dead_letters + self.notes.rows + self.outside
        if counted != self.rows or self.flows < 0 or self.others < 0:
            msg = f"{self.rows} rows in, but {counted} accounted for; please report this"
            raise UnequalCounts(msg)

    def why_nothing(self) -> str | None:
        """Why none of the rows could be taken, and what to do; None when one was."""
        if not self.rows and self.notes.waiting:
            return f"nothing was learnt: the template of all flow records did not come (sets: {self.notes.waiting})"
        if not self.rows:
            return "nothing was learnt: there was no row in it"
        if self.rows != self.dead_letters + self.notes.rows + self.outside:
            return None
        if self.outside:
            return (
                f"nothing was learnt: {self.outside} rows lie before --since or after --until, and no others were taken"
            )
        if self.notes.rows:
            return self._no_flows()
        return "nothing was learnt: every row was refused; --format names the formats that are read"

    def _no_flows(self) -> str:
        """Why rows of logs without flows were all that could be read."""
        others = f"{self.notes.rows} rows are of logs without flows ({', '.join(list(self.notes.other_logs)[:3])})"
        if self.dead_letters:
            why = f"refused: {self.dead_letters}; `weir formats check FILE` says why"
            return f"nothing was learnt: {others}, and the others were {why}"
        return f"nothing was learnt: {others}; give Weir the log of connections too"

    @property
    def span_s(self) -> float | None:
        """The time between the first and the last flow taken; None where there is none."""
        return None if self.first_time is None or self.last_time is None else self.last_time - self.first_time

    def standing_alerts(self) -> list[Alert]:
        """The alerts that nobody has called expected or muted, and nothing withholds."""
        return [alert for alert in self.alerts if alert.status in {"open", "malicious", "closed"}]

    def side_contradictions(self) -> list[SideContradiction]:
        """Where a declared side is not what is served there, by site."""
        return [one for site in self.sites for one in contradictions_in_sides(site.site, site.assets, site.paths)]

    def figures(self) -> Figures:
        """The numbers alone."""
        levels: dict[str, int] = {}
        for alert in self.alerts:
            levels[alert.level] = levels.get(alert.level, 0) + 1
        return Figures(
            rows=self.rows,
            flows=self.flows,
            others=self.others,
            repeats=self.repeats,
            dead_letters=self.dead_letters,
            alerts=len(self.alerts),
            levels=levels,
            assets=sum(len(site.assets) for site in self.sites),
            paths=sum(len(site.paths) for site in self.sites),
            first_time=self.first_time,
            last_time=self.last_time,
            learn_until=self.learn_until,
            other_logs=self.notes.other_logs,
            doubts=self.notes.doubts,
            remarks=self.notes.remarks,
            inventory=self._inventory(),
            span_s=self.span_s,
            outside=self.outside,
            replaced=self.replaced,
            refused_crossings=self.refused_crossings,
            first_refused_crossings=[
                RefusedRow(letter.source, letter.position, letter.reason) for letter in self.first_refused_crossings
            ],
            left_out=[LeftOut(str(one.path), one.reason) for one in self.skipped],
            matrix=[cell for site in self.sites for cell in site.matrix],
            learning=[site.learning for site in self.sites if site.learning is not None],
            sensors=[sensor for site in self.sites for sensor in site.sensors],
            inventory_seen=self.inventory_seen(),
            side_contradictions=self.side_contradictions(),
        )

    def inventory_seen(self) -> list[InventoryCount]:
        """What was declared against what was seen, of each site of which anything was declared."""
        counts = [inventory_count(site.site, site.assets) for site in self.sites]
        return [one for one in counts if one.declared]

    def _inventory(self) -> InventoryFigures | None:
        if not self.inventories:
            return None
        refused = [one for reading in self.inventories for one in reading.refused]
        return InventoryFigures(
            taken=sum(len(reading.changes) for reading in self.inventories),
            refused=len(refused),
            not_live=sum(len(reading.not_live) for reading in self.inventories),
            refused_rows=refused[:MOST_REFUSED_ROWS],
        )


class UnequalCounts(RuntimeError):
    """Rows in are not the sum of what was made of them: a defect of Weir, never of the input."""
