"""`weir replay kafka://...`: topics in the journal's order, reported as a replay of files is.

All of them or a span of time; with what the topics say of zones, assets, maintenance and verdicts, or with what files
say in its place.
"""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import msgspec

from models.engine.would_cross import WOULD_CROSS
from models.settings import CoreSettings
from replay.from_kafka import Applied, MissingInput, first_time, replay_kafka, settings_of
from replay.given.span import ALL, Span
from replay.given.statements import Stated, read_statements
from replay.given.topics import Revision, StatementKind, replaced_by
from replay.run import Progress, ReplayInputs, ReplayOutput
from replay.standing import FIRST_DEAD_LETTERS
from replay.summary import ReplaySummary, SiteSummary, site_summary
from schemas.alert import Alert
from schemas.formats.notes import IMPOSSIBLE_DURATION, Notes
from streams.kafka.client.settings import KafkaSettings
from streams.kafka.log.topics import TopicsError
from streams.shard.shard import Shard
from streams.stores.sqlite_reader import SqliteReader
from streams.stores.sqlite_schema import StoreError
from weir.admin.recorded.replay_times import Times
from weir.errors import UserError, told
from weir.settings.sections import Settings
from weir.times import counts_from_first, parse_moment, parse_span

_OF_THE_CORE = frozenset({"misplaced", "implausible", "rejected", "failed"})
"""Refused after they were read as records, and so counted among the flows before."""


def replay_topics(
    inputs: ReplayInputs, settings: Settings, times: Times, output: ReplayOutput, *, partial: bool
) -> ReplaySummary:
    """Replay what lies in Kafka. Raises UserError when it cannot be read, or a file of statements or a state cannot be.

    What the worker holds back yet is held back here as well.
    """
    if len(inputs.paths) > 1:
        msg = "kafka:// is replayed alone: name one address, and no files beside it"
        raise UserError(msg)
    with told(TopicsError, MissingInput, ValueError, OSError, StoreError):
        kafka = settings_of(inputs.paths[0], settings.kafka)
        start = _Start(kafka, partial=partial)
        span = start.span(times)
        moment = start.moment(times.learn_until)
        revision = _revision(inputs, span, start)
        summing = _Summing(moment, output)
        if revision is not None and revision.stated is not None:
            summing.given(revision.stated)
        for applied in replay_kafka(kafka, _with_learning(settings.core, moment), partial=partial, revision=revision):
            summing.take(applied)
    return summing.summed()


class _Start:
    """When the flows of the topics begin, looked for only where something counts from there."""

    def __init__(self, kafka: KafkaSettings, *, partial: bool) -> None:
        self._kafka = kafka
        self._partial = partial
        self._span = ALL
        self._found: dict[Span, float] = {}

    def first(self) -> float:
        """Seconds UTC of the first flow of the span; 0 where there is none."""
        if self._span not in self._found:
            self._found[self._span] = first_time(self._kafka, partial=self._partial, span=self._span) or 0.0
        return self._found[self._span]

    def moment(self, text: str | None) -> float | None:
        """A time as it is given."""
        return None if text is None else parse_moment(text, self.first() if counts_from_first(text) else 0.0)

    def span(self, times: Times) -> Span:
        """What is replayed. From then on, all counts from its first flow."""
        counts = counts_from_first(times.since) or counts_from_first(times.until)
        self._span = parse_span(times.since, times.until, self.first() if counts else 0.0)
        return self._span


def _revision(inputs: ReplayInputs, span: Span, start: _Start) -> Revision | None:
    """What is to be other than in the topics; None: nothing."""
    by_option: dict[StatementKind, tuple[str, ...]] = {
        "zones": inputs.zones,
        "assets": inputs.assets,
        "maintenance": inputs.maintenance,
        "verdicts": inputs.verdicts,
    }
    given = [kind for kind, paths in by_option.items() if paths]
    if not (given or span.bounded or inputs.state is not None):
        return None
    state = None if inputs.state is None else tuple(SqliteReader(Path(inputs.state)).state())
    if not given:
        return Revision(span=span, state=state)
    stated = read_statements(inputs.statements(), start.first())
    return Revision(span=span, stated=stated, replaced=replaced_by(stated, given, inputs.site), state=state)


def _with_learning(
    settings_for: Callable[[str], CoreSettings], learn_until: float | None
) -> Callable[[str], CoreSettings]:
    if learn_until is None:
        return settings_for
    return lambda site: msgspec.structs.replace(settings_for(site), learn_until=learn_until)


class _Summing:
    """One replay under way: hands on what comes, and adds it up."""

    def __init__(self, learn_until: float | None, output: ReplayOutput) -> None:
        self._summary = ReplaySummary(learn_until=learn_until)
        self._output = output
        self._latest: dict[tuple[str, str], Alert] = {}
        self._sites: dict[str, SiteSummary] = {}
        self._spans: list[tuple[float, float]] = []
        self._stated: set[str] = set()
        self._met: set[str] = set()
        self._left_out: Counter[str] = Counter()

    def given(self, stated: Stated) -> None:
        """What files say in place of the topics."""
        self._summary.inventories = stated.inventories
        self._stated = {record.site for record in stated.all()}

    def take(self, applied: Applied) -> None:
        """A stretch of a partition's journal."""
        summary, letters = self._summary, applied.dead_letters
        crossings = [letter for letter in letters if WOULD_CROSS in letter.reason]
        summary.flows += applied.flows
        for letter in letters:
            summary.dead_letters += letter.count
            if letter.kind in _OF_THE_CORE and b'"initiator_ip"' in letter.raw:
                summary.flows -= letter.count
        summary.first_dead_letters += letters[: FIRST_DEAD_LETTERS - len(summary.first_dead_letters)]
        summary.refused_crossings += len(crossings)
        summary.first_refused_crossings += crossings[: FIRST_DEAD_LETTERS - len(summary.first_refused_crossings)]
        self._latest.update({(alert.site, alert.id): alert for alert in applied.alerts})
        if applied.shard is not None:
            self._take_known(applied.shard)
        if applied.revised is not None:
            summary.outside += applied.revised.outside
            self._left_out += applied.revised.left_out
            self._met |= applied.revised.sites
        self._output.alerts(applied.alerts)
        self._output.paths(applied.paths)
        self._output.dead_letters(letters)
        self._output.progress(
            Progress(
                rows=summary.flows, flows=summary.flows, dead_letters=summary.dead_letters, alerts=len(self._latest)
            )
        )

    def _take_known(self, shard: Shard) -> None:
        """What is known of a partition's sites at its end."""
        self._summary.state_problems += shard.problems
        if shard.shortened:
            self._summary.notes.add(Notes({IMPOSSIBLE_DURATION: shard.shortened}))
        for site, pipeline in shard.pipelines.items():
            self._sites[site] = site_summary(site, pipeline)
            if (span := pipeline.span()) is not None:
                self._spans.append(span)
        self._output.ended(shard.pipelines)

    def summed(self) -> ReplaySummary:
        """The whole of it."""
        summary = self._summary
        summary.rows = summary.flows + summary.dead_letters + summary.notes.rows + summary.outside
        summary.replaced = dict(sorted(self._left_out.items()))
        summary.unmet_sites = sorted(self._stated - self._met)
        summary.alerts = list(self._latest.values())
        summary.sites = [self._sites[site] for site in sorted(self._sites)]
        summary.first_time = min((first for first, _ in self._spans), default=None)
        summary.last_time = max((last for _, last in self._spans), default=None)
        return summary
