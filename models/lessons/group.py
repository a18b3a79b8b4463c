"""One kind of alert between two places, what people called such alerts, and the points that follow from it.

The points are bounded and monotone: one more `expected` never raises them, one more `malicious` never lowers them.

    m = River's EWMean over the words in their order, from 0.5 on: 0 for expected, 1 for malicious, each word a fifth
    m > 0.5                                   10 * (2m - 1) points more: 2 for the first malicious, 5 for the third
    three expected or more, none malicious    15 * (1 - 2m) points less: 7 for three, 10 for five, 13 for ten
    else                                      none
"""

from collections.abc import Iterable
from hashlib import blake2b

from msgspec import Struct

from models.event_time.calendar import DAY_S
from schemas.attack import AlertKind

A_WORDS_SHARE = 0.2
"""What the newest word weighs in the mean, so that five words ago counts a third of it. A convention."""

UNDECIDED = 0.5
"""The mean before any word: such an alert may be either."""

LESS_AT_MOST = 15.0
"""Three quarters of a level: what is taught takes no alert down by a whole one. A convention."""

MORE_AT_MOST = 10.0
"""Half a level, as a second witness adds. A convention."""

LESS_FROM = 3
"""Alerts that must have been called expected: twice may be chance. A convention."""

KEPT_S = 90 * DAY_S
"""How long a word teaches: a quarter of a year, in which most plants change. A convention."""

MAX_LESSONS = 32
"""Of one group; the oldest gives way, which weighs less than a thousandth of the mean by then."""


class Lesson(Struct, array_like=True, frozen=True):
    """One alert that was judged: which, when (seconds UTC), as what, and by which word (None: none alone)."""

    alert: str
    said: float
    malicious: bool
    word: str | None = None


class Group(Struct, array_like=True):
    """Alerts of a kind from one place to another: the zones, or sides, of their ends; None: there is no such end.

    `controls` says whether the service controls a host or a process; None where the alert names no service. `mean` is
    River's, of the lessons in their order: 0 where all were expected, 1 where all were malicious.
    """

    id: str
    kind: AlertKind
    from_: str | None
    to: str | None
    controls: bool | None
    lessons: list[Lesson] = []
    mean: float = UNDECIDED

    @property
    def malicious(self) -> int:
        """How many were malicious."""
        return sum(lesson.malicious for lesson in self.lessons)

    @property
    def expected(self) -> int:
        """How many were expected."""
        return len(self.lessons) - self.malicious

    @property
    def points(self) -> float:
        """What the words come to, in whole points of severity: from -15 to 10."""
        if self.mean > UNDECIDED:
            return float(round(MORE_AT_MOST * (2.0 * self.mean - 1.0)))
        if self.malicious or self.expected < LESS_FROM:
            return 0.0
        return -float(round(LESS_AT_MOST * (1.0 - 2.0 * self.mean)))

    @property
    def latest(self) -> float:
        """When the newest word was said, seconds UTC; 0 without any."""
        return max((lesson.said for lesson in self.lessons), default=0.0)

    def teach(self, lesson: Lesson) -> bool:
        """Take a lesson. One word counts once, however many alerts it settles. Whether that changed anything."""
        for known in self.lessons:
            if known.alert == lesson.alert and known.malicious == lesson.malicious:
                return False
            if known.alert != lesson.alert and known.word is not None and known.word == lesson.word:
                return False
        others = [known for known in self.lessons if known.alert != lesson.alert]
        self._set([*others, lesson][-MAX_LESSONS:])
        return True

    def keep(self, lessons: Iterable[Lesson]) -> bool:
        """Go on with these alone, a part of those that are there. Whether any went."""
        kept = list(lessons)
        if len(kept) == len(self.lessons):
            return False
        self._set(kept)
        return True

    def _set(self, lessons: list[Lesson]) -> None:
        self.lessons = lessons
        self.mean = mean_of(lessons)


def mean_of(lessons: Iterable[Lesson]) -> float:
    """The mean that River makes of lessons, learnt one after the other.

    It is learnt anew whenever a lesson comes or goes, so what is taken back leaves no trace.
    """
    # Here, since it takes half a second: see `models/baseline/window_statistics.py`.
    from river import stats  # noqa: PLC0415

    mean = stats.EWMean(fading_factor=A_WORDS_SHARE)
    mean.update(UNDECIDED)
    for lesson in lessons:
        mean.update(float(lesson.malicious))
    return float(mean.get())


def group_id(kind: AlertKind, from_: str | None, to: str | None, *, controls: bool | None) -> str:
    """40 bits of BLAKE2b over what makes a group: its name among the records of the state."""
    text = "\x1f".join((kind, from_ or "", to or "", str(controls)))
    return blake2b(text.encode(), digest_size=5).hexdigest()
