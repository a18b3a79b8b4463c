"""Records to and from NDJSON: one JSON object a line, one line or many.

Decoding is typed and bounded: what does not fit its record becomes a dead letter with its line,
and the lines round it are still taken. Encoding is msgspec for streams; orjson writes what people
and SIEMs read.
"""

from collections.abc import Iterable
from typing import Generic, TypeVar

import msgspec
import orjson

from schemas.alert import Alert
from schemas.asset_change import AssetChange
from schemas.bounds import MAX_MESSAGE_BYTES, MAX_RECORD_BYTES, MAX_RECORDS_PER_MESSAGE
from schemas.dead_letter import DeadLetter, dead
from schemas.flow import Flow
from schemas.tick import Tick
from schemas.verdict import Verdict

Record = TypeVar("Record")

_encoder = msgspec.json.Encoder()


class NdjsonCodec(Generic[Record]):
    """Decodes messages of one record type. Made once a type: the decoder is compiled."""

    def __init__(self, record: type[Record]) -> None:
        self.record = record
        self._decoder = msgspec.json.Decoder(record)

    def decode(self, payload: bytes, *, source: str, position: int) -> tuple[list[Record], list[DeadLetter]]:
        """The records of one message, and a dead letter for each line that is none.

        Its size and its number of lines are asked before anything is made of it. The whole message is
        decoded at once, which is the fast way; only when that fails are its lines taken one by one to
        find the bad ones.
        """
        if len(payload) > MAX_RECORDS_PER_MESSAGE:
            reason = _too_much(payload)
            if reason is not None:
                letter = dead(
                    source=source,
                    reason=reason,
                    raw=payload,
                    kind="oversized",
                    position=position,
                    count=max(1, _lines_of(payload)),
                )
                return [], [letter]
        try:
            return self._decoder.decode_lines(payload), []
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return self._decode_each(payload, source=source, position=position)

    def _decode_each(self, payload: bytes, *, source: str, position: int) -> tuple[list[Record], list[DeadLetter]]:
        records: list[Record] = []
        letters: list[DeadLetter] = []
        for number, line in enumerate(payload.split(b"\n"), 1):
            if not line.strip():
                continue
            try:
                records.append(self.decode_one(line))
            except ValueError as error:
                letters.append(dead(source=source, reason=str(error), raw=line, position=position, line=number))
        return records, letters

    def decode_one(self, line: bytes) -> Record:
        """One record from one line. Raises ValueError with the field's place where it does not fit."""
        if len(line) > MAX_RECORD_BYTES:
            msg = f"a line of {len(line)} bytes; at most {MAX_RECORD_BYTES} are taken"
            raise ValueError(msg)
        try:
            return self._decoder.decode(line)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            msg = f"no {self.record.__name__}: {error}"
            raise ValueError(msg) from error


def _too_much(payload: bytes) -> str | None:
    """Why a message is past the bounds; None when it is not. A line is a byte at least, so short ones need no count."""
    if len(payload) > MAX_MESSAGE_BYTES:
        return f"a message of {len(payload)} bytes; at most {MAX_MESSAGE_BYTES} are taken"
    lines = _lines_of(payload)
    if lines > MAX_RECORDS_PER_MESSAGE:
        return f"{lines} lines in one message; at most {MAX_RECORDS_PER_MESSAGE} are taken"
    return None


def _lines_of(payload: bytes) -> int:
    """How many lines there are, the last one ended or not."""
    return payload.count(b"\n") + (not payload.endswith(b"\n"))


FLOWS = NdjsonCodec(Flow)
TICKS = NdjsonCodec(Tick)
ASSET_CHANGES = NdjsonCodec(AssetChange)
VERDICTS = NdjsonCodec(Verdict)
ALERTS = NdjsonCodec(Alert)


def encode_lines(records: Iterable[msgspec.Struct]) -> bytes:
    """Records as NDJSON, each line ended."""
    return _encoder.encode_lines(records)


def encode_for_people(record: msgspec.Struct) -> bytes:
    """One record as JSON the way people and SIEMs read it: sorted nowhere, one line, no end of line."""
    return orjson.dumps(msgspec.to_builtins(record))
