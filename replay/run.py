"""Recorded traffic through the core: what `weir replay` does, without the command line.

Files are pulled, never read whole. Every row in is a flow, a repeat, another record or a dead letter, and the
summary's counts are checked against each other; the ticks made here are no rows, whatever becomes of them. What was
said of assets and zones goes in first, as events at the time when the traffic begins (`first_times.py`), and verdicts
at their times (`given/statements.py`).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

import msgspec
from msgspec import Struct

from models.engine.correction import NO_SENSOR_BEFORE_S
from models.pipeline import Pipeline
from models.settings import CoreSettings
from replay.extent import Extent
from replay.first_times import looked_ahead
from replay.given.span import ALL, Span, within
from replay.given.statements import StatementPaths, read_statements, with_verdicts
from replay.merge import file_batches, order_time
from replay.places import Places
from replay.standing import AlertKey, Refused, Resumed, Standing
from replay.summary import ReplaySummary, site_summary
from replay.ticks import is_made_tick, with_ticks
from schemas.alert import Alert
from schemas.dead_letter import DeadLetter
from schemas.flow import Flow
from schemas.formats.assets.reading import RunSites
from schemas.formats.assets.sites import named_sites
from schemas.formats.registry import BRING_TICKS
from schemas.path import PathRecord
from schemas.state import site_of
from streams.checkpoint.protocol import Loaded
from streams.checkpoint.refusals import Refusals
from streams.messages import Batch
from streams.shard.shard import Shard
from streams.sources.files.flow_files import AUTO, check
from streams.sources.files.flow_paths import Skipped, flow_paths
from streams.sources.files.statements import sites_named_in
from streams.stores.memory import MemoryStore
from streams.stores.sqlite_reader import SqliteReader

SETTLE_EVERY_FLOWS = 50_000
"""How often what came out is handed on: bounds what is held, costs nothing."""

KEEP_EVERY_ROWS = 500_000
"""How often it is noted where a replay stands: some five seconds of work, which is what a stopped one does again."""

SettingsFor = Callable[[str], CoreSettings]


class ReplayInputs(Struct, frozen=True, kw_only=True):
    """What is replayed. `sensor` None is named by the reader; files that name no site take `site`.

    `strict` refuses an inventory whole when a row of it is refused. `state` is the folder of a state from which the
    replay goes on (with `own_state` of this site alone); None: nothing is known yet.
    """

    paths: tuple[str, ...]
    file_format: str = AUTO
    site: str
    sensor: str | None = None
    assets: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    verdicts: tuple[str, ...] = ()
    maintenance: tuple[str, ...] = ()
    strict: bool = False
    state: str | None = None
    own_state: bool = False

    def statements(self) -> StatementPaths:
        """Its files of zones, assets, maintenance and verdicts."""
        return StatementPaths(
            site=self.site,
            file_format=self.file_format,
            zones=self.zones,
            assets=self.assets,
            maintenance=self.maintenance,
            verdicts=self.verdicts,
            strict=self.strict,
        )


class Progress(Struct):
    """How far a replay is. `time` is the event time of the last record, None before the first.

    `share` of the bytes of its files was read, between 0 and 1; None where it is not known how many there are.
    """

    rows: int = 0
    flows: int = 0
    dead_letters: int = 0
    alerts: int = 0
    time: float | None = None
    file: str | None = None
    share: float | None = None


class ReplayOutput:
    """Takes what comes out of a replay as it comes. Each method may be left as it is."""

    def alerts(self, alerts: Sequence[Alert]) -> None:
        """Alert revisions, in order."""

    def dead_letters(self, letters: Sequence[DeadLetter]) -> None:
        """What was refused, in order."""

    def paths(self, paths: Sequence[PathRecord]) -> None:
        """Paths as they were told, in order: with the first use of each day, and with each change."""

    def progress(self, progress: Progress) -> None:
        """Called now and then."""

    def between(self, standing: Standing, pipelines: Mapping[str, Pipeline]) -> None:
        """Called now and then between two batches, with where the replay stands: what came before is handed on."""

    def ended(self, pipelines: Mapping[str, Pipeline]) -> None:
        """What is known of each site at the end; the pipelines go on to be asked, and take nothing more."""

    def skipped(self, skipped: Sequence[Skipped]) -> None:
        """Files that are left out, with the reason; once, before the first flow."""


def replay(  # noqa: PLR0913 - a replay's parts, by name
    inputs: ReplayInputs,
    settings_for: SettingsFor,
    output: ReplayOutput,
    *,
    learn_until: Callable[[float], float] | None = None,
    span: Callable[[float], Span] | None = None,
    resumed: Resumed | None = None,
) -> ReplaySummary:
    """Replay files through one shard; with `resumed`, go on where the same replay was stopped.

    `learn_until` is given the time of the first flow and answers up to when everything is learnt; None
    leaves that to the settings. `span` is given the same, and answers from when to when flows are taken; None: all
    are. Where that begins later, its first flow is the first one for `learn_until`. Raises OSError and ValueError for
    inputs that cannot be read, StoreError for a state.
    """
    paths, skipped = flow_paths(list(inputs.paths), inputs.file_format)
    output.skipped(skipped)
    run = _Run(output, Extent(paths), resumed)
    run.summary.skipped = skipped

    def opened(path: Path) -> None:
        run.progress.file = str(path)

    batches = file_batches(
        paths,
        site=inputs.site,
        sensor=inputs.sensor,
        format=inputs.file_format,
        opened=opened,
        places=run.places,
        extent=run.extent,
    )
    recorded = all(is_recording(path, inputs.file_format) for path in paths)
    if span is not None:
        batches = run.within(batches, span)
    return run.through(batches, inputs, settings_for, learn_until, ticked=not recorded)


def site_named_by(assets: Sequence[str], default: str) -> str:
    """The one site that the asset files name, so that traffic without a site meets its own inventory; else `default`.

    Raises OSError and ValueError for files that cannot be read.
    """
    cells = [cell for name in assets for cell in sites_named_in(Path(name))]
    sites = set(named_sites(cells, RunSites(default=default)).of_cell.values())
    return sites.pop() if len(sites) == 1 else default


class _Run:
    """One replay under way."""

    def __init__(self, output: ReplayOutput, extent: Extent, resumed: Resumed | None) -> None:
        self._output = output
        self.extent = extent
        self._resumed = resumed
        self._refused = Refused() if resumed is None else resumed.standing.refused
        self._latest: dict[AlertKey, Alert] = (
            {} if resumed is None else {key: resumed.alerts[key] for key in resumed.standing.alerts}
        )
        self._read_letters: set[int] = set()
        self._shortened = 0
        self.places = Places()
        self.progress = Progress()
        self.summary = ReplaySummary()
        self.span = ALL

    def within(self, batches: Iterator[Batch], span: Callable[[float], Span]) -> Iterator[Batch]:
        """What a span takes of the batches; the rest is counted as left out."""
        head = looked_ahead(batches)
        self.span = span(head.first or 0.0)
        return within(chain(head.drained(), batches), self.span, self._left_out)

    def _left_out(self, rows: int) -> None:
        self.summary.outside += rows
        self.summary.rows += rows

    def through(
        self,
        batches: Iterator[Batch],
        inputs: ReplayInputs,
        settings_for: SettingsFor,
        learn_until: Callable[[float], float] | None,
        *,
        ticked: bool,
    ) -> ReplaySummary:
        """Apply everything and sum it up."""
        head = looked_ahead(batches)
        self.summary.begins = head.first
        if learn_until is not None and head.first is not None:
            self.summary.learn_until = learn_until(head.first)
        settings_for = with_learning(settings_for, self.summary.learn_until)
        shard = Shard(MemoryStore(), settings_for, Refusals(bounded=False))
        self._begin(shard, inputs)
        stated = read_statements(inputs.statements(), head.first or 0.0)
        self.summary.inventories = stated.inventories
        if self._resumed is None:
            shard.apply_batch(stated.batch())
        verdicts = [verdict for verdict in stated.verdicts if self.span.takes(verdict)]
        stream = with_verdicts(self._counted(chain(head.drained(), batches)), verdicts)
        self._apply(shard, with_ticks(stream, begins=head.begins) if ticked else stream)
        shard.finish()
        self._settle(shard)
        return self._summed(shard)

    def _begin(self, shard: Shard, inputs: ReplayInputs) -> None:
        """With what is known before the first row."""
        if self._resumed is not None:
            shard.begin_with(Loaded(list(self._resumed.records), positions={}))
            self.summary.state_until = self._resumed.standing.state_until
        elif inputs.state is not None:
            # Up to where a run had read its sources is nothing to these files, though they may be the same.
            known = SqliteReader(Path(inputs.state)).state()
            kept = [record for record in known if not inputs.own_state or site_of(record) == inputs.site]
            shard.begin_with(Loaded(kept, positions={}))
            spans = [span for pipeline in shard.pipelines.values() if (span := pipeline.span()) is not None]
            self.summary.state_until = max((last for _, last in spans), default=None)
        self.summary.state_problems = shard.problems

    def _apply(self, shard: Shard, batches: Iterator[Batch]) -> None:
        applied = 0 if self._resumed is None else self._resumed.standing.batches
        kept_at = 0
        for number, batch in enumerate(batches, start=1):
            if number <= applied:
                # Read again and applied before: what became of its letters was told.
                self._read_letters.clear()
                kept_at = self.summary.rows
                continue
            shard.apply_batch(batch)
            if shard.urgent or shard.letters_waiting or shard.flows_since_checkpoint >= SETTLE_EVERY_FLOWS:
                self._settle(shard)
            if self.summary.rows - kept_at >= KEEP_EVERY_ROWS:
                self._settle(shard)
                kept_at = self.summary.rows
                state_until = self.summary.state_until
                standing = Standing(number, self._refused, list(self._latest), state_until, self.progress.time)
                self._output.between(standing, shard.pipelines)

    def _counted(self, batches: Iterator[Batch]) -> Iterator[Batch]:
        """The batches, their rows counted as they pass."""
        summary = self.summary
        for batch in batches:
            ends = [record.end for record in batch.records if isinstance(record, Flow)]
            flows = len(ends)
            if ends and min(ends) < NO_SENSOR_BEFORE_S:
                summary.before_sensors += sum(end < NO_SENSOR_BEFORE_S for end in ends)
            summary.rows += batch.rows
            summary.notes.add(batch.notes)
            summary.flows += flows
            summary.others += len(batch.records) - flows
            summary.repeats += batch.repeats
            self._read_letters.update(map(id, batch.dead_letters))
            self.progress.rows, self.progress.flows = summary.rows, summary.flows
            self.progress.share = self.extent.share
            self.progress.time = None if not batch.records else order_time(batch.records[-1])
            self._output.progress(self.progress)
            yield batch

    def _settle(self, shard: Shard) -> None:
        """Hand on what came out, and move what the core refused from the flows to the dead letters."""
        alerts, paths, gathered = shard.settle()
        self._refused.shortened += shard.shortened - self._shortened
        self._shortened = shard.shortened
        # A tick of the clock made here is no row: whether it was believed is nobody's concern.
        letters = [self.places.placed(letter) for letter in gathered if not is_made_tick(letter)]
        self._refused.add(letters, self._read_letters)
        # Ids of objects that are gone may come again.
        self._read_letters.clear()
        for alert in alerts:
            self._latest[alert.site, alert.id] = alert
        self.progress.alerts = len(self._latest)
        self.progress.dead_letters = self._refused.letters
        if alerts:
            self._output.alerts(alerts)
        if letters:
            self._output.dead_letters(letters)
        if paths:
            self._output.paths(paths)

    def _summed(self, shard: Shard) -> ReplaySummary:
        summary = self.summary
        self._refused.put_into(summary)
        summary.alerts = list(self._latest.values())
        summary.sites = [site_summary(site, pipeline) for site, pipeline in sorted(shard.pipelines.items())]
        spans = [span for pipeline in shard.pipelines.values() if (span := pipeline.span()) is not None]
        summary.first_time = min((first for first, _ in spans), default=None)
        summary.last_time = max((last for _, last in spans), default=None)
        summary.checked()
        self._output.ended(shard.pipelines)
        return summary


def is_recording(path: Path, file_format: str) -> bool:
    """Whether a file brings its own ticks, so that none are made; standard input shows it only by its ticks."""
    return check(path, file_format) in BRING_TICKS


def with_learning(settings_for: SettingsFor, learn_until: float | None) -> SettingsFor:
    """The settings with another end of declared learning; None leaves it as they have it."""
    if learn_until is None:
        return settings_for
    return lambda site: msgspec.structs.replace(settings_for(site), learn_until=learn_until)
