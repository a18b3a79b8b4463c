"""Where a row stood that is refused only later: flows whose time is doubted wait in the core, far from their file.

Noted are rows that lie more than an hour past the last row that was not doubted, since only such are doubted. A row's
line is looked up when it is asked for.
"""

from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from models.event_time.tick_trust import JUMP_S
from models.event_time.watermark import MAX_PARKED
from schemas.codec import FLOWS
from schemas.dead_letter import DeadLetter
from schemas.flow import Flow
from schemas.formats.lines import LineSplitter
from streams.messages import Batch
from streams.sources.files.paths import STANDARD_INPUT, UNREADABLE, chunks, open_bytes

MOST_IN_A_ROW = MAX_PARKED
"""Doubtful rows one after another; the rows past them are judged by the last of these, as after a long silence."""

MAX_PLACES = 20_000
"""Noted at once, the latest: twice what a site holds back (`models.event_time.watermark.MAX_PARKED_SITE`)."""

_Key = tuple[str | None, float, float, str, str, int | None]


class _Place(Struct, frozen=True):
    path: Path
    first_line: int
    lines: int
    exact: bool
    """Whether `first_line` is the row's own; else it is among the next `lines`."""


class Places:
    """The places of the rows of a replay that may be refused later."""

    def __init__(self) -> None:
        self._places: dict[_Key, _Place] = {}

    def noting(self, batches: Iterator[Batch], path: Path) -> Iterator[Batch]:
        """The batches of a file as they are, their doubtful rows noted."""
        before = float("-inf")
        doubted = 0
        for batch in batches:
            ends = [record.end for record in batch.records if isinstance(record, Flow)]
            if ends and not doubted and max(ends) - JUMP_S <= min(before, *ends):
                # Nearly always none of a batch lies far past another.
                before = ends[-1]
                yield batch
                continue
            for index, record in enumerate(batch.records):
                end = record.end if isinstance(record, Flow) else before
                if end > before + JUMP_S and isinstance(record, Flow):
                    self._note(record, batch, index, path)
                    doubted += 1
                    if before > float("-inf") and doubted <= MOST_IN_A_ROW:
                        continue
                before, doubted = end, 0
            yield batch

    def placed(self, letter: DeadLetter) -> DeadLetter:
        """A dead letter of a flow that was held back, with its file and line where they are known."""
        if letter.kind != "implausible" or letter.size != len(letter.raw) or b'"initiator_ip"' not in letter.raw:
            return letter
        records, _ = FLOWS.decode(letter.raw, source="", position=0)
        place = self._places.get(_key(records[0])) if records else None
        if place is None or not records:
            return letter
        line = place.first_line if place.exact else _line_of(place, records[0])
        return msgspec.structs.replace(letter, source=str(place.path), position=line)

    def _note(self, flow: Flow, batch: Batch, index: int, path: Path) -> None:
        if batch.first_line is None:
            return
        if len(self._places) >= MAX_PLACES:
            del self._places[next(iter(self._places))]
        exact = len(batch.records) == batch.lines
        first = batch.first_line + (index if exact else 0)
        self._places[_key(flow)] = _Place(path, first, batch.lines, exact)


def _key(flow: Flow) -> _Key:
    return flow.uid, flow.start, flow.end, flow.initiator_ip, flow.responder_ip, flow.responder_port


def _line_of(place: _Place, flow: Flow) -> int | None:
    """The line among some that bears the flow's id, or its time and address where it has none; None where none does."""
    if str(place.path) == STANDARD_INPUT:
        return None
    wanted = [flow.uid.encode()] if flow.uid else [str(int(flow.start)).encode(), flow.initiator_ip.encode()]
    splitter = LineSplitter()
    last = place.first_line + place.lines
    try:
        with open_bytes(place.path) as stream:
            for chunk in chunks(stream):
                lines = splitter.feed(chunk)
                for number, line in enumerate(lines.lines, lines.first_number):
                    if place.first_line <= number < last and all(text in line for text in wanted):
                        return number
                if lines.first_number + len(lines.lines) > last:
                    return None
            rest = splitter.finish()
    except UNREADABLE:
        return None
    return next(
        (number for number, line in enumerate(rest.lines, rest.first_number) if all(text in line for text in wanted)),
        None,
    )
