"""Sets the times of sensors right whose clocks are known to be wrong: only those that somebody has named."""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from schemas.flow import Flow


class ClockOffset(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The clock of `sensor` is so many seconds ahead of the true time; behind, where it is negative."""

    sensor: str
    ahead_s: float


def with_clocks(flows: Sequence[Flow], offsets: Sequence[ClockOffset]) -> Sequence[Flow]:
    """The same flows at their true times; with no offsets, the same object. No time becomes less than 0."""
    if not offsets:
        return flows
    ahead = {each.sensor: each.ahead_s for each in offsets}
    return [_set_right(flow, ahead.get(flow.sensor, 0.0)) for flow in flows]


def _set_right(flow: Flow, ahead_s: float) -> Flow:
    if not ahead_s:
        return flow
    return replace(flow, start=max(0.0, flow.start - ahead_s), end=max(0.0, flow.end - ahead_s))
