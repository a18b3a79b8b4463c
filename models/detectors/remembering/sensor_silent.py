"""A sensor that spoke steadily says nothing, while the site's clock goes on: what it watched is not seen any more."""

from collections.abc import Iterable

from msgspec import Struct

from models.event_time.calendar import DAY_S, HOUR_S
from models.event_time.mark import Mark
from models.event_time.watermark import LIVE_S, MAX_SENSORS, OTHER_SENSORS
from models.findings.memory import Memory
from models.findings.protocol import Condition, Moment, Over
from models.findings.sighting import Finding, Words, span
from schemas.alert import Advice
from schemas.attack import AlertKind

POINTS = 45.0
"""Medium: nobody has attacked anything yet, but until it is mended nobody would see it. A convention."""

WATCHED_S = 7 * DAY_S
"""A sensor's pauses are known after a week: a plant that stands still at the weekend has shown that by then."""

MIN_FLOWS = 100
"""Fewer flows than this in a week are no steady sensor: a sensor says that many within minutes where anything polls."""

SHORTEST_S = LIVE_S
"""No silence is told sooner: for that long the site's clock itself waits for a sensor (three 5-minute windows)."""

TIMES_LONGER = 3.0
"""Told is a silence so many times longer than the longest that was usual. A convention; what is told is not learnt."""

SINGLY = 3
"""Sensors that are told one by one; the next are one alert together: where all fail at once the fault is one."""

OTHERS = "others"


class Rhythm(Struct, array_like=True):
    """One sensor's: when it was met, its newest flow, its longest usual pause; while it is silent, told last and how.

    `waited_s` is how long it had said nothing at the last Tick. Times are seconds UTC.
    """

    since: float
    last: float
    longest_s: float = 0.0
    waited_s: float = 0.0
    told: float | None = None
    joined: bool = False


class SensorSilent:
    """Fires once for a sensor that is silent much longer than it ever was, and is over when it speaks again."""

    kind: AlertKind = "sensor-silent"
    words = Words(
        advice=Advice(
            "the sensor, its mirror port and its collector",
            "See whether the sensor runs, still gets the mirrored traffic, and reaches its collector (`weir health`). "
            "Until it speaks again, nothing that it alone watched can raise an alert.",
        )
    )

    def __init__(self) -> None:
        self.memory = Memory(Rhythm, version=1, most=MAX_SENSORS)

    def on_tick(self, moment: Moment) -> Iterable[Condition | Over]:
        """One alert a sensor, those past a few together; told again each hour for as long as it lasts."""
        for name in sorted(moment.sensors):
            mark = moment.sensors[name]
            if name != OTHER_SENSORS and mark.began is not None:
                yield from self._look(name, mark, moment.time)

    def forget(self, asset: str) -> None:
        """Nothing of it is about an asset."""

    def correct(self, first: float, last: float) -> None:
        """A rhythm by wrong times begins anew."""
        for name, rhythm in list(self.memory.items()):
            if rhythm.since < first or rhythm.last > last:
                self.memory.drop(name)

    def _look(self, name: str, mark: Mark, time: float) -> Iterable[Condition | Over]:
        rhythm = self.memory.get(name)
        if rhythm is None or mark.time < rhythm.last:
            self.memory.put(name, Rhythm(mark.time, mark.time))
            return
        if mark.time > rhythm.last:
            yield from self._spoke(name, rhythm, mark.time)
            return
        waited_s = time - rhythm.last
        if waited_s <= rhythm.waited_s:
            return
        rhythm.waited_s = waited_s
        self.memory.put(name, rhythm)
        steady = mark.flows >= MIN_FLOWS and rhythm.last - rhythm.since >= WATCHED_S
        due = rhythm.told is None or time - rhythm.told >= HOUR_S
        if steady and due and waited_s >= max(SHORTEST_S, TIMES_LONGER * rhythm.longest_s):
            if rhythm.told is None:
                rhythm.joined = self._silent(joined=False) >= SINGLY
            rhythm.told = time
            yield Condition(self._finding(name, rhythm), rhythm.last, time)

    def _spoke(self, name: str, rhythm: Rhythm, time: float) -> Iterable[Over]:
        was_silent, joined = rhythm.told is not None, rhythm.joined
        if not was_silent:
            rhythm.longest_s = max(rhythm.longest_s, rhythm.waited_s, time - rhythm.last)
        rhythm.last, rhythm.waited_s, rhythm.told, rhythm.joined = time, 0.0, None, False
        self.memory.put(name, rhythm)
        if was_silent and not (joined and self._silent(joined=True)):
            yield Over((OTHERS,) if joined else (name,), time)

    def _silent(self, *, joined: bool) -> int:
        return sum(each.told is not None and each.joined == joined for _, each in self.memory.items())

    def _finding(self, name: str, rhythm: Rhythm) -> Finding:
        more = "More sensors are silent" if rhythm.joined else f"Sensor {name} is silent"
        waited, longest = span(rhythm.waited_s), span(rhythm.longest_s)
        return Finding(
            kind=self.kind,
            points=POINTS,
            cause=(OTHERS,) if rhythm.joined else (name,),
            title=more,
            text=(
                f"Sensor {name} has sent no flow for {waited}, though time went on at the site; its longest pause "
                f"before was {longest}. What it alone watches is not seen now"
            ),
            words=self.words,
            seen=round(rhythm.waited_s / 60.0, 0),
            usual=round(rhythm.longest_s / 60.0, 0),
            unit="minutes",
        )
