"""The expected paths of a site: machines' ways with an end in OT or the DMZ, and how long each is usually silent.

A path comes in once it has spoken through most of a day. Its pauses are looked at with each minute's Tick, so that its
flows cost nothing; what is shorter than five minutes is not told apart.
"""

from collections.abc import Iterable
from math import inf

from models.baseline.path import Path
from models.event_time.calendar import DAY_S, HOUR_S
from models.event_time.watermark import MAX_SENSORS
from models.findings.expected import usual_pauses
from models.findings.expected.blindness import unseen
from models.findings.expected.listing import Listed, Listing, ends_of, key_of, silence_key
from models.findings.expected.records import Expected, ExpectedPath, Kept, Silence
from models.findings.expected.sensor_gaps import SensorGaps, heard, heard_s, missed, partly_heard
from models.findings.expected.usual_pauses import SHORT_S
from models.findings.legs import SESSIONS
from models.findings.memory import Memory
from models.findings.protocol import Moment, PathDay
from models.findings.sighting import GUARDED
from schemas.state import KEY_SEPARATOR

HOURS_A_DAY = 8
"""A path that speaks in fewer hours of a day is no machine's: a shift has as many. A convention."""

OFTEN_AN_HOUR = 5
"""Connections in an hour with traffic, on average: what comes each twelve minutes is a machine that polls. A silence of
what comes seldomer says little: on ten simulated plants of 28 days it told logins and reports, and nothing planted."""

CONSTANT_SHARE = 0.9
"""Of the hours since it was met: what speaks in as many was watched from its first flow on, by its hours alone."""

WATCHED_S = 7 * DAY_S
"""Each hour of the week has been there once then: what rests at the weekend has shown it."""

STEADY_WATCHED_S, STEADY_S = 3 * DAY_S, 2 * SHORT_S
"""What never paused for longer through three nights and days is known sooner, but for the weekend, which it has not
shown. Conventions: a restart takes less."""

WORKWEEK_ENDS_H = 4 * 24 + 12
"""Friday noon, in hours of the site's week: from the last early shift on a plant may stop for the weekend."""

RESTING_WATCHED_S = 21 * DAY_S
"""Of a path that rests, each hour is compared with its own like: three weeks of them. A convention."""

OUTAGE_S = 6 * HOUR_S
"""Where most paths pause for longer at once they rest, as at night: that is learnt. Less than a night, more than it
mostly takes until somebody mends a sensor. A convention."""

TIMES_LONGER = 3.0
"""Overdue is what is silent for so many times the longest that was usual, as of a sensor (`sensor_silent.py`)."""

FORGOTTEN_S = 7 * DAY_S
"""What has said nothing for a week is expected no more; its alert is closed then."""

MOST_PATHS = 16_384
"""Expected paths of a site and their sensors, 210 octets each: 3 MB. Each minute a fifth is looked at, in 4 ms
(measured). Past it no further path is expected."""

MOST_SILENCES = 1_024
"""Silences that are told at once: past any analyst's day."""

SENSOR = "@sensor"


