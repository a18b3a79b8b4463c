"""When a sensor, or a part of what it watches, was not heard: what was silent then is nobody's silence.

A gap is seen by the sensor's newest flow, whose time stands still. Where one log holds what several sensors see and
names none, one of them may be down unseen; so where most expected paths are overdue at once that is a gap, too.
"""

from collections.abc import Sequence

from msgspec import Struct, field

from models.event_time.calendar import DAY_S
from models.findings.expected.usual_pauses import SHORT_S

TIMES_LONGER = 3.0
"""A step of a sensor's time is a gap where it is so many times the longest that was usual. A convention."""

FIRST_LONGEST_S = 60.0
"""What is taken for usual at first: as often as detectors hear the clock (`LISTENED_EVERY_S`)."""

HALVED_S = 7 * DAY_S
"""Of the longest usual step a half is left after a week."""

MOST_GAPS = 16
"""Of each kind kept for a sensor: a silence lies within hours, and a sensor with more gaps than that in them tells
nothing anyway. 288 octets."""

Stretch = tuple[float, float]


class SensorGaps(Struct, array_like=True):
    """One sensor: its newest flow, the longest usual step of its time, and when nothing, or too little, was heard.

    `gaps` are those of all it says, `partly` those of most expected paths; first and last second UTC, the oldest first.
    """

    last: float
    longest_s: float = FIRST_LONGEST_S
    gaps: list[Stretch] = field(default_factory=list)
    partly: list[Stretch] = field(default_factory=list)


def heard(sensor: SensorGaps, time: float) -> bool:
    """The sensor's newest flow is of this time now; whether that moved."""
    step_s = time - sensor.last
    if step_s == 0.0:
        return False
    if step_s > max(SHORT_S, TIMES_LONGER * sensor.longest_s):
        sensor.gaps = [*sensor.gaps, (sensor.last, time)][-MOST_GAPS:]
    elif step_s > 0.0:
        sensor.longest_s = max(step_s, FIRST_LONGEST_S, sensor.longest_s * 0.5 ** (step_s / HALVED_S))
    sensor.last = time
    return True


def partly_heard(sensor: SensorGaps, begin: float, end: float) -> None:
    """Most expected paths are overdue from one time to another."""
    before = [each for each in sensor.partly if each[1] < begin]
    joined = [each for each in sensor.partly if each[1] >= begin]
    first = min([begin, *(each[0] for each in joined)])
    sensor.partly = [*before, (first, max([end, *(each[1] for each in joined)]))][-MOST_GAPS:]


def heard_s(sensor: SensorGaps, begin: float, now: float) -> float:
    """For how long, of the time from `begin` to `now`, the sensor was heard, in seconds."""
    end = min(now, sensor.last)
    return max(0.0, end - begin - _within([*sensor.gaps, *sensor.partly], begin, end))


def missed(stretches: Sequence[Stretch], begin: float, end: float) -> bool:
    """Whether some of the time from `begin` to `end` lies in one of the stretches."""
    return any(each[0] < end and each[1] > begin for each in stretches)


def _within(stretches: Sequence[Stretch], begin: float, end: float) -> float:
    """How much of a time lies in the stretches, those that overlap counted once."""
    total, counted = 0.0, begin
    for first, last in sorted(stretches):
        if min(last, end) > max(first, counted):
            total += min(last, end) - max(first, counted)
            counted = min(last, end)
    return total
