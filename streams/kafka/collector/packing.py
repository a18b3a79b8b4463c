"""Records into as few messages as keep their order: one site's, one kind's, flows with the Ticks between them.

What a message costs is paid once for all its records (design section 7), so a backlog goes out in full messages
whatever Ticks lie between its flows. Ticks with no flow before or after them are a message of their own, which is how
they come live.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from typing import cast

from msgspec import Struct

from schemas.flow import Flow
from schemas.tick import Tick
from streams.messages import Record
from streams.tick_places import MOST_TICKS, TickPlaces

RECORDS_PER_MESSAGE = 500
"""Faust's cost is by message: at 500 flows it is 0.3 us a flow (design section 7)."""


class Packed(Struct, frozen=True):
    """The records of one message. `places` are the Ticks between flows; None where there is none."""

    site: str
    kind: type[Record]
    records: Sequence[Record]
    places: TickPlaces | None = None


def packed(records: Sequence[Record]) -> Iterator[Packed]:
    """Records as messages, in their order."""
    if _FLOWS_AND_TICKS.issuperset(map(type, records)) and len(set(map(_site_of, records))) == 1:
        # Almost every batch: asked at once, since a key for each record costs half of the packing.
        yield from _flows_and_ticks(records[0].site, records)
        return
    for (site, kind), run in groupby(records, key=_alike):
        if kind is Flow:
            yield from _flows_and_ticks(site, run)
        else:
            rest = list(run)
            for start in range(0, len(rest), RECORDS_PER_MESSAGE):
                yield Packed(site, kind, rest[start : start + RECORDS_PER_MESSAGE])


_FLOWS_AND_TICKS: frozenset[type] = frozenset({Flow, Tick})
_site_of = attrgetter("site")


def _alike(record: Record) -> tuple[str, type[Record]]:
    kind = type(record)
    return record.site, Flow if kind is Tick else kind


def _flows_and_ticks(site: str, run: Iterable[Record]) -> Iterator[Packed]:
    flows: list[Record] = []
    ticks: list[Tick] = []
    lines: list[int] = []
    for kind, same in groupby(run, key=type):
        some = list(same)
        if kind is Tick:
            for tick in cast("list[Tick]", some):
                if ticks and (len(ticks) >= MOST_TICKS or tick.collector != ticks[0].collector):
                    yield _message(site, flows, ticks, lines)
                    flows, ticks, lines = [], [], []
                ticks.append(tick)
                lines.append(len(flows))
            continue
        while some:
            if len(flows) >= RECORDS_PER_MESSAGE:
                yield _message(site, flows, ticks, lines)
                flows, ticks, lines = [], [], []
            room = RECORDS_PER_MESSAGE - len(flows)
            flows += some[:room]
            some = some[room:]
    if flows or ticks:
        yield _message(site, flows, ticks, lines)


def _message(site: str, flows: list[Record], ticks: list[Tick], lines: list[int]) -> Packed:
    if not flows:
        return Packed(site, Tick, ticks)
    if not ticks:
        return Packed(site, Flow, flows)
    times = [tick.time for tick in ticks]
    return Packed(site, Flow, flows, TickPlaces(ticks[0].collector, list(zip(lines, times, strict=True))))
