"""The observer that keeps the figures: facts in, figures out.

The recorder runs on the loop it observes, so it may cost no more than counting does. What
costs more, counting the assets and paths of sites, is done in steps and seldom. Figures of a site
belong to who holds its partition, and go with it.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from importlib import metadata
from typing import get_args

from models.pipeline import Pipeline
from models.queries.census import Census
from schemas.dead_letter import DeadKind
from streams.checkpoint.tally import Tally
from streams.messages import RECORD_KINDS
from streams.status import figures
from streams.status.figures import Figure, Shell
from streams.status.health import MOST_NOTES, Health
from streams.status.metrics import Metrics
from streams.status.observer import (
    Checkpointed,
    Committed,
    ConsumerLag,
    Fact,
    HeartbeatFared,
    Left,
    ListenerFared,
    Published,
    Ready,
    ReceivedLost,
    SinkFared,
    SourceAbsent,
    SourceLag,
    Taken,
)

CENSUS_SHARE = 0.005
"""Counting sites may take this much of the time: where a round takes 0.3 s (a million paths), it is every minute."""

TURN_S = 0.005
"""And this long at once: an alert that waits for the loop's next turn has 50 ms to leave."""

MAX_SITES = 1_000
"""Sites shown by name; what comes after them is counted as `OTHER`. Plants are few, but keys are another's word."""

OTHER = "other"

_SITE_GAUGES = (
    figures.LEDGER, figures.OPEN_ALERTS, figures.ASSETS, figures.PATHS,
    figures.READY_ASSETS, figures.SENSORS_TO_MEND, figures.WATERMARK_LAG, figures.FLOW_AGE,
)  # fmt: skip


