"""A small format of datagrams, that remembers between them as NetFlow does: what names are declared as, per exporter.

A datagram is words: `name ADDRESS` declares a name of an exporter, as a template does, and `flow NAME NAME` is a
flow between two of them. One that uses a name which was not declared is a dead letter.
"""

from collections.abc import Callable, Sequence

import msgspec

from schemas.dead_letter import DeadLetter, dead
from schemas.flow import Flow
from schemas.formats.datagrams import unpacked
from schemas.formats.format import Format
from schemas.formats.memory import Record
from schemas.formats.notes import Notes
from schemas.formats.reader import ReaderContext
from streams.messages import Batch
from tests.kafka.world import until

PIECES = "pieces"


class Names:
    """What was declared, by exporter and name."""

    name = "names"

    def __init__(self) -> None:
        self.known: dict[str, str] = {}
        self._new: dict[str, str] = {}

    def declare(self, name: str, address: str) -> None:
        self.known[name] = self._new[name] = address

    def track(self) -> None:
        self._new = {}

    def changes(self) -> bytes | None:
        new, self._new = self._new, {}
        return msgspec.msgpack.encode(new) if new else None

    def everything(self) -> bytes:
        return msgspec.msgpack.encode(self.known)

    def restore(self, changes: Sequence[bytes]) -> None:
        for one in changes:
            self.known |= msgspec.msgpack.decode(one, type=dict[str, str])

    def forgetful(self) -> "Names":
        return Names()

    def spans(self, names: Sequence[str]) -> bool:
        return bool(names) and False

    def counted_once(self, records: Sequence[Record]) -> Sequence[Record]:
        return records


class Reader:
    def __init__(self, context: ReaderContext) -> None:
        self.repeats = 0
        self.notes = Notes()
        self._context = context
        assert context.memory is not None
        self._names = context.memory.part(Names)

    def read(self, lines: Sequence[bytes], first_line_number: int) -> tuple[list[Flow], list[DeadLetter]]:
        flows: list[Flow] = []
        letters: list[DeadLetter] = []
        for number, piece in enumerate(lines, first_line_number):
            datagram = unpacked(piece)
            match datagram.payload.decode().split():
                case ["name", name, address]:
                    self._names.declare(f"{datagram.exporter} {name}", address)
                    self.notes.pass_over("names")
                case ["flow", one, other]:
                    ends = [self._names.known.get(f"{datagram.exporter} {name}") for name in (one, other)]
                    if None in ends:
                        letters.append(self._letter(piece, number))
                    else:
                        flows.append(self._flow(datagram.arrived, str(ends[0]), str(ends[1])))
                case _:
                    letters.append(self._letter(piece, number))
        return flows, letters

    def _letter(self, piece: bytes, number: int) -> DeadLetter:
        return dead(source=self._context.source, reason="not declared", raw=piece, position=number)

    def _flow(self, at: float, initiator: str, responder: str) -> Flow:
        context = self._context
        return Flow(
            site=context.site,
            sensor=context.sensor or PIECES,
            start=at,
            end=at,
            initiator_ip=initiator,
            responder_ip=responder,
            transport="tcp",
        )


FORMAT = Format(reader=Reader, memory=Names)


def polled(poll: Callable[[], Batch | None], rows: int) -> Batch:
    """What comes until there are so many rows, as one batch."""
    whole = Batch([], [], "all", notes=Notes())

    def enough() -> bool:
        while (batch := poll()) is not None:
            whole.records += batch.records
            whole.dead_letters += batch.dead_letters
            assert whole.notes is not None
            whole.notes.add(batch.notes)
        return whole.rows >= rows

    until(enough, f"{rows} rows", 20.0)
    assert whole.rows == rows
    return whole


def flows_of(batch: Batch) -> list[Flow]:
    return [one for one in batch.records if isinstance(one, Flow)]
