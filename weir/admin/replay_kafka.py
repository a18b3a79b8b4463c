"""`weir replay kafka://...`: whole topics in the journal's order, reported as a replay of files is."""

from collections.abc import Callable

import msgspec

from models.engine.would_cross import WOULD_CROSS
from models.settings import CoreSettings
from replay.from_kafka import Applied, MissingInput, first_time, replay_kafka, settings_of
from replay.run import FIRST_DEAD_LETTERS, Progress, ReplayInputs, ReplayOutput
from replay.summary import ReplaySummary, SiteSummary, site_summary
from schemas.alert import Alert
from schemas.formats.notes import IMPOSSIBLE_DURATION, Notes
from streams.kafka.client.settings import KafkaSettings
from streams.kafka.log.topics import TopicsError
from streams.shard.shard import Shard
from weir.errors import UserError, told
from weir.settings.sections import Settings
from weir.times import parse_moment

_OF_THE_CORE = frozenset({"misplaced", "implausible", "rejected", "failed"})
"""Refused after they were read as records, and so counted among the flows before."""


def replay_topics(
    inputs: ReplayInputs, settings: Settings, learn_until: str | None, output: ReplayOutput, *, partial: bool
) -> ReplaySummary:
    """Replay what lies in Kafka. Raises UserError when it cannot be read, or other inputs are asked for besides.

    Zones, assets and verdicts lie in the topics themselves. What the worker holds back yet is held back here as well.
    """
    besides = (inputs.assets, inputs.zones, inputs.verdicts, inputs.maintenance, inputs.state)
    if len(inputs.paths) > 1 or any(besides):
        msg = "kafka:// is replayed alone: its zones, assets, verdicts, windows and state lie in the topics themselves"
        raise UserError(msg)
    with told(TopicsError, MissingInput, ValueError):
        kafka = settings_of(inputs.paths[0], settings.kafka)
        moment = None if learn_until is None else _moment(learn_until, kafka, partial=partial)
        summing = _Summing(moment, output)
        for applied in replay_kafka(kafka, _with_learning(settings.core, moment), partial=partial):
            summing.take(applied)
    return summing.summed()


def _moment(text: str, kafka: KafkaSettings, *, partial: bool) -> float:
    """A time as it is given; one that counts from the first flow makes it be looked for."""
    moment = parse_moment(text, 0.0)
    if parse_moment(text, 1.0) == moment:
        return moment
    return parse_moment(text, first_time(kafka, partial=partial) or 0.0)


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
        self._output.alerts(applied.alerts)
        self._output.paths(applied.paths)
        self._output.dead_letters(letters)
        self._output.progress(
            Progress(flows=summary.flows, dead_letters=summary.dead_letters, alerts=len(self._latest))
        )

    def _take_known(self, shard: Shard) -> None:
        """What is known of a partition's sites at its end."""
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
        summary.rows = summary.flows + summary.dead_letters + summary.notes.rows
        summary.alerts = list(self._latest.values())
        summary.sites = [self._sites[site] for site in sorted(self._sites)]
        summary.first_time = min((first for first, _ in self._spans), default=None)
        summary.last_time = max((last for _, last in self._spans), default=None)
        return summary
