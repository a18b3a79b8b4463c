"""What is kept of expected paths, of the sensors that see them, and of silences that are told: one record each."""

from msgspec import Struct

from models.baseline.path import Path
from models.findings.expected import usual_pauses
from models.findings.expected.sensor_gaps import SensorGaps
from models.findings.expected.usual_pauses import NEVER_WATCHED

PathKey = tuple[str, str, str]


class ExpectedPath(Struct, array_like=True):
    """One path: since when it is watched, which sensor sees it, and its longest pauses by the hour of the week.

    `paused` is when it spoke last, while it has said nothing for longer than `SHORT_S`; None while it speaks.
    `counted_from` is since when its pause counts: later than `paused` where others of a silence that is over spoke
    again sooner. `silence` is the key of the silence that tells of it. Times are seconds UTC. `longest` is the largest
    of `waits`, which is asked each minute.
    """

    sensor: str
    since: float
    waits: bytes = NEVER_WATCHED
    paused: float | None = None
    counted_from: float = 0.0
    silence: str | None = None
    longest: int = 1

    @property
    def longest_s(self) -> float:
        """The longest of all its pauses, in seconds."""
        return usual_pauses.seconds_of(self.longest)

    @property
    def rests(self) -> bool:
        """Whether it was ever silent for hours."""
        return self.longest > usual_pauses.RESTING

    def learn(self, waits: bytes, pause_s: float) -> None:
        """These are its longest pauses from now on, after one of so many seconds."""
        self.waits, self.longest = waits, max(self.longest, usual_pauses.step_of(pause_s))

    def fade(self, hour: int) -> bool:
        """An hour of the week has passed: what was usual in it fades by a step. Whether that changed anything."""
        before, waits = self.waits[hour], usual_pauses.watched(self.waits, hour)
        if waits is self.waits:
            return False
        self.waits = waits
        if before == self.longest:
            self.longest = max(waits)
        return True


class Silence(Struct, array_like=True):
    """What is told: its paths, when the first and the last of them spoke last, and when it was told; seconds UTC."""

    members: list[str]
    since: float
    newest: float
    told: float


class Kept(Struct, array_like=True):
    """One record: of a path, of a sensor, or of a silence."""

    path: ExpectedPath | None = None
    sensor: SensorGaps | None = None
    silence: Silence | None = None


class Expected(Struct):
    """An expected path at a Tick: its key in the memory, the path itself, and what is kept of it."""

    key: str
    path: Path
    kept: ExpectedPath