class Recorder:
    """Keeps `metrics` and `health`. Sites are counted every `census_s` of `monotonic` seconds."""

    def __init__(
        self,
        shell: Shell,
        metrics: Metrics,
        health: Health,
        *,
        census_s: float,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._metrics = metrics
        self._health = health
        self._census_s = census_s
        self._monotonic = monotonic
        self._held: dict[int, Mapping[str, Pipeline]] = {}
        self._waiting: list[tuple[int, str]] = []
        self._counting: tuple[int, str, Iterator[Census | None]] | None = None
        self._census_at = monotonic()
        self._census_cost = 0.0
        self._counted: set[str] = set()
        self._shown: dict[str, set[str]] = {}
        self._topics: set[tuple[int, str]] = set()
        self._sinks: dict[str, SinkFared] = {}
        self._listeners: dict[str, ListenerFared] = {}
        metrics.set(figures.BUILD, 1.0, _version())
        metrics.set(figures.READY, 0.0)
        metrics.ask(figures.HEARTBEAT_AGE, lambda: health.age_s)
        if shell == "forwarder":
            return
        for kind in get_args(DeadKind):
            metrics.add(figures.DEAD_LETTERS, 0, kind)
        for kind in RECORD_KINDS.values():
            metrics.add(figures.PUBLISHED_RECORDS if shell == "collector" else figures.RECORDS, 0, kind)

    def turn(self) -> None:
        """The loop has turned: note it, and go on counting sites when that is due."""
        self._health.beat()
        now = self._monotonic()
        if self._counting or self._waiting:
            self._count(now)
        elif now >= self._census_at and self._held:
            self._census_cost = 0.0
            self._waiting = [(partition, site) for partition, sites in self._held.items() for site in sites]

    def tell(self, fact: Fact) -> None:
        """Make figures of what has happened."""
        metrics = self._metrics
        match fact:
            case Checkpointed():
                self._checkpointed(fact)
            case Committed():
                metrics.observe(figures.COMMIT_SECONDS, fact.seconds)
            case Published():
                self._published(fact)
            case Ready():
                self._health.ready(fact.missing)
                metrics.set(figures.READY, float(self._health.missing is None))
            case Taken():
                self._held[fact.partition] = fact.pipelines
                metrics.set(figures.RECOVERY_SECONDS, fact.seconds, str(fact.partition))
                metrics.add(figures.STATE_PROBLEMS, fact.problems)
                metrics.set(figures.PARTITIONS_HELD, len(self._held))
                self._census_at = self._monotonic()
            case Left():
                self._left(fact)
            case ConsumerLag():
                self._topics.add((fact.partition, fact.topic))
                metrics.set(figures.CONSUMER_LAG, fact.messages, fact.topic, str(fact.partition))
            case SourceLag() | SourceAbsent() | ListenerFared() | ReceivedLost():
                self._source(fact)
            case SinkFared() | HeartbeatFared():
                self._output(fact)

    def _checkpointed(self, fact: Checkpointed) -> None:
        metrics, checkpoint = self._metrics, fact.checkpoint
        metrics.observe(figures.CHECKPOINT_SECONDS, fact.seconds)
        metrics.add(figures.STATE_RECORDS, len(checkpoint.records))
        for site, count in checkpoint.tally.flows.items():
            metrics.add(figures.FLOWS, count, self._label(site))
        for site, count in checkpoint.tally.read_bytes.items():
            metrics.add(figures.READ_BYTES, count, self._label(site))
        for kind, count in checkpoint.tally.records.items():
            metrics.add(figures.RECORDS, count, kind)
        self._noted(checkpoint.tally)
        for letter in checkpoint.dead_letters:
            metrics.add(figures.DEAD_LETTERS, 1, letter.kind)
        for alert in checkpoint.alerts:
            metrics.add(figures.ALERT_REVISIONS, 1, alert.kind, alert.level)
            if alert.revision == 1:
                metrics.add(figures.ALERTS, 1, alert.kind, alert.level)

    def _published(self, fact: Published) -> None:
        metrics = self._metrics
        metrics.observe(figures.PUBLISH_SECONDS, fact.seconds)
        metrics.add(figures.PUBLISHED_BYTES, sum(fact.tally.read_bytes.values()))
        for kind, count in fact.tally.records.items():
            metrics.add(figures.PUBLISHED_RECORDS, count, kind)
        self._noted(fact.tally)
        for letter in fact.dead_letters:
            metrics.add(figures.DEAD_LETTERS, 1, letter.kind)

    def _source(self, fact: SourceLag | SourceAbsent | ListenerFared | ReceivedLost) -> None:
        metrics = self._metrics
        if isinstance(fact, ReceivedLost):
            metrics.add(figures.RECEIVED_LOST, fact.rows, fact.source, "kafka")
            return
        if isinstance(fact, ListenerFared):
            self._listener(fact)
            return
        if isinstance(fact, SourceLag):
            by_unit = {"bytes": figures.SOURCE_LAG_BYTES, "messages": figures.SOURCE_LAG_MESSAGES}
            metrics.set(by_unit[fact.unit], fact.amount, fact.source)
            return
        metrics.set(figures.SOURCE_ABSENT_PATHS, len(fact.absent), fact.source)
        self._health.lack(fact.source, "; ".join(fact.absent[:MOST_NOTES]) or None)
        metrics.set(figures.READY, float(self._health.missing is None))

    def _listener(self, fact: ListenerFared) -> None:
        """As of an output: what it tells is since the process began."""
        metrics, before = self._metrics, self._listeners.get(fact.source, ListenerFared(source=fact.source, received=0))
        self._listeners[fact.source] = fact
        for figure, now, then, *labels in (
            (figures.RECEIVED, fact.received, before.received),
            (figures.RECEIVED_LOST, fact.lost_in_kernel or 0, before.lost_in_kernel or 0, "kernel"),
            (figures.RECEIVED_LOST, fact.lost_here, before.lost_here, "queue"),
            (figures.RECEIVED_PARKED, fact.parked, before.parked),
            (figures.REFUSED_CONNECTIONS, fact.refused, before.refused),
        ):
            # A collector that waited for Kafka opens its sources anew, and some of their counts begin at 0.
            metrics.add(figure, now - then if now >= then else now, fact.source, *labels)
        metrics.set(figures.UNKNOWN_EXPORTERS, fact.unknown, fact.source)
        metrics.set(figures.OPEN_CONNECTIONS, fact.connections, fact.source)
        self._health.note(fact.source, fact.note)

    def _output(self, fact: SinkFared | HeartbeatFared) -> None:
        if isinstance(fact, SinkFared):
            self._sink_fared(fact)
        else:
            self._heartbeat_fared(fact)

    def _sink_fared(self, fact: SinkFared) -> None:
        """What it tells is since the process began; a counter is given what came since it told last."""
        metrics, before = self._metrics, self._sinks.get(fact.sink)
        self._sinks[fact.sink] = fact
        for figure, now, then in (
            (figures.SINK_DELIVERED, fact.delivered, before.delivered if before else 0),
            (figures.SINK_FAILURES, fact.failures, before.failures if before else 0),
            (figures.SINK_LEFT_OUT, fact.left_out, before.left_out if before else 0),
            (figures.SINK_REFUSED, fact.refused, before.refused if before else 0),
            (figures.SINK_DIGESTED, fact.digested, before.digested if before else 0),
        ):
            metrics.add(figure, now - then, fact.sink)
        metrics.set(figures.SINK_WAITING, fact.waiting, fact.sink)
        metrics.set(figures.SINK_WAITING_SECONDS, fact.waiting_s, fact.sink)
        metrics.set(figures.SINK_FAILURES_IN_A_ROW, fact.failures_in_a_row, fact.sink)
        metrics.set(figures.SINK_OLDEST_SECONDS, fact.oldest_s, fact.sink)
        self._health.note(fact.sink, fact.note)

    def _heartbeat_fared(self, fact: HeartbeatFared) -> None:
        self._metrics.set(figures.SINK_HEARTBEAT_SECONDS, fact.silent_s, fact.sink)
        self._metrics.set(figures.SINK_HEARTBEAT_MISSING, float(fact.missing), fact.sink)
        said = f"{fact.sink}: no receipt of a heartbeat for {fact.silent_s:.0f} s" if fact.missing else None
        self._health.note(f"heartbeat {fact.sink}", said)

    def _noted(self, tally: Tally) -> None:
        for kind, count in tally.notes.items():
            self._metrics.add(figures.NOTES, count, kind)

    def _left(self, fact: Left) -> None:
        metrics = self._metrics
        if fact.lost:
            metrics.add(figures.PARTITIONS_LOST, 1)
        pipelines = self._held.pop(fact.partition, None)
        if pipelines is None:
            return
        metrics.set(figures.PARTITIONS_HELD, len(self._held))
        metrics.forget(figures.RECOVERY_SECONDS, str(fact.partition))
        for own in [one for one in self._topics if one[0] == fact.partition]:
            self._topics.remove(own)
            metrics.forget(figures.CONSUMER_LAG, own[1], str(fact.partition))
        self._waiting = [one for one in self._waiting if one[0] != fact.partition]
        if self._counting is not None and self._counting[0] == fact.partition:
            self._counting = None
        for site in pipelines:
            for name in self._shown.pop(site, ()):
                metrics.forget(_BY_NAME[name], site)

    def _count(self, now: float) -> None:
        """Count for a while, until all sites that wait are counted."""
        spent_s = 0.0
        while spent_s < TURN_S and (self._counting or self._waiting):
            if self._counting is None:
                partition, site = self._waiting.pop()
                self._counting = partition, site, self._held[partition][site].census()
            _, site, steps = self._counting
            census = next(steps)
            if census is not None:
                self._counting = None
                self._show(site, census)
            spent_s = self._monotonic() - now
        self._census_cost += spent_s
        if not (self._counting or self._waiting):
            self._census_at = now + max(self._census_s, self._census_cost / CENSUS_SHARE)

    def _show(self, site: str, census: Census) -> None:
        if self._label(site) != site:
            return
        metrics = self._metrics
        shown = self._shown.setdefault(site, set())
        for figure, value in (
            (figures.LEDGER, census.ledger),
            (figures.OPEN_ALERTS, census.open_alerts),
            (figures.ASSETS, census.assets),
            (figures.PATHS, census.paths),
            (figures.SENSORS_TO_MEND, census.to_mend),
            (figures.READY_ASSETS, census.ready / census.assets if census.assets else 0.0),
        ):
            metrics.set(figure, value, site)
            shown.add(figure.name)
        for figure, when in ((figures.WATERMARK_LAG, census.watermark), (figures.FLOW_AGE, census.latest_flow)):
            if when is not None:
                metrics.since(figure, when, site)
                shown.add(figure.name)

    def _label(self, site: str) -> str:
        if site in self._counted:
            return site
        if len(self._counted) >= MAX_SITES:
            return OTHER
        self._counted.add(site)
        # A site met for the first time is counted at once, not at the end of the round.
        self._census_at = self._monotonic()
        return site


_BY_NAME: dict[str, Figure] = {figure.name: figure for figure in _SITE_GAUGES}


def _version() -> str:
    try:
        return metadata.version("weir")
    except metadata.PackageNotFoundError:
        return "(not installed)"
