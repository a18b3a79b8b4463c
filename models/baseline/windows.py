"""What an asset does per window of event time: counters while it runs, River statistics once it closes.

Late flows are left out of windows (and only of windows). A window with no traffic does not count:
the figures speak of active windows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter

from msgspec import Raw, Struct

WINDOW_S = 300.0
"""Five minutes, the interval NetFlow collectors and Zeek's own summaries report by (nfcapd's default)."""

FADING = 0.02
"""River's fading factor for per-window means: a memory of about 50 active windows (1/FADING)."""

TAIL = 0.95
"""The quantile kept of flows per window, estimated by the P2 algorithm (Jain and Chlamtac 1985)."""


@dataclass(slots=True, eq=False)
class WindowCounters:
    """The open window of one asset. `begin` 0 means none was opened yet. Plain slots, as `Path` and for its reason."""

    asset: str
    begin: float = 0.0
    end: float = 0.0
    flows: int = 0
    octets: int = 0
    dirty: bool = False


class StoredWindow(Struct, array_like=True, frozen=True, gc=False):
    """What is stored of an open window, apart from its asset, which changes seldom: 20,000 are written at a time."""

    begin: float
    end: float
    flows: int
    octets: int


stored_window: "Callable[[WindowCounters | StoredWindow], tuple[float, float, int, int]]" = attrgetter(
    *StoredWindow.__struct_fields__
)
"""A window as it is stored: the fields of a `StoredWindow` in their order, which msgspec writes as that struct."""


class WindowStatistics:
    """Running figures over an asset's closed windows.

    `stored` is what of them lies in the state, as long as no window has closed since: an asset's head is
    written for other reasons too, and these are half of what that costs (measured).
    """

    __slots__ = ("flows_mean", "flows_tail", "flows_var", "octets_mean", "octets_var", "stored", "windows")

    def __init__(self) -> None:
        # Here, since it takes half a second: whoever closes no window and reads none back does without.
        from river import stats  # noqa: PLC0415

        self.stored: Raw | None = None
        self.windows = 0
        self.flows_mean = stats.EWMean(fading_factor=FADING)
        self.flows_var = stats.EWVar(fading_factor=FADING)
        self.flows_tail = stats.Quantile(q=TAIL)
        self.octets_mean = stats.EWMean(fading_factor=FADING)
        self.octets_var = stats.EWVar(fading_factor=FADING)

    def close(self, counters: WindowCounters) -> None:
        """Learn one closed window."""
        self.stored = None
        self.windows += 1
        self.flows_mean.update(counters.flows)
        self.flows_var.update(counters.flows)
        self.flows_tail.update(counters.flows)
        self.octets_mean.update(counters.octets)
        self.octets_var.update(counters.octets)

    @property
    def flows_per_window(self) -> float:
        """The running mean of flows per active window."""
        return float(self.flows_mean.get())

    @property
    def octets_per_window(self) -> float:
        """The running mean of octets per active window."""
        return float(self.octets_mean.get())


@lru_cache(maxsize=64)
def _bounds(number: float) -> tuple[float, float]:
    """Begin and end of a window.

    Remembered so that all assets share the same two objects: they are compared for every flow, and twenty
    thousand copies of them would not stay in the processor's cache (measured: 0.3 us a flow).
    """
    return number * WINDOW_S, (number + 1.0) * WINDOW_S


def put_back(counters: WindowCounters, stored: StoredWindow) -> None:
    """A window as it was stored."""
    counters.begin, counters.end, counters.flows, counters.octets = stored_window(stored)


def open_window(counters: WindowCounters, time: float) -> None:
    """Start the window that `time` lies in; windows begin at whole multiples of `WINDOW_S`."""
    counters.begin, counters.end = _bounds(time // WINDOW_S)
    counters.flows = counters.octets = 0
