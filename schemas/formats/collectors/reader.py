"""Reads JSON rows of one direction each, one a line, and joins them; what the rows are is their format's to say."""

from collections.abc import Callable, Mapping, Sequence

import msgspec

from schemas.bounds import LARGEST_COUNT
from schemas.dead_letter import DeadLetter, dead
from schemas.flow import Flow
from schemas.formats.json_row import json_row
from schemas.formats.notes import Notes
from schemas.formats.one_way.half import Half
from schemas.formats.one_way.joining import Joiner
from schemas.formats.reader import ReaderContext
from schemas.formats.row import Row

Told = tuple[Half, str]
"""A record, and its exporter: empty where the row names none."""


class NoRecordError(ValueError):
    """A sound row that is no record. Its text is what its rows are counted as."""


class OneWayReader:
    """See `RecordReader`. The exporter is the sensor, unless the context names one.

    `usual` reads a row with types, and gives None or raises for one that needs care; `careful` reads any row's fields,
    and raises ValueError that names the field, and NoRecordError.
    """

    def __init__(
        self,
        context: ReaderContext,
        sensor: str,
        usual: Callable[[bytes], Told | None],
        careful: Callable[[Mapping[str, object]], tuple[Row, Half, str]],
    ) -> None:
        self.repeats = 0
        self.notes = Notes()
        self._site = context.site
        self._source = context.source
        self._joiner = Joiner(context, sensor)
        self._usual = usual
        self._careful = careful

    def read(self, lines: Sequence[bytes], first_line_number: int) -> tuple[list[Flow], list[DeadLetter]]:
        """The flows of some lines; see `RecordReader`."""
        halves: list[Half] = []
        exporters: list[str] = []
        letters: list[DeadLetter] = []
        for number, line in enumerate(lines, first_line_number):
            try:
                told = self._usual(line)
            except (msgspec.MsgspecError, ValueError, RecursionError):
                told = None
            if told is None:
                if not line.strip():
                    continue
                try:
                    told = self._any(line)
                except NoRecordError as error:
                    self.notes.pass_over(str(error))
                    continue
                except (ValueError, RecursionError) as error:
                    reason = str(error)
                    letters.append(dead(source=self._source, reason=reason, raw=line, position=number, site=self._site))
                    continue
            halves.append(told[0])
            exporters.append(told[1])
        return self._joiner.each(halves, exporters), letters

    def _any(self, line: bytes) -> Told:
        row, half, exporter = self._careful(json_row(line))
        self.notes.doubt_all(row.doubts)
        return half, exporter


def sampled(row: Row, field: str) -> int:
    """One packet in how many was looked at; 1 where it is not said, or 0."""
    return row.measure(field, 2**32 - 1, "impossible packets") or 1


def multiplied(count: int | None, rate: int) -> int | None:
    """A count of what was sampled as one of all."""
    return None if count is None else min(count * rate, LARGEST_COUNT)
