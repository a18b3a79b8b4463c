"""One sensor's mark: how far its time has come, what is held back of it, and when it began."""

from msgspec import Struct, field

from models.event_time.tick_trust import CONFIRM_FLOWS, JUMP_S
from schemas.flow import Flow


class Mark(Struct, array_like=True):
    """One sensor's state.

    `flows` counts all that were not parked; `behind` those since the last Tick that lay more than `JUMP_S`
    behind the mark, from `behind_first` to `behind_latest`. The horizon trails the mark: see `Watermarks.admits`.
    `began` is its first time, None before it; `restart` is where a long silence ended that may become its
    first time, None when there is none; `flows_at_restart` were before it. `stride` is the last step past the horizon
    that was believed, as long as no more than `flows_at_stride` flows are counted. `before` is the first and the last
    time of a watch that the clock has left for the far past; None when it has not.
    """

    sensor: str
    time: float
    horizon: float
    parked: list[Flow] = field(default_factory=list)
    parked_since: float = 0.0
    flows: int = 0
    flows_at_parking: int = 0
    behind: int = 0
    behind_latest: float = 0.0
    flows_at_tick: int = 0
    behind_first: float = 0.0
    began: float | None = None
    restart: float | None = None
    flows_at_restart: int = 0
    stride: float = 0.0
    flows_at_stride: int = 0
    before: tuple[float, float] | None = None


def sparse(mark: Mark) -> bool:
    """Whether the sensor's last flows were hours from each other."""
    return mark.stride > JUMP_S and mark.flows - mark.flows_at_stride < CONFIRM_FLOWS


def undecided(mark: Mark) -> bool:
    """Whether a Tick may decide something of this sensor."""
    return bool(mark.behind or mark.parked) or mark.restart is not None


def enough(mark: Mark) -> int:
    """How many flows at the old time speak against one that is far ahead.

    One does, since a sensor that has come so far has nothing more to say of before; but the rows of a sparse log
    may stand in any order.
    """
    return CONFIRM_FLOWS if sparse(mark) else 1
