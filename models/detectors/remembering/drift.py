"""A path's daily level has changed for good, has climbed little by little, or its steady pace is lost.

Figures are those of whole local days (`models/findings/levels/`), looked at once a day, and the pace once an hour:
flows cost nothing. What has changed at once is one alert. It is told for a day with before and after, and is usual from
then on, unless an alert holds its path: then what was before stays, and it is told for as long as it holds.
"""

from collections.abc import Iterable, Sequence

from models.event_time.calendar import DAY_S, HOUR_S
from models.findings.levels.changed_together import Group, alike, groups
from models.findings.levels.drift_told import asset_of, told_as, words_of
from models.findings.levels.lasting import TIMES, Change
from models.findings.levels.pace import JOINS_HOURS, LASTING_HOURS, lasts
from models.findings.levels.records import DAYS_A_WEEK, Told, change_of, days_before, is_known, shifts_of
from models.findings.levels.steps import FIGURES, figure_of, steps_in
from models.findings.levels.watched_paths import Entry, WatchedPaths, first_members
from models.findings.protocol import Condition, Hour, Moment, News, Over
from models.findings.sighting import NO_WORDS, Finding
from schemas.attack import AlertKind

POINTS, WIDE_POINTS = 22.0, 12.0
"""Low of a path or an asset: a lead, and mostly somebody's work. Info of a zone or the plant, which nobody changes in
secret. A convention."""

TOLD_S = 26 * HOUR_S
"""So long a change is told after the day that showed it: until the next day's look, also on a day of 25 hours."""

PACE_TOLD_S = 7 * DAY_S
"""An uneven pace that lasts for so long is how the path works."""

WIDE = frozenset({"zone", "plant", "several"})

Found = tuple[Entry, Change]


