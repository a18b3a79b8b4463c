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
from schemas.bounds import MAX_RECORD_BYTES, MAX_RECORDS_PER_MESSAGE
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

        The whole message is decoded at once, which is the fast way; only when that fails are its
        lines taken one by one to find the bad ones.
        """
        try:
            records = self._decoder.decode_lines(payload)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return self._decode_each(payload, source=source, position=position)
        if len(records) > MAX_RECORDS_PER_MESSAGE:
            reason = f"{len(records)} records in one message; at most {MAX_RECORDS_PER_MESSAGE} are taken"
            return [], [dead(source=source, reason=reason, raw=payload, kind="oversized", position=position)]
        return records, []

    def _decode_each(self, payload: bytes, *, source: str, position: int) -> tuple[list[Record], list[DeadLetter]]:
        records: list[Record] = []
        letters: list[DeadLetter] = []
        lines = payload.split(b"\n")
        if len(lines) > MAX_RECORDS_PER_MESSAGE:
            reason = f"{len(lines)} lines in one message; at most {MAX_RECORDS_PER_MESSAGE} are taken"
            return [], [dead(source=source, reason=reason, raw=payload, kind="oversized", position=position)]
        for number, line in enumerate(lines, 1):
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
