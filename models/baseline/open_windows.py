"""The windows that are open: which paths and assets have one, and when it is over.

It is over when a flow of the next one comes, or when the site's clock is `SETTLE_S` past its end. Paths' windows are
closed by the clock only where a detector listens to them. What is stored of a path is not written anew when the clock
closes its window: up to where that was done (`closed_until`) tells it after a restart.
"""

from collections.abc import Iterable, Iterator

from msgspec import Struct

from models.baseline.asset import Asset
from models.baseline.path import Path
from models.baseline.windows import ALWAYS, WINDOW_S, WindowSums, window_bounds
from schemas.flow import Flow

SETTLE_S = 60.0
"""The clock closes a window so long after its end: Zeek writes a UDP flow a minute after its last packet
(`udp_inactivity_timeout`). It is less than a window, so that windows close in their order."""


class PathWindow(Struct, frozen=True, kw_only=True):
    """What a path counted in one window that is over.

    `begin`, `first` and `last` are seconds UTC, the last two the ends of its first and last flow. `failures` are flows
    that nobody answered or that were refused. `operations` are classes, bits of `schemas/services/operations.py`.
    The gaps between flows are `last - first` over `flows - 1` on average; the path has their running mean and variance.
    """

    path: Path
    begin: float
    first: float
    last: float
    flows: int
    initiator_octets: int
    responder_octets: int
    initiator_packets: int
    responder_packets: int
    failures: int
    operations: int


