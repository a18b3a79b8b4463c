"""The summaries of several replays, of other sites each, as one."""

from collections import Counter
from collections.abc import Iterable, Sequence

from replay.standing import FIRST_DEAD_LETTERS
from replay.summary import ReplaySummary


def joined(summaries: Sequence[ReplaySummary]) -> ReplaySummary:
    """One summary of all: counts are added up, lists follow each other, times are the first and the last of any.

    `begins` and `learn_until` are the latest of any: before that one, not every site could alert.
    """
    notes = ReplaySummary().notes
    for each in summaries:
        notes.add(each.notes)
    return ReplaySummary(
        rows=sum(each.rows for each in summaries),
        flows=sum(each.flows for each in summaries),
        others=sum(each.others for each in summaries),
        repeats=sum(each.repeats for each in summaries),
        dead_letters=sum(each.dead_letters for each in summaries),
        refused_statements=sum(each.refused_statements for each in summaries),
        outside=sum(each.outside for each in summaries),
        before_sensors=sum(each.before_sensors for each in summaries),
        refused_crossings=sum(each.refused_crossings for each in summaries),
        begins=_latest(each.begins for each in summaries),
        learn_until=_latest(each.learn_until for each in summaries),
        first_time=min((each.first_time for each in summaries if each.first_time is not None), default=None),
        last_time=_latest(each.last_time for each in summaries),
        state_until=_latest(each.state_until for each in summaries),
        alerts=[alert for each in summaries for alert in each.alerts],
        sites=[site for each in summaries for site in each.sites],
        first_dead_letters=[one for each in summaries for one in each.first_dead_letters][:FIRST_DEAD_LETTERS],
        first_refused_crossings=[one for each in summaries for one in each.first_refused_crossings][
            :FIRST_DEAD_LETTERS
        ],
        skipped=[one for each in summaries for one in each.skipped],
        notes=notes,
        inventories=[one for each in summaries for one in each.inventories],
        state_problems=[one for each in summaries for one in each.state_problems],
        replaced=dict(sum((Counter(each.replaced) for each in summaries), Counter[str]())),
        unmet_sites=sorted({site for each in summaries for site in each.unmet_sites}),
    )


def _latest(times: Iterable[float | None]) -> float | None:
    return max((time for time in times if time is not None), default=None)
