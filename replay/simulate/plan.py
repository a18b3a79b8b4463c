"""What is to be simulated: every figure a user may turn, checked once, before anything runs.

The same plan gives the same bytes. Attacks lie on the last days only, and the days before them
hold at least one whole week, so that whatever is legitimate but weekly has been seen by then.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import Struct

from replay.simulate.calendar import Calendar

ALL_ATTACKS = ("all",)

MIN_QUIET_DAYS = 7
"""The longest legitimate rhythm that every plan holds is the week."""

MAX_DAYS = 3_660
MAX_CELLS = 60
"""The cells' networks are 10.2.10.0/24 and up: the third octet is the limit, with room to spare."""
MAX_WORKSTATIONS = 200
MAX_RATE = 1_000.0


class SimulationPlan(Struct, frozen=True, kw_only=True):
    """A plant, a stretch of time and what goes wrong in it.

    `first_day` is a local date; `rate` multiplies polling and office traffic, not the scheduled
    jobs; `attacks` are names of the registry, `("all",)` or empty; `attack_day` is the number of
    the first day with attacks, from 0 (None: the last but one), and attacks are spread from there
    to the plan's end.
    """

    site: str = "plant-1"
    sensor: str = "span-1"
    seed: int = 1
    first_day: str = "2026-03-04"
    days: int = 21
    time_zone: str = "Europe/Berlin"
    cells: int = 3
    workstations: int = 30
    rate: float = 1.0
    attacks: tuple[str, ...] = ALL_ATTACKS
    near_misses: bool = True
    attack_day: int | None = None
    macs: bool = True

    def __post_init__(self) -> None:
        """Raises ValueError that says which figure does not fit, and what would."""
        _within("days", self.days, 1, MAX_DAYS)
        _within("cells", self.cells, 1, MAX_CELLS)
        _within("workstations", self.workstations, 12, MAX_WORKSTATIONS)
        if not 0.0 < self.rate <= MAX_RATE:
            msg = f"rate is {self.rate}; it must be above 0 and at most {MAX_RATE:g}"
            raise ValueError(msg)
        if not 1 <= len(self.site) <= 64:
            msg = "site must be a name of 1 to 64 characters"
            raise ValueError(msg)
        _zone(self.time_zone)
        try:
            date.fromisoformat(self.first_day)
        except ValueError as error:
            msg = f"the first day is {self.first_day!r}; write it as 2026-03-04"
            raise ValueError(msg) from error
        if (self.attacks or self.near_misses) and not MIN_QUIET_DAYS <= self.first_attack_day < self.days:
            msg = (
                f"day {self.first_attack_day + 1} of {self.days} can't be the first with attacks or near misses: they "
                f"need {MIN_QUIET_DAYS} quiet days before them and one of their own; take more days, or none of both"
            )
            raise ValueError(msg)

    @property
    def first_attack_day(self) -> int:
        """The number of the first day on which anything unusual is planted."""
        return (
            self.attack_day if self.attack_day is not None else max(self.days - 2, min(self.days - 1, MIN_QUIET_DAYS))
        )

    @property
    def calendar(self) -> Calendar:
        """The plan's days in the plant's time zone."""
        return Calendar(date.fromisoformat(self.first_day), self.days, ZoneInfo(self.time_zone))

    @property
    def learn_until(self) -> float:
        """UTC seconds before which nothing unusual happens: the start of the first attack day."""
        return self.calendar.day(self.first_attack_day).at(0.0)


def _within(name: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        msg = f"{name} is {value}; it must be from {least} to {most}"
        raise ValueError(msg)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        msg = f"no time zone {name!r}; use a name such as Europe/Berlin or UTC"
        raise ValueError(msg) from error


def local_date(text: str, time_zone: str) -> str:
    """The plant's date of a date or a time as a user writes it; a time without an offset is local.

    Raises ValueError when it is neither, or the zone is none.
    """
    zone = _zone(time_zone)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        msg = f"the first day is {text!r}; give a date or a time in ISO 8601, such as 2026-03-04"
        raise ValueError(msg) from error
    if moment.tzinfo is not None:
        moment = moment.astimezone(zone)
    return moment.date().isoformat()


def demo_plan() -> SimulationPlan:
    """A small plant for a first look: 16 days, some 60,000 flows, five attacks on the last day."""
    return SimulationPlan(
        site="demo",
        days=16,
        attack_day=15,
        cells=2,
        workstations=14,
        rate=0.3,
        attacks=("it-to-plc", "external-to-plc", "level-skip", "rogue-device", "sweep"),
    )