class OpenWindows:
    """Those of one site."""

    def __init__(self, *, heard: bool) -> None:
        """`heard`: whether a detector listens to paths' windows."""
        self.heard = heard
        self.closed_until = 0.0
        """Windows that end up to here were closed by the clock, seconds UTC."""
        self.changed: list[WindowSums] = []
        """Sums that changed since the last checkpoint."""
        self._paths: dict[float, list[Path]] = {}
        self._assets: dict[float, list[Asset]] = {}
        self._begin = self._end = 0.0
        """Of the window opened last: nearly always the next one is the same, at the same two objects."""

    def open(self, path: Path, time: float) -> None:
        """Begin the window that `time` lies in, with nothing counted; what the one before held stays in the whole."""
        if not self.heard:
            return
        path.flows_before += path.window_flows
        path.initiator_octets_before += path.window_initiator_octets
        path.responder_octets_before += path.window_responder_octets
        path.window_flows = path.window_initiator_octets = path.window_responder_octets = 0
        path.window_initiator_packets = path.window_responder_packets = 0
        path.window_failures = path.window_operations = 0
        if not self._begin <= time < self._end:
            self._begin, self._end = window_bounds(time)
        path.window_begin, path.window_end, path.window_first = self._begin, self._end, time
        path.window_is_late = path.window_end <= self.closed_until
        if not path.window_is_late:
            self._paths.setdefault(path.window_begin, []).append(path)

    def handed(self, path: Path) -> PathWindow:
        """What a path's open window has counted."""
        return PathWindow(
            path=path,
            begin=path.window_begin,
            first=path.window_first,
            last=path.last_seen,
            flows=path.window_flows,
            initiator_octets=path.window_initiator_octets,
            responder_octets=path.window_responder_octets,
            initiator_packets=path.window_initiator_packets,
            responder_packets=path.window_responder_packets,
            failures=path.window_failures,
            operations=path.window_operations,
        )

    def start(self, asset: Asset, time: float) -> None:
        """An asset's window that `time` lies in begins, with nothing counted."""
        if not self._begin <= time < self._end:
            self._begin, self._end = window_bounds(time)
        asset.window.start(self._begin, self._end)
        if self._end > self.closed_until:
            self._assets.setdefault(self._begin, []).append(asset)

    def due(self, clock: float) -> Iterator[float]:
        """Begins of the windows that the clock closes, in their order, seconds UTC. Each is to be closed at once."""
        until = window_bounds(clock - SETTLE_S)[0]
        if until <= self.closed_until:
            return
        for begin in sorted(begin for begin in self._paths.keys() | self._assets.keys() if begin < until):
            yield begin
            self.closed_until = max(self.closed_until, begin + WINDOW_S)
        self.closed_until = until

    def paths_of(self, begin: float) -> list[Path]:
        """The paths whose window that begins then is open, by key. They are not told again."""
        still = [path for path in self._paths.pop(begin, ()) if path.window_begin == begin < path.window_end]
        return sorted(still, key=_by_key)

    def assets_of(self, begin: float) -> list[Asset]:
        """The assets whose window that begins then has traffic, by id. They are not told again."""
        still = [asset for asset in self._assets.pop(begin, ()) if asset.window.begin == begin and asset.window.flows]
        return sorted(still, key=_by_id)

    def put_back(self, assets: Iterable[Asset], paths: Iterable[Path]) -> None:
        """Know the windows of what was restored; those that the clock had closed are over."""
        for path in paths:
            self._put_back(path)
        for asset in assets:
            sums = asset.window
            if sums.flows and self.closed_until < sums.end < ALWAYS:
                self._assets.setdefault(sums.begin, []).append(asset)
            if asset.broadcasts is not None:
                self._put_back(asset.broadcasts)

    def step_back(self, clock: float, paths: Iterable[Path], assets: Iterable[Asset]) -> Iterator[Path]:
        """The clock was set back. Returns the paths whose windows it had closed past its new time: to be stored so.

        An asset's window that began when the clock had closed it already is open again: the clock closes it once more.
        """
        until = window_bounds(clock)[0]
        if until < self.closed_until:
            for asset in assets:
                sums = asset.window
                if sums.flows and until < sums.end <= self.closed_until:
                    self._assets.setdefault(sums.begin, []).append(asset)
            self.closed_until = until
            for path in paths:
                if not path.window_is_open and path.window_end > until:
                    yield path

    def forget(self, asset: Asset) -> None:
        """Drop what an asset's windows counted, and what it sends to nobody: it is learnt anew."""
        asset.broadcasts = None
        self.drop(asset)

    def drop(self, asset: Asset) -> None:
        """Drop what an asset's window counted: its time is not believed any more, or it is learnt anew."""
        if not asset.record.external:
            asset.window.start(0.0, 0.0)
            self.change(asset.window)

    def cut(self, path: Path, time: float) -> None:
        """End a path's window untold, since its time is not believed any more; the next begins past that of `time`."""
        path.window_begin = path.window_end = window_bounds(time)[0]
        path.next_due = 0.0

    def change(self, sums: WindowSums) -> None:
        """Mark sums as changed since the last checkpoint."""
        if not sums.dirty:
            sums.dirty = True
            self.changed.append(sums)

    def _put_back(self, path: Path) -> None:
        if not self.heard or not path.window_is_open or path.window_is_late:
            return
        if path.window_end <= self.closed_until:
            path.window_begin = path.window_end
        else:
            self._paths.setdefault(path.window_begin, []).append(path)


def count_late(path: Path, flow: Flow, *, failed: bool) -> None:
    """A flow that ended before the path's window began counts, but not in that window."""
    path.first_seen = min(path.first_seen, flow.end)
    path.flows_before += 1
    path.window_flows -= 1
    initiator_octets, responder_octets = flow.initiator_octets or 0, flow.responder_octets or 0
    path.initiator_octets_before += initiator_octets
    path.responder_octets_before += responder_octets
    path.window_initiator_octets -= initiator_octets
    path.window_responder_octets -= responder_octets
    path.window_initiator_packets -= flow.initiator_packets or 0
    path.window_responder_packets -= flow.responder_packets or 0
    if failed:
        path.window_failures -= 1


def _by_id(asset: Asset) -> str:
    return asset.id


def _by_key(path: Path) -> tuple[str, str, str]:
    return path.key
