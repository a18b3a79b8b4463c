"""A path that speaks all day says nothing for much longer than it ever did, while its sensor sees others."""

from collections.abc import Iterable, Sequence
from typing import cast

from models.event_time.calendar import HOUR_S
from models.findings.expected.expected_paths import FORGOTTEN_S, MOST_SILENCES, ExpectedPaths
from models.findings.expected.listing import cause_of, silence_key
from models.findings.expected.records import Expected, Silence
from models.findings.expected.silence_told import PATH_WORDS, asset_of, told_as, words_of
from models.findings.expected.silent_together import Subject, Together, belongs, together
from models.findings.protocol import Condition, Hour, Moment, News, Over, PathDay
from models.findings.replaced import by_zone, replaced
from models.findings.sighting import Finding, span
from schemas.attack import AlertKind

POINTS: dict[Subject, float] = {
    "path": 30.0, "polls": 40.0, "offers": 40.0, "begins": 40.0, "serves": 40.0, "asset": 40.0, "zone": 45.0,
    "zones": 45.0,
}  # fmt: skip
"""One path is a lead; of a whole device or zone somebody should know within the hour. A convention."""

WAYS_ASKED = 64
"""Silent paths whose ends are looked up in maintenance windows: more than a cell has controllers."""


class ExpectedSilence:
    """Fires once for what fell silent together; over when most of it speaks again. What it tells is not learnt."""

    kind: AlertKind = "silence"
    words = PATH_WORDS

    def __init__(self) -> None:
        self._expected = ExpectedPaths()
        self.memory = self._expected.memory

    def on_path_day(self, day: PathDay) -> News:
        """A path may be expected from now on."""
        self._expected.day(day)
        return ()

    def on_hour(self, hour: Hour) -> News:
        """What was usual fades."""
        self._expected.hour(hour)
        return ()

    def on_tick(self, moment: Moment) -> News:
        """What has fallen silent, what still is, told again each hour, and what speaks again."""
        silent = [each for each in self._expected.look(moment) if self._expected.is_overdue(each.kept, moment)]
        yield from self._told(moment)
        if not silent:
            return
        self._expected.find_blind(moment)
        for each in [each for each in silent if self._expected.is_overdue(each.kept, moment)]:
            # Those before it may have taken it along, or have shown that another one replaced it.
            if each.kept.silence is None and self.memory.get(each.key) is not None and not self._joins(each):
                yield from self._tell(each, moment)

    def forget(self, asset: str) -> None:
        """Its paths are expected no more."""
        self._expected.forget(asset)

    def correct(self, first: float, last: float) -> None:
        """What stands at wrong times begins anew."""
        self._expected.correct(first, last)

    def _joins(self, each: Expected) -> bool:
        """Whether it is part of a silence that is told: of its asset, its zone, or of that time."""
        for cause, silence in self._expected.silences():
            at_once = cause[0] == "zones" and (each.kept.paused or 0.0) <= silence.newest
            if at_once or (cause[0] != "path" and belongs(cause[0], cause[1], each.path)):
                silence.members.append(each.key)
                silence.newest = max(silence.newest, each.kept.paused or 0.0)
                each.kept.silence = silence_key(cause)
                self.memory.touch(each.key)
                self.memory.touch(silence_key(cause))
                return True
        return False

    def _tell(self, first: Expected, moment: Moment) -> News:
        found = together(first, self._expected.all(moment), moment.time)
        zones = by_zone(moment.assets)
        taken = [each for each in found.members if replaced(each.path, moment.paths, zones)]
        if 2 * len(taken) >= len(found.members):
            self._expected.drop([each.key for each in found.members])
            return
        if len(self._expected.silences()) >= MOST_SILENCES:
            return
        mine = {each.key for each in found.members}
        narrower = [cause for cause, silence in self._expected.silences() if mine.issuperset(silence.members)]
        for cause in narrower:
            yield from self._end(silence_key(cause), moment)
        members = tuple(each for each in found.members if each.kept.silence is None)
        members += self._told_by(found.cause, moment)
        found = Together(found.subject, found.name, members)
        for each in members:
            self._expected.pauses(each)
        paused = [each.path.last_seen for each in members]
        self._expected.tell(found.cause, Silence([each.key for each in members], min(paused), max(paused), moment.time))
        for each in members:
            each.kept.silence = silence_key(found.cause)
            self.memory.touch(each.key)
        yield self._condition(found, min(paused), moment)

    def _told_by(self, cause: tuple[str, ...], moment: Moment) -> tuple[Expected, ...]:
        """Those that a silence of the same cause tells already: zones may fall silent in two waves."""
        silences = dict(self._expected.silences())
        return self._expected.of(silences[cause].members, moment) if cause in silences else ()

    def _told(self, moment: Moment) -> News:
        """Each silence that is told: over, to be told again, or neither."""
        for cause, silence in self._expected.silences():
            key = silence_key(cause)
            members = self._expected.of(silence.members, moment)
            speaking = sum(each.path.last_seen > silence.newest for each in members)
            if moment.time - silence.since >= FORGOTTEN_S:
                yield from self._end(key, moment)
                self._expected.drop(each.key for each in members)
            elif 2 * speaking >= len(members):
                yield from self._end(key, moment)
            elif moment.time - silence.told >= HOUR_S:
                silence.told = moment.time
                self.memory.touch(key)
                yield self._condition(_as_told(cause, members), silence.since, moment)

    def _end(self, key: str, moment: Moment) -> Iterable[Over]:
        """It is over; of those that still say nothing the pause counts from now."""
        known = self.memory.get(key)
        if known is None or known.silence is None:
            return
        for each in self._expected.of(known.silence.members, moment):
            if each.kept.silence == key:
                each.kept.silence, each.kept.counted_from = None, moment.time
                if each.kept.paused is not None and each.path.last_seen > each.kept.paused:
                    each.kept.paused = None
                self.memory.touch(each.key)
        self._expected.drop([key])
        yield Over(cause_of(key), moment.time)

    def _condition(self, found: Together, since: float, moment: Moment) -> Condition:
        ways = tuple((each.path.initiator_asset, each.path.responder_asset) for each in found.members[:WAYS_ASKED])
        path = found.members[0].path if found.subject == "path" else None
        return Condition(
            self._finding(found, since, moment), since, moment.time, asset=asset_of(found), path=path, ways=ways
        )

    def _finding(self, found: Together, since: float, moment: Moment) -> Finding:
        silent_s = moment.time - since
        usual = ((self._expected.usual_s(each.kept, moment), each.kept.longest_s) for each in found.members)
        longest_s = max(longest_s if now_s is None else now_s for now_s, longest_s in usual)
        when = " at this time of the week" if any(each.kept.rests for each in found.members) else ""
        title, text = told_as(found, span(silent_s))
        return Finding(
            kind=self.kind,
            points=POINTS[found.subject],
            cause=found.cause,
            title=title,
            text=f"{text}. Usual are pauses of {span(longest_s)} at most{when}; the sensor saw other traffic meanwhile",
            words=words_of(found),
            seen=round(silent_s / 60.0, 0),
            usual=round(longest_s / 60.0, 0),
            unit="minutes",
        )


def _as_told(cause: tuple[str, ...], members: Sequence[Expected]) -> Together:
    """A silence that is told, with those of its paths that are left."""
    subject, name = cause[0], cause[1]
    return Together(cast("Subject", subject), "" if subject == "path" else name, tuple(members))