class Drift:
    """Fires on a day that shows a change, or in an hour in which a pace is uneven for good."""

    kind: AlertKind = "drift"
    words = NO_WORDS

    def __init__(self) -> None:
        self._watched = WatchedPaths()
        self.memory = self._watched.memory

    def on_hour(self, hour: Hour) -> News:
        """Follow each pace; tell of those that are lost, and again of what is told."""
        entries = self._watched.all(hour)
        self._watched.hour(entries, hour)
        self._find_uneven(entries, hour)
        yield from self._told(hour)

    def on_day(self, moment: Moment) -> News:
        """Learn the day that is over, and tell what has changed."""
        day = moment.calendar.day_of(moment.time) - 1
        entries = self._watched.day(moment, day)
        fresh: list[Found] = []
        for entry in entries:
            change = change_of(entry[2])
            if change is None:
                continue
            if moment.learning or self._watched.was_declared(day + 1 - change.since):
                self._watched.accept(entry, change)
            else:
                fresh.append((entry, change))
        for up in (True, False):
            found = [one for one in fresh if (one[1].steps > 0.0) == up]
            if found:
                yield from self._tell(found, entries, moment, day)

    def forget(self, asset: str) -> None:
        """Its paths are watched anew."""
        self._watched.forget(asset)

    def correct(self, first: float, last: float) -> None:
        """What was learnt at wrong times begins anew."""
        self._watched.correct(first, last)

    def _tell(self, found: Sequence[Found], entries: Sequence[Entry], moment: Moment, day: int) -> Iterable[Condition]:
        """Tell what has changed one way."""
        up = found[0][1].steps > 0.0
        changes = {entry[1].key: (entry, change) for entry, change in found}
        shifts = {path.key: shifts_of(level) for _, path, level in entries}
        by_key = {entry[1].key: entry for entry in entries}
        moving = [path for _, path, _ in entries if _moves(shifts[path.key], up=up)]
        known = [path for _, path, level in entries if is_known(level)]
        for group in groups((entry[1] for entry, _ in found), moving, known):
            fallen = [changes[path.key][1].steps for path in group.members if path.key in changes]
            if not up and group.subject in WIDE and not alike(fallen):
                # A plant that stops: each of its paths falls as it likes, and comes back.
                continue
            first, change = next(changes[path.key] for path in group.members if path.key in changes)
            told = _told_of(group, first, change, moment, day)
            if not self._watched.keep_told(told):
                continue
            yield self._condition(told, [first], moment)
            for path in group.members:
                self._watched.accept(by_key[path.key], changes[path.key][1] if path.key in changes else change)

    def _find_uneven(self, entries: Sequence[Entry], moment: Moment) -> None:
        """Those whose steady pace is lost, and is not told yet."""
        known = {key for _, told in self._watched.told() if told.what == "pace" for key in told.members}
        found = [path for key, path, level in entries if key not in known and lasts(level.pace, path)]
        if not found:
            return
        if moment.learning:
            for key, path, level in entries:
                if lasts(level.pace, path):
                    self._watched.accept_pace(key)
            return
        uneven = [path for _, path, level in entries if level.pace.known and level.pace.uneven >= JOINS_HOURS]
        steady = [path for _, path, level in entries if level.pace.known]
        hours = {path.key: level.pace.uneven for _, path, level in entries}
        for group in groups(found, uneven, steady):
            first = next(path for path in group.members if path in found)
            since = moment.time - hours[first.key] * HOUR_S
            self._watched.keep_told(
                Told(
                    what="pace",
                    subject=group.subject,
                    name=group.name,
                    members=first_members(first, group),
                    count=len(group.members),
                    since=since,
                    at=moment.time,
                    until=moment.time + PACE_TOLD_S,
                )
            )

    def _told(self, moment: Moment) -> News:
        """What is told, again, and what is over."""
        for key, told in self._watched.told():
            members = self._watched.members(told, moment)
            uneven = sum(level.pace.uneven >= JOINS_HOURS for _, _, level in members)
            over = not members or moment.time >= told.until
            if over or (told.what == "pace" and 2 * uneven < len(members)):
                self.memory.drop(key)
                for member, _, level in members if told.what == "pace" else ():
                    if level.pace.uneven >= LASTING_HOURS:
                        self._watched.accept_pace(member)
                yield Over(told.cause, moment.time)
            else:
                yield self._condition(told, members, moment)

    def _condition(self, told: Told, members: Sequence[Entry], moment: Moment) -> Condition:
        _, path, level = members[0]
        ways = tuple((path.initiator_asset, path.responder_asset) for _, path, _ in members)
        title, text = told_as(told, path, level.pace.gap_s, moment.time, moment.calendar)
        finding = Finding(
            kind=self.kind,
            points=WIDE_POINTS if told.subject in WIDE else POINTS,
            cause=told.cause,
            title=title,
            text=text,
            words=words_of(told),
            seen=_said(path.gap_s if told.what == "pace" else figure_of(told.after)),
            usual=_said(level.pace.gap_s if told.what == "pace" else figure_of(told.before)),
            unit="s" if told.what == "pace" else f"{FIGURES[told.figure]} a day",
        )
        one = path if told.subject == "path" else None
        return Condition(finding, told.since, moment.time, asset_of(told, path), one, ways)


def _told_of(group: Group, first: Entry, change: Change, moment: Moment, day: int) -> Told:
    """What is told of a change of one path, and of those that go with it."""
    days = change.since * (DAYS_A_WEEK if change.gradual else 1)
    return Told(
        what="climb" if change.gradual else "level",
        subject=group.subject,
        name=group.name,
        members=first_members(first[1], group),
        count=len(group.members),
        since=moment.calendar.moment(day + 1 - days, 0),
        at=moment.time,
        until=moment.time + TOLD_S,
        figure=change.figure,
        before=change.before,
        after=change.after,
        span=change.since if change.gradual else days_before(first[2], change),
    )


def _moves(shifts: Sequence[float], *, up: bool) -> bool:
    """Whether a figure has gone half of what would be told that way."""
    return any((shift if up else -shift) >= steps_in(times) / 2.0 for shift, times in zip(shifts, TIMES, strict=True))


def _said(figure: float) -> float:
    return float(f"{figure:.2g}")
