"""A path: initiator asset, responder asset, service, and what is usual on it.

Plain floats on purpose: River objects live per asset and window (design section 5.3; a path with
three EWMeans and an EWVar weighs three times as much). The struct is stored as it is.
"""

from functools import lru_cache

from msgspec import Struct

from models.calendar import HOUR_S
from schemas.path import PathStatus

SMOOTHING = 0.05
"""Weight of the newest flow in a path's running means: a memory of about 20 flows (1/SMOOTHING)."""

CHUNK = 64
"""Paths per stored record (design section 6: one record an asset would pass 1 MB)."""


class Path(Struct, array_like=True, gc=False):
    """State of one path. Times are seconds UTC; hours and days are incidences, at most one each.

    `gap_s` and `octets` are running means, `*_var` their running variances; `slot` is its place among
    its owner's chunks; `alert` the open alert its flows count to.
    """

    initiator: str
    responder: str
    service: str
    slot: int
    first_seen: float
    last_seen: float
    hour_end: float
    status: PathStatus = "learnt"
    flows: int = 0
    hours: int = 0
    days: int = 0
    day: int = -1
    initiator_octets: int = 0
    responder_octets: int = 0
    octets: float = 0.0
    octets_var: float = 0.0
    gap_s: float = 0.0
    gap_var: float = 0.0
    answered: bool = False
    alert: str | None = None
    held_since: float | None = None
    held_reason: str | None = None
    dirty: bool = False

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it this path within its site."""
        return (self.initiator, self.responder, self.service)


def hour_end_of(time: float) -> float:
    """The end of the clock hour (UTC) that `time` lies in; one shared object an hour, see `windows`."""
    return _hour_end(time // HOUR_S)


@lru_cache(maxsize=64)
def _hour_end(number: float) -> float:
    return (number + 1.0) * HOUR_S
