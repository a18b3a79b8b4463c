"""`weir replay kafka://...`: whole topics in the journal's order, reported as a replay of files is."""

from collections import defaultdict

import msgspec

from models.settings import CoreSettings
from replay.from_kafka import MissingInput, replay_kafka, settings_of
from replay.run import FIRST_DEAD_LETTERS, Progress, ReplayInputs, ReplayOutput
from replay.summary import ReplaySummary, SiteSummary
from schemas.alert import Alert
from schemas.path import PathRecord
from streams.kafka.log.topics import TopicsError
from weir.errors import UserError, told
from weir.settings.sections import Settings
from weir.times import parse_moment


def replay_topics(
    inputs: ReplayInputs, settings: Settings, learn_until: str | None, output: ReplayOutput, *, partial: bool
) -> ReplaySummary:
    """Replay what lies in Kafka. Raises UserError when it cannot be read, or other inputs are asked for besides.

    Zones, assets and verdicts lie in the topics themselves; the assets of the summary are left empty.
    """
    if len(inputs.paths) > 1 or inputs.assets or inputs.zones or inputs.verdicts:
        msg = "kafka:// is replayed alone: its zones, assets and verdicts lie in the topics themselves"
        raise UserError(msg)
    with told(TopicsError, MissingInput, ValueError):
        moment = None if learn_until is None else parse_moment(learn_until, 0.0)
        kafka = settings_of(inputs.paths[0], settings.kafka)

        def settings_for(site: str) -> CoreSettings:
            core = settings.core(site)
            return core if moment is None else msgspec.structs.replace(core, learn_until=moment)

        summary = ReplaySummary(learn_until=moment)
        latest: dict[tuple[str, str], Alert] = {}
        paths: dict[str, dict[str, PathRecord]] = defaultdict(dict)
        for applied in replay_kafka(kafka, settings_for, partial=partial, ended=output.ended):
            summary.flows += applied.flows
            summary.dead_letters += sum(letter.count for letter in applied.dead_letters)
            summary.first_dead_letters += applied.dead_letters[: FIRST_DEAD_LETTERS - len(summary.first_dead_letters)]
            latest.update({(alert.site, alert.id): alert for alert in applied.alerts})
            for path in applied.paths:
                paths[path.site][path.key] = path
            output.alerts(applied.alerts)
            output.dead_letters(applied.dead_letters)
            output.progress(Progress(flows=summary.flows, dead_letters=summary.dead_letters, alerts=len(latest)))
    summary.rows = summary.flows + summary.dead_letters
    summary.alerts = list(latest.values())
    summary.sites = [
        SiteSummary(site=site, assets=[], paths=[path for path in own.values() if not path.retired])
        for site, own in sorted(paths.items())
    ]
    times = [path for own in paths.values() for path in own.values()]
    summary.first_time = min((path.first_seen for path in times), default=None)
    summary.last_time = max((path.last_seen for path in times), default=None)
    return summary
