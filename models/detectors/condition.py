"""What holds, or no longer holds, without a new path: the news of detectors that listen to time."""

from collections.abc import Mapping

from msgspec import Struct

from models.detectors.sighting import Finding
from models.event_time.mark import Mark


class Moment(Struct, frozen=True):
    """The site at a Tick that is believed: its time, seconds UTC, and how far each sensor has come."""

    time: float
    sensors: Mapping[str, Mark]


class Condition(Struct, frozen=True):
    """Something that holds `since` a time, as seen at `time`. Told again, it goes on and is no second alert."""

    finding: Finding
    since: float
    time: float


class Over(Struct, frozen=True):
    """What was told as a condition has ended. `cause` is that of its finding."""

    cause: tuple[str, ...]
    time: float