class ExpectedPaths:
    """Of one site. Its memory also holds the sensors and the silences that are told."""

    def __init__(self) -> None:
        self.memory = Memory(Kept, version=1, most=MOST_PATHS + MAX_SENSORS + MOST_SILENCES)
        self._listing = Listing(self.memory)

    def day(self, day: PathDay) -> None:
        """A path's first flow of a day: it may be expected from now on."""
        path, key = day.path, key_of(day.path.key)
        known = self.memory.get(key)
        if known is not None and known.path is not None:
            if known.path.sensor != day.sensor:
                known.path.sensor = day.sensor
                self.memory.put(key, known)
        elif _is_steady(path) and len(self.memory) < MOST_PATHS:
            lived_h = (day.time - path.first_seen) / HOUR_S
            constant = path.hours >= CONSTANT_SHARE * lived_h
            since = max(path.first_seen, day.time - DAY_S) if constant else day.time
            one = ExpectedPath(day.sensor, since)
            self.memory.put(key, Kept(path=one))
            self._listing.added(key, one)

    def look(self, moment: Moment) -> list[Expected]:
        """Follow sensors, and the paths whose turn it is, to a Tick; of these the ones that are overdue, by key."""
        self._hear(moment)
        now, path_of, found = moment.time, moment.paths.get, []
        hour = (moment.calendar.hour_of_week(now), int(now // HOUR_S))
        speaks_from, silent_to, gone = now - SHORT_S, now - TIMES_LONGER * SHORT_S, list[str]()
        for listed in self._listing.turn(now):
            path = path_of(listed.ends)
            if path is None:
                gone.append(listed.key)
                continue
            kept, last = listed.kept, path.last_seen
            paused = kept.paused
            if paused is None:
                if last < speaks_from:
                    kept.paused = kept.counted_from = last
                    self.memory.touch(listed.key)
                if last > silent_to:
                    continue
            elif last > paused:
                self._speaks(listed.key, path, kept, moment)
                continue
            elif paused > silent_to:
                continue
            elif kept.silence is None and now - last >= FORGOTTEN_S:
                gone.append(listed.key)
                continue
            if kept.silence is None and self._may_be_overdue(listed, moment, hour):
                found.append(Expected(listed.key, path, kept))
        self.drop(gone)
        return found

    def is_overdue(self, kept: ExpectedPath, moment: Moment) -> bool:
        """Whether a path that pauses was silent for `TIMES_LONGER` of what is usual now, while its sensor was heard."""
        if kept.silence is not None or moment.time < self._overdue_from(kept, moment):
            return False
        usual_s = self.usual_s(kept, moment)
        return usual_s is not None and self.heard_s(kept, moment.time) >= TIMES_LONGER * usual_s

    def _may_be_overdue(self, listed: Listed, moment: Moment, hour: tuple[int, int]) -> bool:
        """Whether a path that pauses is overdue unless its sensor hears less: worked out once for each hour."""
        if listed.within != hour or moment.time >= listed.wakes:
            listed.wakes, listed.within = self._overdue_from(listed.kept, moment), hour
        return moment.time >= listed.wakes

    def _overdue_from(self, kept: ExpectedPath, moment: Moment) -> float:
        """When a path that pauses is overdue at the earliest, by what is usual now: its sensor may hear less."""
        usual_s = self.usual_s(kept, moment)
        return inf if usual_s is None else kept.counted_from + TIMES_LONGER * max(SHORT_S, usual_s)

    def pauses(self, each: Expected) -> None:
        """A path pauses since it spoke last."""
        if each.kept.paused is None:
            each.kept.paused = each.kept.counted_from = each.path.last_seen
            self.memory.touch(each.key)

    def find_blind(self, moment: Moment) -> None:
        """Note where most paths of a sensor are overdue at once. In a path's first week its pauses are being learnt."""
        watched = ((each, moment.time - each.kept.since) for each in self.all(moment))
        known = (each for each, watched_s in watched if watched_s >= WATCHED_S or _is_known_soon(each.kept, watched_s))
        for name, begin in unseen(known, moment.time):
            key = f"{SENSOR}{KEY_SEPARATOR}{name}"
            sensor = self.memory.get(key)
            if sensor is not None and sensor.sensor is not None:
                partly_heard(sensor.sensor, begin, moment.time)
                self.memory.touch(key)

    def all(self, moment: Moment) -> list[Expected]:
        """All expected paths, by key."""
        listed = ((each.key, moment.paths.get(each.ends), each.kept) for each in self._listing.paths())
        return [Expected(key, path, kept) for key, path, kept in listed if path is not None]

    def hour(self, moment: Moment) -> None:
        """An hour is over: of those that spoke in it, what was usual then fades."""
        begin = (moment.time // HOUR_S - 1.0) * HOUR_S
        hour = moment.calendar.hour_of_week(begin)
        missing: dict[str, bool] = {}
        for listed in self._listing.paths():
            kept = listed.kept
            if kept.paused is not None and kept.paused <= begin:
                continue
            if kept.sensor not in missing:
                missing[kept.sensor] = missed(self._sensor(kept).gaps, begin, begin + HOUR_S)
            if not missing[kept.sensor] and kept.fade(hour):
                self.memory.touch(listed.key)

    def heard_s(self, one: ExpectedPath, now: float) -> float:
        """For how long a path that pauses was silent while its sensor was heard, in seconds."""
        return heard_s(self._sensor(one), one.counted_from, now)

    def usual_s(self, one: ExpectedPath, moment: Moment) -> float | None:
        """The longest pause that is usual now, in seconds; None: not known yet."""
        # What stopped before it was known for so long is no usual path.
        watched_s = (moment.time if one.paused is None else one.paused) - one.since
        if watched_s < WATCHED_S and not (_is_known_soon(one, watched_s) and self._in_the_workweek(one, moment)):
            return None
        if not one.rests:
            return one.longest_s
        if watched_s < RESTING_WATCHED_S:
            return None
        return usual_pauses.longest_at_s(one.waits, moment.calendar.hour_of_week(moment.time))

    def _in_the_workweek(self, one: ExpectedPath, moment: Moment) -> bool:
        """Whether a path's pause began between Monday and Friday noon, and still lies there."""
        hour_of_week = moment.calendar.hour_of_week
        return max(hour_of_week(moment.time), hour_of_week(one.counted_from or moment.time)) < WORKWEEK_ENDS_H

    def silences(self) -> list[tuple[tuple[str, ...], Silence]]:
        """Those that are told, each with its cause."""
        return self._listing.silences()

    def of(self, keys: Iterable[str], moment: Moment) -> tuple[Expected, ...]:
        """The expected paths of these keys, as far as they still are."""
        found = ((key, self.memory.get(key), moment.paths.get(ends_of(key))) for key in keys)
        return tuple(
            Expected(key, path, kept.path)
            for key, kept, path in found
            if path is not None and kept is not None and kept.path is not None
        )

    def tell(self, cause: tuple[str, ...], silence: Silence) -> None:
        """A silence is told."""
        self.memory.put(silence_key(cause), Kept(silence=silence))
        self._listing.changed()

    def drop(self, keys: Iterable[str]) -> None:
        """These are kept no more: paths that are not expected, silences that are over."""
        for key in keys:
            self.memory.drop(key)
            self._listing.changed()

    def forget(self, asset: str) -> None:
        """An asset's paths are expected no more."""
        self.drop([listed.key for listed in self._listing.paths() if asset in listed.ends[:2]])

    def correct(self, first: float, last: float) -> None:
        """What stands at times that are not believed begins anew."""
        for key, kept in list(self.memory.items()):
            if kept.path is not None:
                wrong = kept.path.since < first or max(kept.path.since, kept.path.counted_from) > last
            else:
                wrong = kept.sensor is not None and not first <= kept.sensor.last <= last
                wrong = wrong or (kept.silence is not None and not first <= kept.silence.told <= last)
            if wrong:
                self.drop([key])

    def _hear(self, moment: Moment) -> None:
        for name in sorted(moment.sensors):
            mark = moment.sensors[name]
            if mark.began is None:
                continue
            key = f"{SENSOR}{KEY_SEPARATOR}{name}"
            known = self.memory.get(key)
            if known is None or known.sensor is None:
                self.memory.put(key, Kept(sensor=SensorGaps(mark.time)))
            elif heard(known.sensor, mark.time):
                self.memory.put(key, known)

    def _sensor(self, one: ExpectedPath) -> SensorGaps:
        """Its sensor; one that is not known has heard nothing."""
        kept = self.memory.get(f"{SENSOR}{KEY_SEPARATOR}{one.sensor}")
        return SensorGaps(0.0) if kept is None or kept.sensor is None else kept.sensor

    def _speaks(self, key: str, path: Path, kept: ExpectedPath, moment: Moment) -> None:
        """A pause is over. One that was told, or was the sensor's, is not learnt; a rest of most paths is."""
        begin, end = kept.paused or 0.0, min(path.last_seen, moment.time)
        if kept.silence is None:
            waits, time = kept.waits, begin + SHORT_S
            while time < end:
                hour_end = min(end, (time // HOUR_S + 1.0) * HOUR_S)
                waits = usual_pauses.learnt(waits, moment.calendar.hour_of_week(time), hour_end - begin)
                time = hour_end
            # Most pauses are shorter than some before: whether one is excused is asked only where it teaches something.
            if waits is not kept.waits and not self._excused(path, kept, begin, end, moment):
                kept.learn(waits, end - begin)
        kept.paused = None
        self.memory.touch(key)

    def _excused(self, path: Path, kept: ExpectedPath, begin: float, end: float, moment: Moment) -> bool:
        """Whether the sensor heard too little of a pause, or work was announced in it."""
        sensor = self._sensor(kept)
        return (
            missed(sensor.gaps, begin, end)
            or (end - begin <= OUTAGE_S and missed(sensor.partly, begin, end))
            or any(_announced(path, time, moment) for time in (begin, 0.5 * (begin + end)))
        )


def _is_known_soon(one: ExpectedPath, watched_s: float) -> bool:
    return watched_s >= STEADY_WATCHED_S and one.longest_s <= STEADY_S


def _announced(path: Path, time: float, moment: Moment) -> bool:
    """Whether work on an end of a path was announced at a time."""
    return moment.in_window(path.initiator_asset, time) or moment.in_window(path.responder_asset, time)


def _is_steady(path: Path) -> bool:
    """Whether a path, on its first flow of a day, may be a machine's with an end in OT or the DMZ."""
    initiator, responder = path.initiator_asset, path.responder_asset
    return (
        path.answered
        and path.status == "learnt"
        and path.hours - 1 >= HOURS_A_DAY * (path.days - 1) > 0
        and path.flows >= OFTEN_AN_HOUR * (path.hours - 1)
        and path.service not in SESSIONS
        and not (initiator.record.external or responder.record.external)
        and not GUARDED.isdisjoint({initiator.side, responder.side})
        and "external" not in {initiator.side, responder.side}
    )
