"""Rows of the outbox, written in a sink's format: which of them go out, and where each one lies."""

from collections.abc import Callable, Mapping, Sequence

from schemas import codec
from schemas.alert import Alert
from schemas.formats.alerts.registry import AlertFormat
from streams.outputs.outbox import OutboxRow
from streams.outputs.sink import Outgoing

LeftOut = Callable[[OutboxRow, Exception], None]
"""Told of a row that is no alert or fails to be formatted: it would hold up all that follows."""


def written(
    rows: Sequence[OutboxRow], form: AlertFormat, wants: Callable[[Alert], bool], left_out: LeftOut
) -> tuple[list[int], list[Outgoing]]:
    """What the sink wants of these rows, and the number of the row that each came from."""
    numbers: list[int] = []
    outgoing: list[Outgoing] = []
    for number, row in enumerate(rows):
        try:
            alert = codec.ALERTS.decode_one(row.body)
            if wants(alert):
                outgoing.append(Outgoing(alert, form(alert)))
                numbers.append(number)
        except Exception as error:  # noqa: BLE001 - a fault of a format costs the one alert
            left_out(row, error)
    return numbers, outgoing


def past(positions: Mapping[int, int], rows: Sequence[OutboxRow]) -> dict[int, int]:
    """The positions of a cursor once these rows, which follow it, are delivered too."""
    return {**positions, **{row.partition: row.position for row in rows}}
