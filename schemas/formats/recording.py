"""A recording: all four inputs in one file, in the order in which they were applied.

Each line is an object with one key that tells the type: {"flow": ...}, {"tick": ...},
{"asset_change": ...} or {"verdict": ...}. So one file replays what several sources gave, and gives
every shell the same input.
"""

from collections.abc import Iterable, Sequence

import msgspec
from msgspec import UNSET, Struct, UnsetType

from schemas.asset_change import AssetChange
from schemas.bounds import MAX_RECORD_BYTES
from schemas.dead_letter import DeadLetter, dead
from schemas.flow import Flow
from schemas.formats.format import JSON_ENDINGS, Format, Head
from schemas.formats.memory import Record
from schemas.formats.notes import Notes
from schemas.formats.reader import ReaderContext
from schemas.formats.stray_bytes import cleaned
from schemas.tick import Tick
from schemas.verdict import Verdict


class _Line(Struct, forbid_unknown_fields=True, gc=False):
    flow: Flow | UnsetType = UNSET
    tick: Tick | UnsetType = UNSET
    asset_change: AssetChange | UnsetType = UNSET
    verdict: Verdict | UnsetType = UNSET


_decoder = msgspec.json.Decoder(_Line)
_encoder = msgspec.json.Encoder()


def decode_line(line: bytes) -> Record:
    """The record of one line. Raises ValueError with the place where it does not fit."""
    if len(line) > MAX_RECORD_BYTES:
        msg = f"a line of {len(line)} bytes; at most {MAX_RECORD_BYTES} are taken"
        raise ValueError(msg)
    try:
        parsed = _decoder.decode(line)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        msg = f"no line of a recording: {error}"
        raise ValueError(msg) from error
    parts = (parsed.flow, parsed.tick, parsed.asset_change, parsed.verdict)
    records: list[Record] = [part for part in parts if not isinstance(part, UnsetType)]
    if len(records) != 1:
        msg = f"a line of a recording holds one of flow, tick, asset_change, verdict; this one holds {len(records)}"
        raise ValueError(msg)
    return records[0]


def encode_line(record: Record) -> bytes:
    """One record as a line, with its end."""
    match record:
        case Flow():
            line = _Line(flow=record)
        case Tick():
            line = _Line(tick=record)
        case AssetChange():
            line = _Line(asset_change=record)
        case Verdict():
            line = _Line(verdict=record)
    return _encoder.encode(line) + b"\n"


def encode(records: Iterable[Record]) -> bytes:
    """Records as a recording, in their order."""
    return b"".join(map(encode_line, records))


def _decoded(line: bytes) -> Record:
    """As `decode_line`, also for a line with stray bytes around it."""
    try:
        return decode_line(line)
    except ValueError:
        bare = cleaned(line)
        if bare == line:
            raise
        return decode_line(bare)


class RecordingReader:
    """Reads a recording; see `RecordReader`. Site and sensor are those of the records themselves."""

    def __init__(self, context: ReaderContext) -> None:
        self.repeats = 0
        self.notes = Notes()
        self._context = context

    def read(self, lines: Sequence[bytes], first_line_number: int) -> tuple[list[Record], list[DeadLetter]]:
        """The records of some lines."""
        records: list[Record] = []
        letters: list[DeadLetter] = []
        for number, line in enumerate(lines, first_line_number):
            if not line.strip():
                continue
            try:
                records.append(_decoded(line))
            except ValueError as error:
                letters.append(dead(source=self._context.source, reason=str(error), raw=line, position=number))
        return records, letters


def _is_recording(head: Head) -> bool:
    row = head.json_object
    return row is not None and len(row) == 1 and row.keys() <= set(_Line.__struct_fields__)


MIXED = Format(
    reader=RecordingReader,
    recognises=_is_recording,
    endings=JSON_ENDINGS,
    brings_sites=True,
    brings_ticks=True,
)
"""A recording of all four inputs."""
