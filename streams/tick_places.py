"""Ticks between the flows of one message: a header says before which of its lines each comes.

So a collector that works off a backlog, where a Tick comes each few flows, sends full messages, and the lines are flows
alone, which decode untagged. A worker that does not know the header takes the flows and hears none of these Ticks:
workers are upgraded before collectors. Deliberately left out: Ticks that come by themselves, which are messages of
their own (`streams.messages.TICK_HEADER`).
"""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from schemas.bounds import Name, Time
from schemas.dead_letter import DeadLetter
from schemas.flow import Flow
from schemas.tick import Tick

TICKS_HEADER = "weir-ticks"

MOST_TICKS = 500
"""Ticks of one message: with one each ten seconds, they cover 500 flows that are ten seconds from each other."""

MOST_HEADER_BYTES = 65_536
"""A longer header is refused: `MOST_TICKS` take some 12 kB."""


class TickPlaces(Struct, frozen=True, array_like=True):
    """The Ticks of a message of flows. `places` are the line before which each comes, and its time, seconds UTC.

    Lines count from 0 and ascend; one past the last stands for the end.
    """

    collector: Name
    places: list[tuple[Annotated[int, Meta(ge=0)], Time]]

    def part(self, start: int, stop: int | None) -> "TickPlaces | None":
        """Those of the lines from `start` up to `stop` (None: to the end), from `start` on; None: there is none."""
        found = [(line - start, time) for line, time in self.places if start <= line and (stop is None or line < stop)]
        return TickPlaces(self.collector, found) if found else None

    def header(self) -> tuple[str, bytes]:
        """The header that says so."""
        return TICKS_HEADER, msgspec.json.encode(self)

    def ticks(self, site: str) -> list[Tick]:
        """The Ticks alone."""
        return [Tick(site, self.collector, time) for _, time in self.places]

    def among(self, flows: Sequence[Flow], letters: Sequence[DeadLetter], site: str) -> list[Flow | Tick]:
        """The flows of the message with these Ticks in their places. `letters` are its lines that were none."""
        refused = sorted(letter.line - 1 for letter in letters if letter.line is not None)
        found: list[Flow | Tick] = []
        given = 0
        for (line, _), tick in zip(self.places, self.ticks(site), strict=True):
            until = line - bisect_left(refused, line)
            found += flows[given:until]
            given = max(given, min(until, len(flows)))
            found.append(tick)
        found += flows[given:]
        return found


def places_of(header: bytes) -> TickPlaces:
    """What a header says. Raises ValueError where it says nothing that can be."""
    if len(header) > MOST_HEADER_BYTES:
        msg = f"a header {TICKS_HEADER} of {len(header)} bytes; at most {MOST_HEADER_BYTES} are taken"
        raise ValueError(msg)
    try:
        places = msgspec.json.decode(header, type=TickPlaces)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        msg = f"no places of Ticks in the header {TICKS_HEADER}: {error}"
        raise ValueError(msg) from error
    if any(one > other for (one, _), (other, _) in pairwise(places.places)):
        msg = f"the places of Ticks in the header {TICKS_HEADER} do not ascend"
        raise ValueError(msg)
    return places
