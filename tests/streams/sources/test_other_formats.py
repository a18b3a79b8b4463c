"""A format need be neither Zeek's nor lines: a table with headings, and a binary file, are read and followed alike."""

import gzip
import struct
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from schemas.dead_letter import DeadLetter
from schemas.flow import Flow
from schemas.formats import registry
from schemas.formats.format import Format, Head
from schemas.formats.lines import Lines
from schemas.formats.notes import Notes
from schemas.formats.reader import ReaderContext
from streams.messages import Batch
from streams.sources.files import rotation
from streams.sources.files.flow_files import flow_batches
from streams.sources.follow.tails import Tails
from tests.streams.sources.growing import every, positions

HEADING = b"seen,from,to"
MAGIC = b"PACK1"


class Reader:
    """Rows of a time and two addresses."""

    def __init__(self, context: ReaderContext) -> None:
        self.repeats = 0
        self.notes = Notes()
        self._context = context

    def read(self, lines: Sequence[bytes], _first: int) -> tuple[list[Flow], list[DeadLetter]]:
        rows = [line.decode().split(",") for line in lines if line and not line.startswith((HEADING, MAGIC))]
        return [self._flow(*row) for row in rows], []

    def _flow(self, seen: str, initiator: str, responder: str) -> Flow:
        time, site = float(seen), self._context.site
        return Flow(
            site=site,
            sensor="table",
            start=time,
            end=time,
            initiator_ip=initiator,
            responder_ip=responder,
            transport="tcp",
        )


class Packs:
    """Cuts the magic bytes, and then pieces that each begin with their length in two bytes."""

    def __init__(self) -> None:
        self.offset = self.number = 0
        self._rest = b""

    @property
    def has_partial(self) -> bool:
        return bool(self._rest)

    @property
    def held(self) -> int:
        return len(self._rest)

    def feed(self, chunk: bytes) -> Lines:
        self._rest += chunk
        pieces: list[bytes] = []
        more: dict[int, int] = {}
        first = self.number + 1
        while (size := self._next()) is not None and len(self._rest) >= size:
            begin = 0 if self._rest.startswith(MAGIC) else 2
            more[len(pieces)] = begin - 1
            pieces.append(self._rest[begin:size])
            self.offset += size
            self._rest = self._rest[size:]
        self.number += len(pieces)
        return Lines(pieces, first, [], more)

    def _next(self) -> int | None:
        if self._rest.startswith(MAGIC):
            return len(MAGIC)
        return 2 + struct.unpack(">H", self._rest[:2])[0] if len(self._rest) >= 2 else None

    def finish(self) -> Lines:
        return Lines([], self.number + 1, [])

    def leave_partial(self) -> None:
        self.offset += len(self._rest)
        self._rest = b""


def _is_table(head: Head) -> bool:
    return head.first == HEADING


@pytest.fixture(autouse=True)
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(registry.FORMATS, "table", Format(reader=Reader, recognises=_is_table, headings=(HEADING,)))
    pack = Format(reader=Reader, magic=MAGIC, cut=Packs, headings=(MAGIC,))
    monkeypatch.setitem(registry.FORMATS, "pack", pack)
    monkeypatch.setitem(registry.MAGIC, MAGIC, "pack")
    headings = (*registry.HEADINGS, HEADING, MAGIC)
    for module in (registry, rotation):
        monkeypatch.setattr(module, "HEADINGS", headings)


def table(*numbers: int) -> bytes:
    return b"".join(b"17000000%02d,10.0.0.1,10.0.0.2\n" % number for number in numbers)


def pack(*numbers: int) -> bytes:
    rows = table(*numbers).split(b"\n")[:-1]
    return b"".join(struct.pack(">H", len(row)) + row for row in rows)


def numbers_of(batches: list[Batch]) -> list[int]:
    return [int(one.end) % 100 for batch in batches for one in batch.records if isinstance(one, Flow)]


Rows = Callable[..., bytes]
KINDS = pytest.mark.parametrize(
    ("begin", "rows"), [(HEADING + b"\n", table), (MAGIC, pack)], ids=["table", "binary file"]
)


@KINDS
def test_a_file_is_read_to_its_end(tmp_path: Path, begin: bytes, rows: Rows) -> None:
    path = tmp_path / "flows.log"
    path.write_bytes(begin + rows(1, 2, 3))
    batches = list(flow_batches(path, site="plant", size=2))
    assert numbers_of(batches) == [1, 2, 3]
    assert batches[-1].position == path.stat().st_size


@KINDS
def test_files_that_begin_alike_are_all_followed_over_a_restart_and_a_rotation(
    tmp_path: Path, begin: bytes, rows: Rows
) -> None:
    one, two = tmp_path / "cell-1.log", tmp_path / "cell-2.log"
    one.write_bytes(begin + rows(1, 2))
    two.write_bytes(begin + rows(11))
    tails = Tails([str(tmp_path)], site="plant", clock=every(1.0))
    batches = tails.poll(50)
    assert sorted(numbers_of(batches)) == [1, 2, 11]
    assert tails.skipped == {}
    tails.close()
    # While nothing runs one grows, is packed away, and its successor begins as it did.
    one.unlink()
    (tmp_path / "cell-1.log.1.gz").write_bytes(gzip.compress(begin + rows(1, 2, 3)))
    one.write_bytes(begin + rows(4))
    tails = Tails([str(tmp_path)], site="plant", clock=every(1.0))
    tails.resume(positions(batches))
    assert numbers_of(tails.poll(50)) == [3, 4]
    two.write_bytes(two.read_bytes() + rows(12))
    assert numbers_of(tails.poll(50)) == [12]
    tails.close()
