"""A path: initiator asset, responder asset, service, and what is usual on it.

Plain floats on purpose: River objects live per asset and window (design section 5.3; a path with
three EWMeans and an EWVar weighs three times as much). The struct is stored as it is.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from operator import attrgetter
from sys import intern
from typing import Any

from msgspec import Struct

from models.baseline.asset import Asset
from models.baseline.windows import WINDOW_S, WindowSums, window_bounds
from models.event_time.calendar import HOUR_S
from schemas.path import PathStatus

SMOOTHING = 0.05
"""Weight of the newest flow in a path's running means: a memory of about 20 flows (1/SMOOTHING)."""

PathCheck = tuple[str | None, str | None, str]
"""Both MACs and the realm: what tells a flow's path besides addresses, port, transport and service."""

CHUNK = 2
"""Paths per stored record. A record is written anew when any of its paths was seen, so each more of them is written for
nothing where busy paths lie among quiet ones: with 20,000 active assets a flow costs 681 bytes of the log at 8 paths a
record, 444 at 4, 303 at 2 and 227 at 1. At 1 loading takes half as long again (measured: `benchmarks.checkpoint`,
`benchmarks.recovery`), since each record costs one more key."""


class StoredPath(Struct, array_like=True, gc=False):
    """What is stored of a path. Times are seconds UTC; hours and days are incidences, at most one each.

    `gap_s` and `octets` are running means, `*_var` their running variances; `window_*` is what its window counted so
    far, `*_before` what was counted before that; `slot` is its place among its owner's chunks; `alert` the open alert
    its flows count to, or what stands for one (see `graph`); `learnt_by` why it is learnt, where not on its own: the id
    of a person's word, or `graph.UNREVIEWED`; `note` what its sensor itself found in it last, such as an alert of
    Suricata.
    """

    initiator: str
    responder: str
    service: str
    slot: int
    first_seen: float
    last_seen: float
    hour_end: float
    status: PathStatus
    hours: int
    days: int
    day: int
    flows_before: int
    initiator_octets_before: int
    responder_octets_before: int
    window_end: float
    window_is_open: bool
    window_is_late: bool
    window_first: float
    window_flows: int
    window_initiator_octets: int
    window_responder_octets: int
    window_initiator_packets: int
    window_responder_packets: int
    window_failures: int
    window_operations: int
    operations: int
    operations_since: float
    octets: float
    octets_var: float
    gap_s: float
    gap_var: float
    answered: bool
    alert: str | None
    held_since: float | None
    held_reason: str | None
    learnt_by: str | None
    note: str | None = None


@dataclass(slots=True, eq=False)
class Path:
    """One path while running: what is stored (see `StoredPath`), and where its flows count.

    A plain class with slots, since its fields are written for every flow: a struct's writes cost
    twice as much (measured: 32 against 19 ns). `check` and `cache_version` belong to the path cache.

    `window_*` is the accumulator of the window that is open: flows, octets and packets of both ends, flows that failed,
    the end of its first flow, and the classes of operations asked for (bits, see `schemas/services/operations.py`).
    `operations` are all that were ever asked for, since `operations_since`.
    `window_begin` equals `window_end` where none is open; the counters then stay as they are until the next one opens.
    None ever does as long as no detector listens to paths' windows, which costs where traffic is sparse (a tenth of the
    core's time, measured). `window_is_late`: it was opened for flows of a time whose windows were closed already, so
    only the path's own next window closes it. `next_due` is when its hour or window ends; 0: to be looked up.
    """

    initiator: str
    responder: str
    service: str
    slot: int
    first_seen: float
    last_seen: float
    hour_end: float
    initiator_asset: Asset
    responder_asset: Asset
    status: PathStatus = "learnt"
    hours: int = 0
    days: int = 0
    day: int = -1
    flows_before: int = 0
    initiator_octets_before: int = 0
    responder_octets_before: int = 0
    window_end: float = 0.0
    window_is_late: bool = False
    window_first: float = 0.0
    window_flows: int = 0
    window_initiator_octets: int = 0
    window_responder_octets: int = 0
    window_initiator_packets: int = 0
    window_responder_packets: int = 0
    window_failures: int = 0
    window_operations: int = 0
    operations: int = 0
    operations_since: float = 0.0
    octets: float = 0.0
    octets_var: float = 0.0
    gap_s: float = 0.0
    gap_var: float = 0.0
    answered: bool = False
    alert: str | None = None
    held_since: float | None = None
    held_reason: str | None = None
    learnt_by: str | None = None
    note: str | None = None
    dirty: bool = False
    check: PathCheck | None = None
    cache_version: int = -1
    window_begin: float = 0.0
    next_due: float = 0.0
    initiator_sums: WindowSums = field(init=False)
    responder_sums: WindowSums = field(init=False)

    def __post_init__(self) -> None:
        """Keep both assets' windows at hand: the way over the assets costs two more look-ups a flow."""
        self.initiator_sums = self.initiator_asset.window
        self.responder_sums = self.responder_asset.window

    @property
    def flows(self) -> int:
        """All flows, those of the open window too."""
        return self.flows_before + self.window_flows

    @property
    def initiator_octets(self) -> int:
        """All octets that the initiator sent."""
        return self.initiator_octets_before + self.window_initiator_octets

    @property
    def responder_octets(self) -> int:
        """All octets that the responder sent."""
        return self.responder_octets_before + self.window_responder_octets

    @property
    def window_is_open(self) -> bool:
        """Whether a window is counted that was not handed to detectors yet."""
        return self.window_begin < self.window_end

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it this path within its site."""
        return (self.initiator, self.responder, self.service)


stored_fields: "Callable[[Path | StoredPath], tuple[Any, ...]]" = attrgetter(*StoredPath.__struct_fields__)
"""A path as it is stored: the fields of a `StoredPath` in their order, which msgspec writes as that struct."""

_OWN = StoredPath.__struct_fields__.index("status")
"""Where a path's own fields go on after its two assets, in the order in which `Path` takes them."""

_DERIVED = StoredPath.__struct_fields__.index("window_is_open")
"""The one that `Path` does not take, since it tells it from its window's begin and end."""


def path_from(stored: StoredPath, initiator: Asset, responder: Asset) -> Path:
    """A stored path, running again.

    Texts and bounds are shared as they were before: twenty thousand hosts would else be named once a path.
    """
    fields = stored_fields(stored)
    # By position: a restore makes a million of them, and fields set by name cost twice as much (measured: 5 to 2.5 us).
    path = Path(*(*fields[:_OWN], initiator, responder, *fields[_OWN:_DERIVED], *fields[_DERIVED + 1 :]))
    path.initiator, path.responder = initiator.record.id, responder.record.id
    path.service = intern(stored.service)
    path.hour_end = hour_end_of(stored.hour_end - HOUR_S)
    path.window_begin, path.window_end = window_bounds(stored.window_end - WINDOW_S)
    if not stored.window_is_open:
        path.window_begin = path.window_end
    return path


def hour_end_of(time: float) -> float:
    """The end of the clock hour (UTC) that `time` lies in; one shared object an hour, see `windows`."""
    return _hour_end(time // HOUR_S)


@lru_cache(maxsize=64)
def _hour_end(number: float) -> float:
    return (number + 1.0) * HOUR_S
