"""Puts a feed together: a recording, the collector that publishes it, and its end by a signal."""

import time
from collections.abc import Callable
from contextlib import closing

import msgspec
from msgspec import Struct

from replay.feed.extent import last_time
from replay.feed.mark import check_same, mark_of, read_mark, source_of
from replay.feed.pacing import Paced
from replay.feed.recording import Recording, recording_of
from replay.feed.shifted import shift_to_now
from replay.feed.summary import FeedSummary, Watched, summary_of
from replay.given.span import Span
from replay.run import ReplayInputs
from streams.kafka.admin.rights import check_rights
from streams.kafka.client.presence import Presence
from streams.kafka.client.settings import KafkaSettings
from streams.kafka.collector.collect import Collector, Notes, Stopped
from streams.kafka.collector.publish import Publisher, positions_of
from streams.sources.files.flow_paths import flow_paths
from streams.sources.protocol import Memories
from streams.status.observer import Unobserved
from weir.times import parse_span
from weir.wiring.collector import stopped_by_signal


class FeedOptions(Struct, frozen=True, kw_only=True):
    """How files are fed. `speed` is event time by wall clock, None: as fast as it goes; times are as typed."""

    collector: str
    speed: float | None
    since: str | None = None
    until: str | None = None
    shift_to_now: bool = False


def run_feed(
    settings: KafkaSettings, inputs: ReplayInputs, options: FeedOptions, watched: Watched = lambda *_: None
) -> FeedSummary:
    """Publish what is left of the files, at the speed given, until the end or until told to stop.

    Raises TopicsError and PublishError where Kafka does not take it, and
    ValueError or OSError for files that cannot be read or were begun otherwise.
    """
    check_rights(settings, "collector")
    with (
        Presence(settings, lambda _: None) as presence,
        stopped_by_signal(presence) as stop,
        closing(Publisher(settings, options.collector, as_given=True)) as publisher,
    ):
        found = publisher.open()
        recording, source = _begun(inputs, options, Notes(publisher, found))
        paced = Paced(
            recording.batches,
            source=source,
            collector=options.collector,
            published=positions_of(found).get(source, 0),
            speed=options.speed,
            clock=time.monotonic,
            stopped=stop.is_set,
        )
        began = time.monotonic()
        collector = Collector(
            publisher,
            [paced],
            name=options.collector,
            clock=None,
            monotonic=time.monotonic,
            observer=_Watching(lambda: watched(recording, paced.fed)),
        )
        try:
            collector.run(stop, once=True)
        except Stopped:
            # What was read until then is committed.
            return summary_of(recording, paced.fed, time.monotonic() - began, ended=False)
        return summary_of(recording, paced.fed, time.monotonic() - began, ended=True)


def _begun(inputs: ReplayInputs, options: FeedOptions, notes: Memories) -> tuple[Recording, str]:
    """The recording, and the name of its position; what it is known by is kept with the first of it."""
    since, until = options.since, options.until
    spanned = since is not None or until is not None
    paths = flow_paths(list(inputs.paths), inputs.file_format)[0]
    source = source_of(paths)
    begun = read_mark(notes.memory(source))

    def shift(first: float, span: Span) -> float:
        if begun is not None:
            return begun.shift_s
        if not options.shift_to_now:
            return 0.0
        last = last_time(paths, inputs.file_format)
        if last is not None and span.until is not None:
            last = min(last, span.until)
        return shift_to_now(first, last, time.time(), options.speed)

    recording = recording_of(
        inputs,
        collector=options.collector,
        span=(lambda first: parse_span(since, until, first)) if spanned else None,
        shift=shift,
    )
    mark = mark_of(inputs, recording, since=since, until=until, shifted=options.shift_to_now)
    if begun is not None:
        check_same(begun, mark)
    elif recording.first is not None:
        notes.remember(source, msgspec.json.encode(mark, order="sorted"))
    return recording, source


class _Watching(Unobserved):
    """Looks on at each turn of the collector's loop."""

    def __init__(self, look: Callable[[], None]) -> None:
        self._look = look

    def turn(self) -> None:
        """The loop has turned."""
        self._look()
