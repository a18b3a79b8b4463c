"""Puts a collector together: its sources from what the command line named, and its end by a signal."""

import logging
import math
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from threading import Event
from uuid import uuid4

import msgspec
from msgspec import Struct

from replay.merge import file_batches
from replay.recorded_source import RecordedSource, first_time
from schemas.formats.registry import BRING_SITES
from streams.kafka.admin.rights import check_rights
from streams.kafka.client.ending import end_in_time
from streams.kafka.client.presence import Presence
from streams.kafka.client.settings import KafkaSettings
from streams.kafka.collector.collect import Collector, Notes, Totals
from streams.kafka.collector.files_once import check_unchanged, continued, sizes_of, source_of
from streams.kafka.collector.publish import (
    ANSWER_MS,
    NameTaken,
    Publisher,
    PublishError,
    position_note,
    positions_of,
)
from streams.kafka.collector.raw_topic import KAFKA, opens_topic
from streams.kafka.collector.steady_clock import SteadyClock
from streams.kafka.log.topics import TopicsError
from streams.sources.batches import BatchesSource
from streams.sources.factory import FILES, KINDS, NEVER_END, Bookkeeping, Input, inputs_of, kind_of, opened, sites_of
from streams.sources.files.change_files import WatchedVerdicts
from streams.sources.files.flow_paths import flow_paths
from streams.sources.files.paths import STANDARD_INPUT
from streams.sources.files.statement_files import StatementFiles
from streams.sources.files.statement_sources import (
    ChangeFileSource,
    VerdictFileSource,
    changes_name,
    verdicts_name,
)
from streams.sources.listening.place import check_place
from streams.sources.listening.port import Port, closed_at_end
from streams.sources.listening.settings import NetflowSettings
from streams.sources.protocol import Source
from streams.status.observer import UNOBSERVED, Observer, Ready

_log = logging.getLogger(__name__)


class Inputs(Struct, frozen=True, kw_only=True):
    """What is collected, as the command line names it. `strict` refuses an inventory whole for one refused row."""

    paths: tuple[str, ...]
    file_format: str
    site: str
    sensor: str | None
    assets: tuple[Path, ...]
    zones: tuple[Path, ...]
    verdicts: tuple[Path, ...]
    raw_servers: str
    netflow: NetflowSettings = NetflowSettings()
    strict: bool = False

    def of(self, kinds: Iterable[str]) -> list[Input]:
        """The inputs that the paths are."""
        return inputs_of(
            self.paths,
            site=self.site,
            sensor=self.sensor,
            format=self.file_format,
            netflow=self.netflow,
            kinds=kinds,
        )

    def check(self, *, once: bool) -> None:
        """Raises ValueError for an input that is not spelt as it should be, or that never ends where it must."""
        for one in self.of(KINDS):
            check_place(one.paths[0])
            if once and kind_of(one.paths[0]) in NEVER_END:
                msg = f"{one.name} never ends, and --once reads to the end: leave --once away"
                raise ValueError(msg)

    def statement_files(self) -> StatementFiles:
        """The files of zones and assets. Where all flows have one site, files that name one mean it."""
        sites = {site for one in self.of(KINDS) for site in sites_of(one)}
        return StatementFiles(
            zones=self.zones,
            assets=self.assets,
            site=self.site,
            known=tuple(sorted({self.site, *sites})),
            only=sites == {self.site} and self.file_format not in BRING_SITES,
            strict=self.strict,
        )


FIRST_WAIT_S, LONGEST_WAIT_S = 1.0, 30.0
"""How long it waits before it tries again while Kafka is away: at once where that was a moment, and then seldom enough
for one line of log in half a minute."""

LOOKED_WITHIN_S = 8.0
"""How long it may take to find out whether Kafka is away: a few ms, or some seconds where it hangs."""

TURN_S = 1.0
"""How often a collector that waits says that it is alive; a health probe asks for one in 60 s."""


def run_collector(
    settings: KafkaSettings, inputs: Inputs, name: str, *, once: bool, observer: Observer = UNOBSERVED
) -> Totals:
    """Collect until told to stop, or with `once` to the end of all inputs.

    Once it has begun, and but for `once`, it outlasts a Kafka that is away or refuses: it goes on from what was
    committed. Raises TopicsError and PublishError where it could not begin, NameTaken (a PublishError) when another
    of its name runs, Stopped when told to stop before the end of `once`, and ValueError or OSError for inputs that
    cannot be read.
    """
    inputs.check(once=once)
    inputs.statement_files().check()
    check_rights(settings, "collector")
    totals = Totals()
    identity = uuid4().hex
    wait_s, committed, again = FIRST_WAIT_S, 0, False
    ports: dict[str, Port] = {}
    with (
        closed_at_end(ports),
        Presence(settings, partial(_tell_away, observer)) as presence,
        stopped_by_signal(presence) as stop,
    ):
        while True:
            publisher: Publisher | None = None
            try:
                with ExitStack() as stack:
                    publisher = Publisher(settings, name, identity=identity, again=again)
                    stack.callback(publisher.close)
                    collector = _collector(
                        settings,
                        publisher,
                        inputs,
                        name,
                        totals=totals,
                        stack=stack,
                        observer=observer,
                        once=once,
                        first=not again,
                        ports=ports,
                    )
                    again = True
                    return collector.run(stop, once=once)
            except NameTaken:
                raise
            except (PublishError, TopicsError) as error:
                if once or not again:
                    raise
                if totals.commits > committed:
                    wait_s, committed = FIRST_WAIT_S, totals.commits
                away = presence.look(LOOKED_WITHIN_S)
                # What hung while it was away fails up to so long after: of that, all is said.
                if away is None and time.monotonic() - presence.back_at > ANSWER_MS / 1_000:
                    _log.error("%s; it goes on from what was committed, in %.0f s", error, wait_s)
                observer.tell(Ready(away or str(error)))
                if _waited(wait_s, stop, observer, lambda: presence.reason is not None):
                    return totals
                wait_s = min(2 * wait_s, LONGEST_WAIT_S) if away is None else FIRST_WAIT_S


