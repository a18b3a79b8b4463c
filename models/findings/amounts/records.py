"""What is kept of how much devices and paths move: one record each, of a device's weekday or of a path."""

from math import exp, log

from msgspec import Struct, field

HALVED_S = 56 * 86_400.0
"""Of the most that was ever moved a half is left after eight weeks, so that what comes each month goes on to be known
by its size."""

FADING = 0.02
"""Weight of the newest figure in a running one: a memory of 50, two weeks of a path's quarters of a day."""


class HourFigures(Struct, array_like=True):
    """What one asset moved in the windows of one hour of the week: running means and variances, in octets.

    Plain numbers: two of River's objects for each way take 2.3 kB (measured), and an asset has 168 hours.
    """

    windows: int = 0
    sent_mean: float = 0.0
    sent_var: float = 0.0
    received_mean: float = 0.0
    received_var: float = 0.0


class WayFigures(Struct, array_like=True):
    """What a path moved one way in its quarters of a day with traffic: running mean and variance of ln octets.

    Of natural logarithms, since amounts differ by factors: a way that people use is wide, one of a machine narrow.
    """

    blocks: int = 0
    mean: float = 0.0
    var: float = 0.0

    @property
    def typical(self) -> float:
        """The geometric mean, in octets."""
        return exp(self.mean)

    def at(self, spreads: float) -> float:
        """The octets that lie so many standard deviations above the mean."""
        # Past any amount there is (e^60 octets), so that a wide way does not end in an overflow.
        return exp(min(60.0, self.mean + spreads * self.var**0.5))

    def learn(self, octets: float) -> None:
        """Take a quarter of a day in which something was moved; the first ones count alike."""
        self.blocks += 1
        weight = max(FADING, 1.0 / self.blocks)
        delta = log(octets) - self.mean
        self.mean += weight * delta
        self.var = (1.0 - weight) * (self.var + weight * delta * delta)


class PathAmounts(Struct, array_like=True):
    """One path. Times are seconds UTC, amounts octets of one quarter of a day.

    `since` is when it was looked at first, `begin` when the quarter that is counted began, and the next three are what
    the path had in all by then. `active` is when the last quarter with traffic began, 0: none yet, and `apart` by how
    many quarters such ones lie apart on average. `most` is the most of either way, `newest` that of the last quarter,
    which counts one quarter later: what goes on is not measured by its own beginning. `told` is when the quarter began
    in which it was told last; 0: never.
    """

    since: float
    begin: float
    flows: int
    initiator_octets: int
    responder_octets: int
    active: float = 0.0
    apart: float = 1.0
    flows_mean: float = 0.0
    sent: WayFigures = field(default_factory=WayFigures)
    received: WayFigures = field(default_factory=WayFigures)
    most: float = 0.0
    newest: float = 0.0
    told: float = 0.0


class Kept(Struct, array_like=True):
    """One record: the hours of one day of the week, 0 to 23, of one asset; its largest windows; or a path.

    By day, since a restore costs 20 us a record. `*_most` are octets as they were at `time`, seconds UTC, 0 where none
    moved more than half of what is told at least. `*_past` is when the last window began that was past what is usual.
    """

    hours: dict[int, HourFigures] = field(default_factory=dict)
    time: float = 0.0
    sent_most: float = 0.0
    received_most: float = 0.0
    path: PathAmounts | None = None
    sent_past: float = 0.0
    received_past: float = 0.0

    def most(self, time: float) -> tuple[float, float]:
        """What is left at a time of the most octets that were sent and received."""
        left = min(1.0, 0.5 ** ((time - self.time) / HALVED_S))
        return left * self.sent_most, left * self.received_most

    def is_second(self, way: str, time: float, within_s: float) -> bool:
        """A window that begins at a time is past what is usual; whether another one was, not long before."""
        before = self.sent_past if way == "sent" else self.received_past
        if way == "sent":
            self.sent_past = time
        else:
            self.received_past = time
        return time - before <= within_s

    def grow(self, time: float, sent: float, received: float) -> bool:
        """Take one more window; whether it is a largest one."""
        sent_most, received_most = self.most(time)
        if sent <= sent_most and received <= received_most:
            return False
        self.time = max(self.time, time)
        self.sent_most, self.received_most = max(sent, sent_most), max(received, received_most)
        return True
