"""What each asset of the plant did in each window of time, as figures: for rules that look at several at once.

Both of its ends count: what it began and what it was asked. Zeek's conn.log does not say what was asked for, so the mix
of operations is that of services. A window in which an asset did nothing is none.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from replay.evaluate.raised import Pair, Raised
from replay.evaluate.rivals.rows import Row

DAY_S = 86_400.0

NAMES = ("begun", "asked", "peers", "services", "failures", "sent", "received", "mix")
"""Of the figures, in their order: all logarithms of one more but `failures` (a share) and `mix` (bits)."""


class Window(NamedTuple):
    """One asset's window. `begin` is UTC seconds; `pairs` are the paths that it was on."""

    begin: float
    asset: str
    figures: tuple[float, ...]
    pairs: frozenset[Pair]


class _Counts:
    """Of one asset in one window."""

    __slots__ = ("asked", "begun", "failures", "pairs", "received", "sent", "services")

    def __init__(self) -> None:
        self.begun = self.asked = self.failures = self.sent = self.received = 0
        self.pairs: set[Pair] = set()
        self.services: dict[str, int] = {}

    def add(self, row: Row, *, began: bool) -> None:
        self.begun += began
        self.asked += not began
        self.failures += not row.answered
        self.sent += row.sent if began else row.received
        self.received += row.received if began else row.sent
        self.pairs.add((row.initiator, row.responder))
        self.services[row.service] = self.services.get(row.service, 0) + 1

    def figures(self) -> tuple[float, ...]:
        total = self.begun + self.asked
        shares = [count / total for count in self.services.values()]
        counts = (self.begun, self.asked, len(self.pairs), len(self.services), self.sent, self.received)
        begun, asked, peers, services, sent, received = (math.log1p(count) for count in counts)
        mix = -sum(share * math.log2(share) for share in shares)
        return begun, asked, peers, services, self.failures / total, sent, received, mix


def asset_windows(rows: Iterable[Row], window_s: float, guarded: Callable[[str], bool]) -> Iterator[Window]:
    """The windows of guarded assets by time and then by address, each once two later ones have begun.

    A row that comes later still is left out.
    """
    open_windows: dict[int, dict[str, _Counts]] = {}
    same: dict[frozenset[Pair], frozenset[Pair]] = {}
    closed = newest = -1
    for row in rows:
        place = int(row.end // window_s)
        if place <= closed:
            continue
        counted = open_windows.setdefault(place, {})
        for asset, began in ((row.initiator, True), (row.responder, False)):
            if guarded(asset):
                counted.setdefault(asset, _Counts()).add(row, began=began)
        if place > newest:
            newest = place
            for each in sorted(one for one in open_windows if one < newest - 1):
                yield from _closed(each * window_s, open_windows.pop(each), same)
                closed = each
    for each in sorted(open_windows):
        yield from _closed(each * window_s, open_windows[each], same)


def _closed(
    begin: float, counted: Mapping[str, _Counts], same: dict[frozenset[Pair], frozenset[Pair]]
) -> Iterator[Window]:
    for asset in sorted(counted):
        # Polling is on the same paths in each window: kept once, they take a tenth of the memory.
        pairs = frozenset(counted[asset].pairs)
        yield Window(begin, asset, counted[asset].figures(), same.setdefault(pairs, pairs))


def told_by_day(kind: str, found: Iterable[tuple[Window, float]], window_s: float) -> list[Raised]:
    """One alert an asset and day of the windows that stand out, each with its score; the highest counts."""
    raised: dict[str, Raised] = {}
    for window, score in found:
        name = f"{window.asset} {int(window.begin // DAY_S)}"
        end = window.begin + window_s
        earlier = raised.get(name)
        raised[name] = Raised(
            id=name,
            kind=kind,
            score=score if earlier is None else max(score, earlier.score),
            first_seen=window.begin if earlier is None else earlier.first_seen,
            last_seen=end,
            told=end if earlier is None else earlier.told,
            pairs=window.pairs if earlier is None else earlier.pairs | window.pairs,
            ends=frozenset({window.asset}),
            edge=name,
            initiator=window.asset,
        )
    return list(raised.values())
