"""When maintenance was announced, as far as it is known: what a replay was told, and what a state still holds.

A state forgets a window that is over. What was held in it is told by an alert of the kind maintenance-digest.
"""

from collections.abc import Iterable, Iterator, Sequence

from models.event_time.calendar import Calendar
from models.maintenance.occurrences import LASTING_S, next_weekly
from replay.report.data import MaintenanceSpan
from schemas.asset_change import AssetChange
from schemas.maintenance import MaintenanceWindow, weekly_text, window_id


def spans(
    stored: Iterable[MaintenanceWindow], announced: Sequence[AssetChange], site: str, time_zone: str, until: float
) -> tuple[MaintenanceSpan, ...]:
    """The times of all windows of a site that begin before `until` or are stored, by their begin.

    `announced` are the statements that a replay was given; those of other sites are left out.
    """
    calendar = Calendar(time_zone)
    found: dict[tuple[str, float], MaintenanceSpan] = {}
    for change in announced:
        if change.site == site and change.change == "maintenance-started":
            for span in _times(change, calendar, until):
                found[span.id, span.begins] = span
    for window in stored:
        found.setdefault((window.id, window.begins), _stored(window))
    return tuple(found[key] for key in sorted(found, key=lambda key: (key[1], key[0])))


def _times(change: AssetChange, calendar: Calendar, until: float) -> Iterator[MaintenanceSpan]:
    begin = change.time if change.starts is None else change.starts
    if change.weekly is None:
        yield _span(change, begin, begin + LASTING_S if change.expires is None else change.expires)
        return
    last = until if change.expires is None else min(until, change.expires)
    found = next_weekly(change.weekly, calendar, begin, last)
    while found is not None:
        yield _span(change, found.begin, found.end)
        found = next_weekly(change.weekly, calendar, found.end, last, begun=found.begin)


def _span(change: AssetChange, begin: float, end: float) -> MaintenanceSpan:
    return MaintenanceSpan(
        id=window_id(change),
        begins=begin,
        ends=end,
        subject=change.subject,
        on=change.id,
        initiator=change.initiator,
        who=change.owner,
        reason=change.reason,
        weekly=None if change.weekly is None else weekly_text(change.weekly),
    )


def _stored(window: MaintenanceWindow) -> MaintenanceSpan:
    return MaintenanceSpan(
        id=window.id,
        begins=window.begins,
        ends=window.ends,
        subject=window.subject,
        on=window.on,
        initiator=window.initiator,
        who=window.who,
        reason=window.reason,
        weekly=window.weekly,
    )
