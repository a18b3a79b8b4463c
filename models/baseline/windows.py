"""Windows of event time: five minutes of a path or of an asset.

A path's flows are counted in its own window while they come. When a window is over, what its paths counted is summed up
for both of their assets (`open_windows.py`), and an asset's sum is learnt (`window_statistics.py`). Late flows are
left out of windows (and only of windows). A window with no traffic does not count: the figures speak of active windows.
"""

from dataclasses import dataclass
from functools import lru_cache

WINDOW_S = 300.0
"""Five minutes, the interval NetFlow collectors and Zeek's own summaries report by (nfcapd's default)."""


@dataclass(slots=True, eq=False)
class WindowSums:
    """What the paths of one asset counted in the window that begins at `begin`; 0 means none yet.

    `sent_octets` and `received_octets` are the asset's own, whoever began.
    """

    asset: str
    begin: float = 0.0
    flows: int = 0
    sent_octets: int = 0
    received_octets: int = 0
    dirty: bool = False

    def start(self, begin: float) -> None:
        """Begin anew with a window."""
        self.begin, self.flows, self.sent_octets, self.received_octets = begin, 0, 0, 0


def window_bounds(time: float) -> tuple[float, float]:
    """Begin and end of the window that `time` lies in; windows begin at whole multiples of `WINDOW_S`."""
    return _bounds(time // WINDOW_S)


@lru_cache(maxsize=64)
def _bounds(number: float) -> tuple[float, float]:
    """Remembered so that all paths share the same two objects.

    They are compared for every flow, and twenty thousand copies of them would not stay in the processor's cache
    (measured: 0.3 us a flow).
    """
    return number * WINDOW_S, (number + 1.0) * WINDOW_S
