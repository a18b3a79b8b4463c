"""Windows of event time: five minutes of a path or of an asset.

A flow counts in the window of its path and in those of both assets (`open_windows.py` says when one is over); an
asset's is learnt then (`window_statistics.py`). Late flows are left out of windows (and only of windows). A window with
no traffic does not count: the figures speak of active windows.
"""

from dataclasses import dataclass
from functools import lru_cache

WINDOW_S = 300.0
"""Five minutes, the interval NetFlow collectors and Zeek's own summaries report by (nfcapd's default)."""


ALWAYS = float("inf")


@dataclass(slots=True, eq=False)
class WindowSums:
    """What an asset moved in the window from `begin` to `end`, seconds UTC; a `begin` of 0: none was opened yet.

    `begun` are the flows that it initiated, `answered` those that others initiated with it. `sent_octets` and
    `received_octets` are the asset's own, whoever began. Plain slots, since they are written for every flow.
    """

    asset: str
    begin: float = 0.0
    end: float = 0.0
    begun: int = 0
    answered: int = 0
    sent_octets: int = 0
    received_octets: int = 0
    dirty: bool = False

    def start(self, begin: float, end: float) -> None:
        """Begin anew with a window."""
        self.begin, self.end, self.begun, self.answered = begin, end, 0, 0
        self.sent_octets = self.received_octets = 0

    @property
    def flows(self) -> int:
        """All flows, in either role."""
        return self.begun + self.answered


def without_end(asset: str) -> WindowSums:
    """Sums that nobody looks at, of one window that never ends: those of nobody, and of peers on the internet."""
    return WindowSums(asset, begin=-ALWAYS, end=ALWAYS, dirty=True)


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
