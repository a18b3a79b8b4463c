"""A shard: the pipelines of one partition's sites, between its inputs and its store.

Every input is applied once, in the order given; what it made (alerts, changed
state, changed paths, dead letters, the journal, positions) leaves in one checkpoint or not at all.
What belongs to a site whose home is another partition is not applied but sent there, with the same checkpoint.
Deliberately left out: Kafka, files, clocks. The same shard runs on Kafka, embedded, and in replay.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from operator import attrgetter

from models.pipeline import Pipeline
from models.settings import CoreSettings
from schemas import codec
from schemas.alert import Alert
from schemas.asset_change import AssetChange
from schemas.dead_letter import DeadKind, DeadLetter, dead
from schemas.flow import Flow
from schemas.formats.notes import IMPOSSIBLE_DURATION, Notes
from schemas.journal import JournalRun
from schemas.path import PathRecord
from schemas.state import StateRecord, valid_site
from schemas.tick import Tick
from schemas.verdict import Verdict
from streams.checkpoint.protocol import Checkpoint, Loaded, Store
from streams.checkpoint.refusals import Refusals
from streams.checkpoint.site_homes import Home, Moved, Resent, message_home, records_home
from streams.checkpoint.tally import NO_SITE, Tally
from streams.decoding import records_of
from streams.messages import RECORD_KINDS, Batch, Message, Record
from streams.shard.restored import restored_pipelines
from streams.withheld import letter_of

_log = logging.getLogger(__name__)

MAX_RESENT_BYTES = 8 * 1024 * 1024
"""How much waits to be sent home before a checkpoint is due at once: some ten large messages."""


class Shard:
    """One partition. `settings_for` gives each site's core settings when the site is first met.

    `refusals` gathers the dead letters; None bounds them (see `Refusals`). Ticks of `own_collector` are made by the
    shell itself: one that is not believed is no refused record.
    """

    def __init__(
        self,
        store: Store,
        settings_for: Callable[[str], CoreSettings],
        refusals: Refusals | None = None,
        *,
        own_collector: str | None = None,
    ) -> None:
        self._store = store
        self._settings_for = settings_for
        self._pipelines: dict[str, Pipeline] = {}
        self._positions: dict[str, int] = {}
        self._runs: list[JournalRun] = []
        self._refusals = Refusals() if refusals is None else refusals
        self._own_collector = own_collector
        self._alerts: list[Alert] = []
        self._paths: list[PathRecord] = []
        self._tally = Tally()
        self._resent: list[Resent] = []
        self._resent_bytes = 0
        self._touched = False
        self.home: Home | None = None
        """Which sites are applied here; None: all. Known once the shard is open."""
        self.only: Callable[[Sequence[Record]], Sequence[Record]] | None = None
        """What of a message's records is applied, where a replay leaves some out or adds some; None: all, as live."""
        self.flows_since_checkpoint = 0
        self.shortened = 0
        """Flows that were taken without their duration since the shard was made (see `models.pipeline.Output`)."""
        self.urgent = False
        """Whether something waits that people should see at once: a new alert, or a level that rose."""
        self.problems: list[str] = []
        """State that could not be read when the shard was opened: what it held is learnt anew."""

    async def open(self) -> None:
        """Load the partition from its store."""
        self.begin_with(await self._store.load())

    def begin_with(self, loaded: Loaded) -> None:
        """Go on from what was loaded, from this shard's store or elsewhere."""
        self._positions = dict(loaded.positions)
        self.home = loaded.home
        self._pipelines, problems = restored_pipelines(loaded.records, self._settings_for)
        self.problems = [*loaded.problems, *problems]

    def position(self, source: str) -> int | None:
        """Up to where `source` is applied (see `Checkpoint`); None when nothing of it is."""
        return self._positions.get(source)

    def forget_position(self, source: str) -> None:
        """Take `source` as new: a topic deleted and made again, whose offsets mean other messages."""
        self._positions.pop(source, None)

    @property
    def full(self) -> bool:
        """Whether so much waits to be sent home that the checkpoint must come first."""
        return self._resent_bytes >= MAX_RESENT_BYTES

    @property
    def positions(self) -> dict[str, int]:
        """A copy of all positions, for a shell that resumes its sources."""
        return dict(self._positions)

    @property
    def pipelines(self) -> dict[str, Pipeline]:
        """The pipelines by site, to be read, not changed."""
        return self._pipelines

    @property
    def changes(self) -> int:
        """About how many assets and paths the next checkpoint would write."""
        return sum(pipeline.changes for pipeline in self._pipelines.values())

    def apply_message(self, message: Message) -> None:
        """Apply one message of a topic; one at or before the applied position is skipped."""
        applied = self._positions.get(message.topic)
        if applied is not None and message.offset <= applied:
            return
        if message.withheld is not None:
            self._refusals.add([_withheld(message, message.withheld)])
        elif self.home is not None and message.key is not None and self._lives_elsewhere(message.key, self.home):
            self._send(message_home(message, message.key, self.home))
        else:
            self._apply_here(message)
        site = message.key if message.key in self._pipelines else None
        self._tally.add_bytes(site or NO_SITE, len(message.value))
        self._positions[message.topic] = message.offset
        self._journal(message.topic, message.offset)
        self._touched = True

    def _apply_here(self, message: Message) -> None:
        records, letters = records_of(message)
        self._refusals.add(letters)
        if self.home is not None and message.key is None:
            records = self._at_home(records, message, self.home)
        if self.only is not None:
            records = self.only(records)
        self._apply_records(records, source=message.topic, position=message.offset, key=message.key)

    def apply_batch(self, batch: Batch) -> None:
        """Apply records that a source has already read, in their order."""
        self._refusals.add(batch.dead_letters)
        self._tally.add_notes(batch.notes)
        self._apply_records(batch.records, source=batch.source, position=batch.position, key=None)
        if batch.position is not None:
            site = batch.records[-1].site if batch.records else NO_SITE
            read = max(0, batch.position - self._positions.get(batch.source, 0))
            self._tally.add_bytes(site if site in self._pipelines else NO_SITE, read)
            self._positions[batch.source] = batch.position
        self._touched = True

    @property
    def letters_waiting(self) -> int:
        """How many dead letters wait for the next checkpoint."""
        return len(self._refusals)

    def finish(self) -> None:
        """A recording has ended: decide what its pipelines still hold back, such as parked flows and open digests."""
        for site in sorted(self._pipelines):
            self._pipelines[site].finish()
            self._collect(self._pipelines[site], "end of input", None)
        self._touched = True

    def settle_flows(self) -> None:
        """All that is there has been read, and more may come another day: decide the flows that are parked."""
        for site in sorted(self._pipelines):
            if self._pipelines[site].settle():
                self._touched = True
                self._collect(self._pipelines[site], "end of input", None)

    def settle(self) -> tuple[list[Alert], list[PathRecord], list[DeadLetter]]:
        """What came out since the last checkpoint, and forget it: for a shell that keeps no state."""
        out = self._alerts, self._paths, self._refusals.take()
        self._alerts, self._paths = [], []
        self._tally = Tally()
        self._runs, self._touched, self.urgent, self.flows_since_checkpoint = [], False, False, 0
        self._resent, self._resent_bytes = [], 0
        return out

    async def checkpoint(self) -> Checkpoint | None:
        """Commit all that changed since the last one; None when nothing did.

        When the store refuses, nothing here may be used again: forget the shard and open another.
        """
        if not self._touched:
            return None
        records: list[StateRecord] = []
        for site in sorted(self._pipelines):
            records += self._pipelines[site].changed_records()
        runs, tally, resent = self._runs, self._tally, self._resent
        alerts, paths, letters = self.settle()
        checkpoint = Checkpoint(
            alerts=alerts,
            records=records,
            paths=paths,
            dead_letters=letters,
            runs=runs,
            positions=dict(self._positions),
            tally=tally,
            resent=resent,
        )
        await self._store.commit(checkpoint)
        return checkpoint

    async def close(self) -> None:
        """Give the partition back to whoever comes next."""
        await self._store.close()

    def _pipeline(self, site: str) -> Pipeline:
        pipeline = self._pipelines.get(site)
        if pipeline is None:
            pipeline = self._pipelines[site] = Pipeline(site, self._settings_for(site))
        return pipeline

    def _apply_records(self, records: Sequence[Record], *, source: str, position: int | None, key: str | None) -> None:
        for site, kind, group in _runs_of(records):
            if (site not in self._pipelines and not valid_site(site)) or (key is not None and site != key):
                reason = f"site {site!r} does not belong in a message of key {key!r}"
                self._refuse(group, source, position, reason, "misplaced")
                continue
            pipeline = self._pipeline(site)
            if kind is Flow:
                pipeline.observe(group)  # type: ignore[arg-type]
                self.flows_since_checkpoint += len(group)
            else:
                for record in group:
                    self._apply_one(pipeline, record, source, position)
            self._tally.add_records(RECORD_KINDS[kind], site, len(group))
            self._collect(pipeline, source, position)

    def _apply_one(self, pipeline: Pipeline, record: Record, source: str, position: int | None) -> None:
        """Take what is no flow. A failure of the core costs this record alone, as `Observation.observe` has it."""
        try:
            if isinstance(record, Tick):
                pipeline.tick(record)
            elif isinstance(record, AssetChange):
                pipeline.change(record)
            elif isinstance(record, Verdict):
                pipeline.judge(record)
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001 - one record never stops a plant; a replay fails on it alike
            reason = f"the core failed on this {type(record).__name__}: {error!r}"
            self._refuse([record], source, position, reason, "failed")

    def _at_home(self, records: Sequence[Record], message: Message, home: Home) -> Sequence[Record]:
        """Those of a message without a key that are at home here; the others are sent home, by site."""
        here: list[Record] = []
        for site, _, group in _runs_of(records):
            if self._lives_elsewhere(site, home):
                self._send(records_home(group, message, home))
            else:
                here += group
        return here

    @staticmethod
    def _lives_elsewhere(site: str, home: Home) -> bool:
        """A name that is none of a site's has no home: it is refused where it lies."""
        return not home.holds(site) and valid_site(site)

    def _send(self, moved: Moved) -> None:
        self._resent += moved.resent
        self._resent_bytes += sum(len(one.value) for one in moved.resent)
        self._refusals.add(moved.dead_letters)
        self.urgent = self.urgent or self.full

    def _collect(self, pipeline: Pipeline, source: str, position: int | None) -> None:
        output = pipeline.take_output()
        if output is None:
            return
        self._alerts += output.alerts
        self._paths += output.paths
        self.urgent = self.urgent or output.urgent
        if output.shortened:
            self.shortened += output.shortened
            self._tally.add_notes(Notes({IMPOSSIBLE_DURATION: output.shortened}))
        for record, reason, kind in output.rejects:
            if isinstance(record, Tick) and record.collector == self._own_collector:
                _log.debug("site %s: own tick of %s not taken: %s", record.site, record.time, reason)
                continue
            self._tally.refused_flows += isinstance(record, Flow)
            self._refuse([record], source, position, reason, kind)

    def _refuse(
        self, records: Iterable[Record], source: str, position: int | None, reason: str, kind: DeadKind
    ) -> None:
        self._refusals.add(
            dead(
                source=source,
                reason=reason,
                raw=codec.encode_lines([record]),
                kind=kind,
                position=position,
                site=record.site,
            )
            for record in records
        )

    def _journal(self, topic: str, offset: int) -> None:
        if self._runs and self._runs[-1].topic == topic:
            self._runs[-1] = JournalRun(topic, self._runs[-1].first, offset)
        else:
            self._runs.append(JournalRun(topic, offset, offset))


_site_of = attrgetter("site")


def _withheld(message: Message, header: bytes) -> DeadLetter:
    return letter_of(header, source=message.topic, offset=message.offset, value=message.value, key=message.key)


def _runs_of(records: Sequence[Record]) -> Iterable[tuple[str, type, Sequence[Record]]]:
    """Runs of records of one site and one type, in order; almost always the whole message, so that is asked first."""
    if records and len(set(map(_site_of, records))) == 1 and len(set(map(type, records))) == 1:
        yield records[0].site, type(records[0]), records
        return
    start = 0
    for (site, kind), run in groupby(zip(map(_site_of, records), map(type, records), strict=True)):
        end = start + len(list(run))
        yield site, kind, records[start:end]
        start = end
