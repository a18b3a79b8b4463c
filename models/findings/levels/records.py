"""What is kept of each path: its days, its weeks and its pace; and what is told: one record each."""

from statistics import median_low
from typing import Literal

from msgspec import Struct, field

from models.baseline.path import Path
from models.findings.legs import SESSIONS
from models.findings.levels.changed_together import Subject
from models.findings.levels.lasting import NEW_DAYS, OLD_DAYS, Change, climbed, lasting, shift
from models.findings.levels.pace import Pace
from models.findings.levels.steps import FIGURES, NOT_HEARD, of_figure, step_of, with_next
from models.findings.sighting import GUARDED

DAYS_KEPT = 42
"""Six weeks: what comes once a month is among them."""

WEEKS_KEPT = 26
"""Half a year, for what climbs little by little."""

FEWEST_DAYS_A_WEEK = 3
"""Days with traffic before a week has a figure, their median: a week of holidays has fewer."""

FORGOTTEN_DAYS = 28
"""What has not been heard for so long is kept no more."""

DAYS_A_WEEK, _SUNDAY, _EPOCH_WEEKDAY = 7, 6, 3
"""Days of a week, its last one, and the weekday of day 0: 1970-01-01 was a Thursday."""

What = Literal["level", "climb", "pace"]
"""What is told: a level that has changed, one that has climbed or sunk little by little, a steady pace that is lost."""

_NOTHING = (NOT_HEARD, NOT_HEARD, NOT_HEARD)


class Level(Struct, array_like=True):
    """One path. `days` and `weeks` are steps (`steps.py`), the oldest first, `day` the local day of the newest.

    `at` is when a day was learnt last, in seconds UTC, and `flows`, `sent`, `received` all that the path had by then.
    """

    day: int
    at: float
    flows: int
    sent: int
    received: int
    days: bytes = b""
    weeks: bytes = b""
    pace: Pace = field(default_factory=Pace)


class Told(Struct, array_like=True):
    """What is told: of what (`Group`), and of which paths by key; the first one's figures are told.

    It holds since `since`, was found at `at`, and is told again until `until`; seconds UTC. `count` are all its paths,
    `members` as many as are kept. `before` and `after` are steps, `span` how many days or weeks it was watched before.
    """

    what: What
    subject: Subject
    name: str
    members: list[str]
    count: int
    since: float
    at: float
    until: float
    figure: int = 0
    before: float = 0.0
    after: float = 0.0
    span: int = 0

    @property
    def cause(self) -> tuple[str, ...]:
        """What makes two of them one alert."""
        way = "" if self.what == "pace" else "up" if self.after > self.before else "down"
        return (self.what, way, self.subject, self.members[0] if self.subject == "path" else self.name)


class Kept(Struct, array_like=True):
    """One record: of a path, of what is told, or the last local day that was learnt by declaration."""

    level: Level | None = None
    told: Told | None = None
    declared_until: int | None = None


def is_watched(path: Path) -> bool:
    """Whether a path has a level of its own: a machine's that is learnt, with an end in OT or the DMZ."""
    sides = {path.initiator_asset.side, path.responder_asset.side}
    return path.answered and path.status == "learnt" and path.service not in SESSIONS and not GUARDED.isdisjoint(sides)


def begun(path: Path, day: int, at: float) -> Level:
    """A path is watched from now on; its last local day was only heard in part."""
    return Level(day, at, path.flows, *_octets(path))


def learn_day(level: Level, path: Path, day: int, at: float) -> None:
    """A local day is over. What came in days without a Tick between cannot be told apart: none of them is learnt."""
    moved = _octets(path)
    counted = (path.flows - level.flows, moved[0] - level.sent, moved[1] - level.received)
    passed = day - level.day
    for number in range(min(passed, DAYS_KEPT)):
        heard = passed == 1 and counted[0] > 0
        level.days = with_next(level.days, [step_of(each) for each in counted] if heard else _NOTHING, DAYS_KEPT)
        if (day - passed + 1 + number + _EPOCH_WEEKDAY) % DAYS_A_WEEK == _SUNDAY:
            level.weeks = with_next(level.weeks, _week_of(level.days), WEEKS_KEPT)
    level.day, level.at = max(day, level.day), at
    level.flows, level.sent, level.received = path.flows, *moved


def is_forgotten(level: Level) -> bool:
    """Whether it was not heard for so long that it is kept no more."""
    steps = of_figure(level.days, 0)[-FORGOTTEN_DAYS:]
    return len(steps) == FORGOTTEN_DAYS and not any(steps)


def is_known(level: Level) -> bool:
    """Whether it was heard on days enough to tell a change."""
    return sum(step != NOT_HEARD for step in of_figure(level.days, 0)) >= OLD_DAYS + NEW_DAYS


def change_of(level: Level) -> Change | None:
    """What has changed, connections before octets, and a lasting change before a climb."""
    for kept, test in ((level.days, lasting), (level.weeks, climbed)):
        for figure in range(len(FIGURES)):
            found = test(of_figure(kept, figure), figure)
            if found is not None:
                return found
    return None


def shifts_of(level: Level) -> list[float]:
    """By how many steps each figure's last days differ from those before."""
    figures = (of_figure(level.days, figure) for figure in range(len(FIGURES)))
    return [shift([step for step in steps if step != NOT_HEARD]) for steps in figures]


def days_before(level: Level, change: Change) -> int:
    """How many days a path was watched before a change."""
    steps = of_figure(level.days, 0)
    first = next((place for place, step in enumerate(steps) if step != NOT_HEARD), 0)
    return len(steps) - first - change.since


def accept(level: Level, change: Change) -> None:
    """What has changed is usual from now on: what was before is forgotten."""
    if change.gradual:
        level.weeks = level.weeks[-2 * len(FIGURES) :]
        return
    level.days = level.days[-change.since * len(FIGURES) :]
    # The week in which it changed is neither the one level nor the other.
    weeks = change.since // DAYS_A_WEEK
    level.weeks = level.weeks[-weeks * len(FIGURES) :] if weeks else b""


def _octets(path: Path) -> tuple[int, int]:
    return (
        path.initiator_octets_before + path.window_initiator_octets,
        path.responder_octets_before + path.window_responder_octets,
    )


def _week_of(days: bytes) -> tuple[int, ...]:
    """A week's three figures: each the middle one of its days that were heard."""
    figures = []
    for figure in range(len(FIGURES)):
        heard = [step for step in of_figure(days, figure)[-DAYS_A_WEEK:] if step != NOT_HEARD]
        figures.append(median_low(heard) if len(heard) >= FEWEST_DAYS_A_WEEK else NOT_HEARD)
    return tuple(figures)
