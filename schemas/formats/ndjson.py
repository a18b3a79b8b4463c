"""Weir's own flows, asset changes or verdicts as NDJSON: one record a line, all of one type.

A line without `site` or `sensor` takes the context's, so that the output of a small script is enough.
"""

from collections.abc import Mapping, Sequence
from typing import Generic, TypeVar

import orjson

from schemas import codec
from schemas.asset_change import AssetChange
from schemas.bounds import LARGEST_COUNT
from schemas.codec import NdjsonCodec
from schemas.dead_letter import DeadLetter, dead
from schemas.flow import Flow
from schemas.formats.format import JSON_ENDINGS, Format
from schemas.formats.notes import Doubt, Notes
from schemas.formats.reader import ReaderContext
from schemas.formats.stray_bytes import cleaned
from schemas.verdict import Verdict

_MEASURES: dict[str, Doubt] = {
    "initiator_octets": "impossible octets",
    "responder_octets": "impossible octets",
    "initiator_packets": "impossible packets",
    "responder_packets": "impossible packets",
}

_FLOW_KEYS = frozenset({"initiator_ip", "responder_ip"})

Kind = TypeVar("Kind", Flow, AssetChange, Verdict)


class NdjsonReader(Generic[Kind]):
    """Reads records of one type; see `RecordReader`. `defaults` are the fields that a line may leave out.

    `measures` are counts that a record is taken without where they can't be true.
    """

    def __init__(
        self,
        record_codec: NdjsonCodec[Kind],
        context: ReaderContext,
        *,
        defaults: Mapping[str, object],
        measures: Mapping[str, Doubt] | None = None,
    ) -> None:
        self.repeats = 0
        self.notes = Notes()
        self._codec: NdjsonCodec[Kind] = record_codec
        self._context = context
        self._defaults = dict(defaults)
        self._measures = dict(measures or {})

    def read(self, lines: Sequence[bytes], first_line_number: int) -> tuple[list[Kind], list[DeadLetter]]:
        """The records of some lines."""
        records: list[Kind] = []
        letters: list[DeadLetter] = []
        for number, line in enumerate(lines, first_line_number):
            try:
                records.append(self._codec.decode_one(line))
            except ValueError as error:
                if not line.strip():
                    continue
                reason = str(error)
                try:
                    completed = self._completed(cleaned(line))
                except ValueError as stray:
                    completed, reason = None, str(stray)
                if completed is not None:
                    records.append(completed)
                    continue
                letters.append(
                    dead(
                        source=self._context.source,
                        reason=reason,
                        raw=line,
                        position=number,
                        site=self._context.site,
                    )
                )
        return records, letters

    def _completed(self, line: bytes) -> Kind | None:
        """The record once what it leaves out is filled in; None when it is none even so."""
        try:
            row = orjson.loads(line)
            if not isinstance(row, dict):
                return None
            doubted = [name for name in self._measures.keys() & row.keys() if not _is_count(row[name])]
            completed = self._codec.decode_one(
                orjson.dumps(self._defaults | {name: row[name] for name in row if name not in doubted})
            )
        except (ValueError, RecursionError):
            return None
        self.notes.doubt_all([self._measures[name] for name in doubted])
        return completed


def _is_count(value: object) -> bool:
    return value is None or (isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST_COUNT)


def flow_reader(context: ReaderContext) -> NdjsonReader[Flow]:
    """A reader of NDJSON flows."""
    defaults = {"site": context.site, "sensor": context.sensor or "ndjson"}
    return NdjsonReader(codec.FLOWS, context, defaults=defaults, measures=_MEASURES)


def verdict_reader(context: ReaderContext) -> NdjsonReader[Verdict]:
    """A reader of NDJSON verdicts."""
    return NdjsonReader(codec.VERDICTS, context, defaults={"site": context.site} if context.site else {})


FLOWS = Format(
    reader=flow_reader,
    recognises=lambda head: head.json_object is not None and head.json_object.keys() >= _FLOW_KEYS,
    endings=JSON_ENDINGS,
    brings_sites=True,
)
"""Weir's own flows."""
