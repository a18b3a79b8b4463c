"""A path of OT or the DMZ that was answered has a run of tries that nobody answers, or that are refused.

A service that went down, a device that is blocked, passwords that are tried. Tries are weighed as Threshold Random Walk
does (Jung et al., "Fast Portscan Detection Using Sequential Hypothesis Testing", IEEE S&P 2004): a failed one is a step
up, an answered one a step down, since it takes four of five to succeed for usual, and four of five to fail for not.
What comes in runs has no chance that could be reckoned, so what is told must be beyond the longest run that ever was.
"""

from msgspec import Struct

from models.baseline.path import Path
from models.baseline.windows import WINDOW_S
from models.event_time.calendar import DAY_S, HOUR_S
from models.findings.memory import Memory
from models.findings.protocol import Condition, FailedTry, Hour, Moment, News, Over
from models.findings.replaced import responder_replaced
from models.findings.sighting import Finding, Words, placed, span
from schemas.alert import Advice
from schemas.attack import AlertKind

POINTS = 35.0
"""Low, as of a burst: mostly something is down or has a wrong password. A convention."""

WATCHED_S = 7 * DAY_S
"""A path is known after a week: each night and weekend was there once. Declared learning says so at once."""

LASTING_S = 900.0
"""As long as a silence must last at least (`silence.py`): a device restarts in less."""

FEWEST = 10
"""Fewer failed tries are never told, however long that lasts: there is one each hour or so then. A convention."""

MANY = 60
"""So many are told at once: twice what a panel that polls each 10 s (Lemay 2016) loses while a controller restarts for
five minutes. A convention."""

TIMES_MOST = 3.0
"""Told is what has so many times the failed tries, or lasts so many times as long, as the longest run. As of bursts."""

HIGHEST = 20
"""As far up the walk goes, so that as many answered tries end any run. Each step is ln 4, so chance climbs so high once
in 10^12 tries."""

PAUSE_S = WINDOW_S
"""A run is over after such a pause, or after `TIMES_MOST` of the time between two of its tries."""

TOLD_EVERY_S = WINDOW_S
"""What goes on is told again so often, and once more when it is over, so that its alert says up to when."""

HALVED_S = 56 * DAY_S
"""Of the longest run a half is left after eight weeks, as of bursts."""

USUAL_AFTER_DAYS = 3
"""What was told on so many days is usual: the most that is told of what comes each night. A convention."""

SINGLY = 3
"""Paths told one by one at a time; further ones share an alert, since the fault is one then. As of sensors."""

OTHERS = "others"

BEGAN = "@began"
"""The record that says since when tries are heard: what always failed on older paths is not known yet."""

MOST_RECORDS = 4_096
"""Paths with a run kept in a site, some 100 octets each; those that failed now and then are let go each hour. Past
it nothing is told of the next ones."""


class Run(Struct, array_like=True):
    """A path's run of failed tries, and the longest that it had before. Times are seconds UTC.

    `flows` are the path's when it last failed, `height` is how far up the walk is. `usual`: it began before the path
    was known. `announced`: announced work was on; `held`: with the last try, too. `most` tries and `longest_s` are as
    they were at `time`. `answered` is when the path was answered last, and `replaced`: another of the responder's zone
    serves since then. `told` is when the run was told last, 0: it is not; `joined`: with others. On `told_days` days
    one began to be told, the last of them `told_day` (days since 1970, UTC).
    """

    flows: int
    begin: float
    last: float
    sensor: str
    addresses: tuple[str, str]
    failed: int = 0
    height: int = 0
    usual: bool = False
    announced: bool = False
    held: bool = False
    time: float = 0.0
    most: float = 0.0
    longest_s: float = 0.0
    told: float = 0.0
    joined: bool = False
    told_days: int = 0
    told_day: int = 0
    answered: float = 0.0
    replaced: bool = False

    def bounds(self) -> tuple[float, float]:
        """More tries, or seconds, than these are told."""
        left = min(1.0, 0.5 ** ((self.last - self.time) / HALVED_S))
        return max(MANY, TIMES_MOST * left * self.most), max(LASTING_S, TIMES_MOST * left * self.longest_s)

    def end(self) -> None:
        """The run is over. It is usual from now on, unless it was told, work was announced, or nobody is there."""
        if not self.announced and not self.replaced and (not self.told or self.told_days >= USUAL_AFTER_DAYS):
            left = min(1.0, 0.5 ** ((self.last - self.time) / HALVED_S))
            self.most = max(self.failed, left * self.most)
            self.longest_s = max(self.last - self.begin, left * self.longest_s)
            self.time = max(self.time, self.last)
        self.failed, self.height, self.told, self.joined = 0, 0, 0.0, False
        self.usual = self.announced = self.replaced = False