def _tell_away(observer: Observer, reason: str | None) -> None:
    """Once it is back, the next commit tells that all is well."""
    if reason is not None:
        observer.tell(Ready(reason))


def _waited(wait_s: float, stop: Event, observer: Observer, away: Callable[[], bool]) -> bool:
    """Wait so long and while Kafka is `away`, and go on turning: to restart what is healthy would not bring it back.

    Returns whether to stop.
    """
    end = time.monotonic() + wait_s
    while (left := TURN_S if away() else end - time.monotonic()) > 0.0:
        observer.turn()
        if stop.wait(min(left, TURN_S)):
            return True
    observer.turn()
    return stop.is_set()


def _collector(  # noqa: PLR0913 - the parts of one start, by name
    settings: KafkaSettings,
    publisher: Publisher,
    inputs: Inputs,
    name: str,
    *,
    totals: Totals,
    stack: ExitStack,
    observer: Observer,
    once: bool,
    first: bool,
    ports: dict[str, Port],
) -> Collector:
    """A collector that goes on where the publisher's notes say; `first` at the start of this process.

    `ports` stay open while it waits for Kafka: exporters don't wait.
    """
    found = publisher.open()
    notes = Notes(publisher, found)
    positions = positions_of(found)
    if first:
        inputs.statement_files().check_new(lambda path: notes.memory(changes_name(path)))
    sources: list[Source] = []
    now: Callable[[], float] = time.time
    books = Bookkeeping(
        positions, notes, lambda source: publisher.remember(position_note(source), None), observer, ports=ports
    )
    kinds = {**KINDS, KAFKA: opens_topic(settings, inputs.raw_servers)}
    for one in inputs.of(kinds):
        kind = kind_of(one.paths[0], kinds)
        if once and kind == STANDARD_INPUT:
            msg = "standard input can't be read with --once: without it the collector ends with its input"
            raise ValueError(msg)
        if once and kind == FILES:
            source, recorded = _whole_files(one, notes, positions)
            # As `weir run --once` has it: what is declared, is from where the files begin.
            now = partial(first_time, recorded, time.time)
        else:
            source = opened(one, books, kinds)
        stack.callback(source.close)
        sources.append(source)
    # Read once, the past has its own time; followed live, now is the time of the flows.
    clock = None if once else SteadyClock(time.time, time.monotonic).now
    publisher.sites.add(inputs.site)
    return Collector(
        publisher,
        [*_statements(inputs, notes, now), *sources],
        name=name,
        clock=clock,
        monotonic=time.monotonic,
        keep=[books.keep],
        totals=totals,
        observer=observer,
    )


def _statements(inputs: Inputs, notes: Notes, now: Callable[[], float]) -> list[Source]:
    watched = inputs.statement_files().watched(lambda path: notes.memory(changes_name(path)))
    sources: list[Source] = [ChangeFileSource(one, notes, now) for one in watched]
    for path in inputs.verdicts:
        verdicts = WatchedVerdicts(path, site=inputs.site, memory=notes.memory(verdicts_name(path)))
        sources.append(VerdictFileSource(verdicts, notes))
    return sources


def _whole_files(given: Input, notes: Notes, positions: dict[str, int]) -> tuple[Source, RecordedSource]:
    """What is left of them to publish, and the recording that it is of."""
    paths, skipped = flow_paths(list(given.paths), given.format)
    for one in skipped:
        _log.warning("left out: %s: %s", one.path, one.reason)
    source, sizes = source_of(paths), sizes_of(paths)
    check_unchanged(notes.memory(source), sizes)
    notes.remember(source, msgspec.json.encode(sizes, order="sorted"))
    batches = file_batches(paths, site=given.site, sensor=given.sensor, format=given.format)
    recorded = RecordedSource([BatchesSource(batches)], collector="collect")
    return BatchesSource(continued(iter(recorded.poll, None), source, positions.get(source, 0))), recorded


@contextmanager
def stopped_by_signal(presence: Presence) -> Iterator[Event]:
    """An event that SIGTERM and SIGINT set, and the process ends soon; as it was before, afterwards."""
    stop, ends = Event(), list[Event]()

    def told(*_: object) -> None:
        if not stop.is_set():
            ends.append(end_in_time(lambda: presence.reason, longest_s=math.inf))
        stop.set()

    before = {number: signal.signal(number, told) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for end in ends:
            end.set()
        for number, handler in before.items():
            signal.signal(number, handler)
