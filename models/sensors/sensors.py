"""All sensors of one site: what their rows show, and what two of them see alike.

The usual flow costs nothing here but its part in a count: of each day of the site's clock the first rows are looked at
and then one of many, so that a share can be told to a per cent. Which ones follows from the number of flows since the
day's first Tick alone, so every shell looks at the same rows, however its batches are cut. Times are the clock's, which
moves with Ticks: without any, all is one day.
"""

from collections.abc import Iterator, Sequence
from math import isfinite

from msgspec import Struct, field

from models.event_time.calendar import DAY_S, HOUR_S
from models.event_time.watermark import MAX_SENSORS, OTHER_SENSORS
from models.sensors.conversations import Conversations
from models.sensors.looked import Looked
from models.sensors.overlap import Overlap
from schemas.flow import Flow

FIRST_ROWS = 512
"""Rows of each day that are looked at one by one: a small plant's day nearly whole. A convention."""

ONE_OF = 128
"""After these one of so many is looked at: of 100,000 flows a day 780, whose shares are right to 4 % (twice the
standard error of a half). A row looked at costs a third of what the core takes for a flow, so all of it 0.3 %."""


class SensorDays(Struct, array_like=True):
    """One sensor: what was looked at on its latest day and on the one before, each with flows.

    `ot_last` is the latest time at which it saw an OT protocol, to the hour, and `ot_hours` how many hours of event
    time had one; 0: never. Times are seconds UTC.
    """

    sensor: str
    day: int
    today: Looked = field(default_factory=Looked)
    before: Looked = field(default_factory=Looked)
    ot_last: float = 0.0
    ot_hours: int = 0

    def turn(self, day: int) -> None:
        """It is another day now; a clock that was set back goes on with the same counts."""
        if day > self.day:
            self.before, self.today = self.today, Looked()
        self.day = day


class StoredSensors(Struct, array_like=True):
    """As they are stored.

    `clock` is the site's at its last Tick, `whole` how many rows of its day are still looked at one by one, `left`
    how many pass until the next.
    """

    clock: float
    whole: int
    left: int
    sensors: list[SensorDays]
    several: bool = False
    shared: list[str] = field(default_factory=list)


class Sensors:
    """The sensors of one site. `left` is how many flows pass until the next one is looked at."""

    def __init__(self) -> None:
        self.by_name: dict[str, SensorDays] = {}
        self.overlap = Overlap()
        self.conversations = Conversations()
        self.several = False
        """Whether the site had two sensors by the last Tick: what they see alike is looked for from then on."""
        self.shared: frozenset[str] = frozenset()
        """Those that were seen by the last Tick to have something in common with another: it is counted once."""
        self.left = 0
        self._pairs = 0
        self._clock = 0.0
        self._day = 0
        self._whole = FIRST_ROWS

    def stored(self) -> StoredSensors:
        """All but what two sensors see alike, which has records of its own."""
        return StoredSensors(
            self._clock, self._whole, self.left, list(self.by_name.values()), self.several, sorted(self.shared)
        )

    def put_back(self, stored: StoredSensors) -> None:
        """As they were stored."""
        self._whole, self.left, self.several = min(stored.whole, FIRST_ROWS), max(0, stored.left), stored.several
        self._clock = self.overlap.clock = stored.clock if isfinite(stored.clock) else 0.0
        self._day = int(self._clock // DAY_S)
        self.shared = frozenset(stored.shared)
        self.by_name = {each.sensor: each for each in stored.sensors}

    def tick(self, clock: float, sensors: int) -> None:
        """The site's clock stands at `clock`, seconds UTC, and so many sensors were met."""
        self.several = self.several or sensors > 1
        if len(self.overlap.pairs) != self._pairs:
            self._pairs = len(self.overlap.pairs)
            self.shared = frozenset(name for pair in self.overlap.pairs for name in pair)
        self._clock = self.overlap.clock = clock
        day = int(clock // DAY_S)
        if day != self._day:
            self._day, self._whole, self.left = day, FIRST_ROWS, 0

    def observe(self, flows: Sequence[Flow]) -> None:
        """Some flows come. Who has many sites asks `left` and `several` first: mostly there is nothing to look at."""
        at, count = self.left, len(flows)
        while at < count:
            step = 1 if self._whole > 1 else ONE_OF
            self._whole = max(0, self._whole - 1)
            flow = flows[at]
            each = self._of(flow.sensor)
            if each.day != self._day:
                each.turn(self._day)
            each.today.add(flow, step)
            at += step
        self.left = at - count
        if self.several:
            self.overlap.observe(flows)

    def saw_ot(self, sensor: str, end: float) -> None:
        """A sensor has seen an OT protocol at `end`: asked for once an hour and path."""
        each = self._of(sensor)
        if end // HOUR_S > each.ot_last // HOUR_S:
            each.ot_hours += 1
        each.ot_last = max(each.ot_last, end)

    def correct(self, last: float) -> None:
        """No time past `last` is believed any more."""
        for each in self.by_name.values():
            each.ot_last = min(each.ot_last, last)

    def __iter__(self) -> Iterator[SensorDays]:
        """By name."""
        return iter([self.by_name[name] for name in sorted(self.by_name)])

    def _of(self, sensor: str) -> SensorDays:
        each = self.by_name.get(sensor)
        if each is None:
            if len(self.by_name) >= MAX_SENSORS:
                sensor = OTHER_SENSORS
            each = self.by_name.setdefault(sensor, SensorDays(sensor, self._day))
        return each