class Failures:
    """Fires while a run goes on, and is over when tries are answered again, or end."""

    kind: AlertKind = "failures"
    words = Words(
        advice=Advice(
            "{responder}",
            "See whether {responder} runs and still offers this service, and whether a firewall or a change stands "
            "between the two; ask {responder's owner}. If it refuses what {initiator} wants, look at its log of "
            "failed logins: who tries passwords fails so. If nobody can say why, stop {initiator} from trying.",
        )
    )

    def __init__(self) -> None:
        self.memory = Memory(Run, version=1, most=MOST_RECORDS)
        self._telling: set[str] | None = None
        """Keys of the runs that may be told, since all are too many to look at each minute; None: not looked up yet."""

    def on_failure(self, failed: FailedTry) -> News:
        """Take a step up, and those down that answered tries have taken since."""
        path, key = failed.path, "|".join(failed.path.key)
        if path.status != "learnt" or path.alert is not None:
            return
        if path.initiator_asset.record.external or path.responder_asset.record.external:
            return
        run = self.memory.get(key)
        if failed.time < path.last_seen - PAUSE_S:
            # A late row: it is no part of what goes on now, and was not answered either.
            if run is not None:
                run.flows += 1
                self.memory.put(key, run)
            return
        if run is None:
            if len(self.memory) >= MOST_RECORDS:
                return
            run = Run(path.flows - 1, failed.time, failed.time, failed.sensor, failed.addresses, answered=failed.before)
        time = max(run.last, failed.time)
        answered = max(0, path.flows - 1 - run.flows)
        run.height = max(0, run.height - answered)
        run.answered = failed.before if answered else run.answered
        paused = not run.told and time - run.last > _pause_s(path, run)
        # A device that has another address is tried there: the alert would name where it is no more.
        moved = failed.addresses[1] != run.addresses[1]
        if run.failed and (run.height == 0 or paused or moved):
            yield from self._over(path.key, path, run, time)
            run.end()
        if not run.failed:
            run.begin = failed.time
            # Where even the first one failed it was perhaps never otherwise: so ports are checked for being open.
            run.usual = failed.learning or path.flows <= 1 or not self._is_known(failed)
        run.flows, run.last, run.sensor, run.addresses = path.flows, time, failed.sensor, failed.addresses
        run.failed += 1
        run.height = min(HIGHEST, run.height + 1)
        run.held, run.announced = failed.announced, run.announced or failed.announced
        self.memory.put(key, run)
        if not run.told and self._is_news(path, run, time):
            run.joined = sum(not other.joined for _, other in self._told()) >= SINGLY
            yield self._condition(path, run, time)

    def on_tick(self, moment: Moment) -> News:
        """What is over, and what still goes on."""
        self._began(moment.time)
        for key, run in self._told():
            path = moment.paths.get(_path_key(key))
            mark = moment.sensors.get(run.sensor)
            # What a sensor that is down does not see has not ended.
            seen = moment.time if mark is None else min(moment.time, mark.time)
            answered = 0 if path is None else path.flows - run.flows
            if path is None or answered >= run.height or seen - run.last > _pause_s(path, run):
                yield from self._over(_path_key(key), path, run, moment.time)
                run.end()
                self.memory.put(key, run)
            elif moment.time - run.told >= (TOLD_EVERY_S if run.last > run.told and not run.held else HOUR_S):
                yield self._condition(path, run, moment.time)

    def on_hour(self, hour: Hour) -> News:
        """Give room: what failed now and then leaves nothing to remember, once it is answered again."""
        for key, run in self.memory.where(lambda run: _is_little(run) and hour.time - run.last > HOUR_S):
            if key != BEGAN:
                path = hour.paths.get(_path_key(key))
                # Of what is tried in vain each hour or day, when it was answered last.
                if path is None or path.flows > run.flows or hour.time - run.last > WATCHED_S:
                    self.memory.drop(key)
        return ()

    def forget(self, asset: str) -> None:
        """Its paths are new."""
        for key in [key for key, _ in self.memory.items() if asset in key.split("|")[:2]]:
            self.memory.drop(key)

    def correct(self, first: float, last: float) -> None:
        """A run at wrong times begins anew."""
        for key, run in list(self.memory.items()):
            if key == BEGAN:
                run.begin = min(max(first, run.begin), last)
                self.memory.put(key, run)
            elif run.begin < first or run.last > last or run.time > last:
                self.memory.drop(key)

    def _began(self, time: float) -> float:
        known = self.memory.get(BEGAN)
        if known is None:
            known = Run(0, time, time, "", ("", ""))
            self.memory.put(BEGAN, known)
        return known.begin

    def _is_known(self, failed: FailedTry) -> bool:
        """Whether it was heard for long enough how tries on a path end."""
        first, began = failed.path.first_seen, self._began(failed.time)
        if failed.declared and first >= began - HOUR_S:
            return True
        return failed.time - max(first, began) >= WATCHED_S

    def _is_news(self, path: Path, run: Run, time: float) -> bool:
        """Whether a run is to be told: it is long, and what is tried was not replaced by something else."""
        if run.replaced or not _is_past(run):
            return False
        # Looked up once a run, since an address that is out of use fails for as long as it is tried.
        run.replaced = responder_replaced(path, run.answered, time)
        self.memory.put("|".join(path.key), run)
        return not run.replaced

    def _told(self) -> list[tuple[str, Run]]:
        """The runs that are told, by key."""
        if self._telling is None:
            self._telling = {key for key, _ in self.memory.where(lambda run: run.told > 0.0)}
        known = [(key, self.memory.get(key)) for key in sorted(self._telling)]
        told = [(key, run) for key, run in known if run is not None and run.told]
        self._telling = {key for key, _ in told}
        return told

    def _over(self, key: tuple[str, str, str], path: Path | None, run: Run, time: float) -> News:
        """Of those that share an alert the last one ends it."""
        # What a window held back is not told once that is closed.
        if run.told and path is not None and run.last > run.told and not run.held:
            yield self._condition(path, run, run.last)
        if run.told and not run.joined:
            yield Over(key, time)
        elif run.told and sum(other.joined for _, other in self._told()) == 1:
            yield Over((OTHERS,), time)

    def _condition(self, path: Path, run: Run, time: float) -> Condition:
        day = int(time // DAY_S)
        if not run.told and day != run.told_day:
            run.told_day, run.told_days = day, run.told_days + 1
        run.told = time
        self.memory.put("|".join(path.key), run)
        if self._telling is not None:
            self._telling.add("|".join(path.key))
        ends = (path.initiator_asset, path.responder_asset)
        return Condition(self._finding(path, run), run.begin, time, ends[0], path, (ends,), run.addresses)

    def _finding(self, path: Path, run: Run) -> Finding:
        initiator, responder = path.initiator_asset, path.responder_asset
        tries, lasted = f"{run.failed:,} tries", span(run.last - run.begin)
        before = (
            f"its longest run before had {run.most:,.0f}" if run.most >= FEWEST else f"it never had {FEWEST} in a row"
        )
        watched = span(max(0.0, run.begin - path.first_seen))
        way = f"{initiator.label} -> {responder.label} ({path.service})"
        return Finding(
            kind=self.kind,
            points=POINTS,
            cause=(OTHERS,) if run.joined else path.key,
            title=f"{'More paths fail, too' if run.joined else 'Tries fail that were answered'}: {way}",
            text=(
                f"{tries} of {placed(initiator)} to reach {placed(responder)} by {path.service} were refused or not "
                f"answered within {lasted}; in {watched} before, {before}"
            ),
            words=self.words,
            seen=float(run.failed),
            usual=float(round(run.most)),
            unit="failed tries",
        )


def _is_little(run: Run) -> bool:
    """Whether a run leaves nothing that is to be remembered once its path is answered."""
    return max(run.failed, run.most) < FEWEST and not run.told_days and not (run.usual and run.failed)


def _is_past(run: Run) -> bool:
    """Whether a run is longer than any that is usual."""
    if run.usual or run.failed < FEWEST or run.height < FEWEST:
        return False
    most, longest_s = run.bounds()
    return run.failed >= most or run.last - run.begin >= longest_s


def _pause_s(path: Path, run: Run) -> float:
    between_s = path.gap_s if run.failed <= 1 else (run.last - run.begin) / (run.failed - 1)
    return max(PAUSE_S, TIMES_MOST * between_s)


def _path_key(key: str) -> tuple[str, str, str]:
    initiator, responder, service = key.split("|")
    return initiator, responder, service
