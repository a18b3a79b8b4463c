"""Weir's own flows, asset changes or verdicts as NDJSON: one record a line, all of one type.

A line without `site` or `sensor` takes the context's, so that the output of a small script is enough.
"""

from collections.abc import Mapping, Sequence
from typing import Generic, TypeVar

import orjson

from schemas import codec
from schemas.asset_change import AssetChange
from schemas.codec import NdjsonCodec
from schemas.dead_letter import DeadLetter, dead
from schemas.flow import Flow
from schemas.formats.reader import ReaderContext
from schemas.verdict import Verdict

Kind = TypeVar("Kind", Flow, AssetChange, Verdict)


class NdjsonReader(Generic[Kind]):
    """Reads records of one type; see `RecordReader`. `defaults` are the fields that a line may leave out."""

    def __init__(
        self, record_codec: NdjsonCodec[Kind], context: ReaderContext, *, defaults: Mapping[str, object]
    ) -> None:
        self.repeats = 0
        self._codec: NdjsonCodec[Kind] = record_codec
        self._context = context
        self._defaults = dict(defaults)

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
                completed = self._completed(line)
                if completed is not None:
                    records.append(completed)
                    continue
                letters.append(
                    dead(
                        source=self._context.source,
                        reason=str(error),
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
            if not isinstance(row, dict) or self._defaults.keys() <= row.keys():
                return None
            return self._codec.decode_one(orjson.dumps(self._defaults | row))
        except (ValueError, RecursionError):
            return None


def flow_reader(context: ReaderContext) -> NdjsonReader[Flow]:
    """A reader of NDJSON flows."""
    return NdjsonReader(codec.FLOWS, context, defaults={"site": context.site, "sensor": context.sensor or "ndjson"})


def verdict_reader(context: ReaderContext) -> NdjsonReader[Verdict]:
    """A reader of NDJSON verdicts."""
    return NdjsonReader(codec.VERDICTS, context, defaults={"site": context.site} if context.site else {})
