"""Puts a collector together: its sources from what the command line named, and its end by a signal."""

import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Event

import msgspec
from msgspec import Struct

from replay.merge import file_batches
from replay.ticks import with_ticks
from streams.embedded import Source
from streams.embedded_sources import (
    BatchesSource,
    ChangeFileSource,
    TailSource,
    VerdictFileSource,
    changes_name,
    verdicts_name,
)
from streams.kafka.collect import Collector, Notes, Totals
from streams.kafka.once import check_unchanged, continued, sizes_of, source_of
from streams.kafka.publish import Publisher, position_note, positions_of
from streams.kafka.raw_topic import RawTopic, split_prefix
from streams.kafka.settings import KafkaSettings
from streams.sources.change_files import WatchedChanges, WatchedVerdicts, read_assets, read_zones
from streams.sources.flow_files import flow_paths
from streams.sources.tails import Tails
from streams.status.observer import UNOBSERVED, Observer
from streams.status.watched_source import WatchedSource


class Inputs(Struct, frozen=True, kw_only=True):
    """What is collected, as the command line names it."""

    paths: tuple[str, ...]
    file_format: str
    site: str
    sensor: str | None
    assets: tuple[Path, ...]
    zones: tuple[Path, ...]
    verdicts: tuple[Path, ...]
    raw_servers: str


def run_collector(
    settings: KafkaSettings, inputs: Inputs, name: str, *, once: bool, observer: Observer = UNOBSERVED
) -> Totals:
    """Collect until told to stop, or with `once` to the end of all inputs.

    Raises TopicsError, PublishError, and ValueError or OSError for inputs that cannot be read.
    """
    with ExitStack() as stack:
        publisher = Publisher(settings, name)
        stack.callback(publisher.close)
        found = publisher.open()
        notes = Notes(publisher, found)
        files, raw_topics = split_prefix(list(inputs.paths))
        sources: list[Source] = _statements(inputs, notes)
        if files and once:
            sources.append(_whole_files(files, inputs, notes, positions_of(found)))
        elif files:
            tails = Tails(files, site=inputs.site, sensor=inputs.sensor, format=inputs.file_format)
            stack.callback(tails.close)
            tails.resume(positions_of(found))
            tail = TailSource(tails, lambda source: publisher.remember(position_note(source), None))
            sources.append(WatchedSource(tail, tails.behind, observer, name="files", unit="bytes"))
        for topic in raw_topics:
            raw = RawTopic(
                inputs.raw_servers,
                topic,
                site=inputs.site,
                sensor=inputs.sensor,
                format=inputs.file_format,
                positions=positions_of(found),
            )
            stack.callback(raw.close)
            sources.append(WatchedSource(raw, raw.behind, observer, name=f"kafka:{topic}", unit="messages"))
        # Read once, the past has its own time; followed live, now is the time of the flows.
        clock = None if once else time.time
        publisher.sites.add(inputs.site)
        collector = Collector(publisher, sources, name=name, clock=clock, monotonic=time.monotonic, observer=observer)
        with _stopped_by_signal() as stop:
            return collector.run(stop, once=once)


def _statements(inputs: Inputs, notes: Notes) -> list[Source]:
    sources: list[Source] = []
    for paths, read in ((inputs.zones, read_zones), (inputs.assets, read_assets)):
        for path in paths:
            watched = WatchedChanges(path, read, site=inputs.site, memory=notes.memory(changes_name(path)))
            sources.append(ChangeFileSource(watched, notes, time.time))
    for path in inputs.verdicts:
        verdicts = WatchedVerdicts(path, site=inputs.site, memory=notes.memory(verdicts_name(path)))
        sources.append(VerdictFileSource(verdicts, notes))
    return sources


def _whole_files(files: list[str], inputs: Inputs, notes: Notes, positions: dict[str, int]) -> BatchesSource:
    paths = flow_paths(files, inputs.file_format)[0]
    source, sizes = source_of(paths), sizes_of(paths)
    check_unchanged(notes.memory(source), sizes)
    notes.remember(source, msgspec.json.encode(sizes, order="sorted"))
    batches = file_batches(paths, site=inputs.site, sensor=inputs.sensor, format=inputs.file_format)
    return BatchesSource(continued(with_ticks(batches, "collect"), source, positions.get(source, 0)))


@contextmanager
def _stopped_by_signal() -> Iterator[Event]:
    """An event that SIGTERM and SIGINT set; as it was before, afterwards."""
    stop = Event()
    before = {number: signal.signal(number, lambda *_: stop.set()) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
