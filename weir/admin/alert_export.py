"""Writes recorded alerts in a receiver's format, as an output would send them."""

import sys
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from schemas.formats.alerts.parts.origin import Origin
from schemas.formats.alerts.registry import ALERT_FORMATS, from_origin
from weir.admin.recorded.recorded_alerts import RecordedAlerts


class Written(Struct, frozen=True):
    """How many revisions were written, and what the person should know of the file they came from."""

    count: int
    notes: list[str]


def write_alerts(file: str, name: str, origin: Origin, out: Path | None) -> Written:
    """Write every revision in `file` once, in the order of the file, to `out` (None: standard output).

    A file appears under its name when it is whole. Raises UserError for a file without alerts, OSError as files do.
    """
    recorded = RecordedAlerts(file)
    pieces = _pieces(recorded, name, origin)
    if out is None:
        count = sum(sys.stdout.buffer.write(piece) > 0 for piece in pieces)
        sys.stdout.buffer.flush()
    else:
        beside = out.with_name(f"{out.name}.part")
        try:
            with beside.open("wb") as there:
                count = sum(there.write(piece) > 0 for piece in pieces)
            beside.replace(out)
        finally:
            beside.unlink(missing_ok=True)
    return Written(count - (ALERT_FORMATS[name].heading is not None), recorded.notes)


def _pieces(recorded: RecordedAlerts, name: str, origin: Origin) -> Iterator[bytes]:
    """A heading where the format has one, then a piece a revision; those of several lines stand apart."""
    form, written = ALERT_FORMATS[name], from_origin(name, origin)
    if form.heading is not None:
        yield form.heading + b"\n"
    end = b"\n" if form.one_line else b"\n\n"
    for alert in recorded.revisions():
        yield written(alert) + end
