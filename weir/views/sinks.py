"""The outputs of alerts as a table."""

from collections.abc import Mapping, Sequence

from rich.table import Table

from streams.outputs.outbox import Answered
from streams.outputs.settings import OutputSettings, shown_place
from streams.outputs.standing import Standing
from weir.views.terminal import clean, when


def sink_table(standings: Sequence[Standing], outputs: Mapping[str, OutputSettings], now: float) -> Table:
    """A row an output: its position, what waits for it and for how long, and what it said last, `now` seconds UTC."""
    table = Table("output", "to", "format", "position", "waiting", "oldest", "last answer", box=None, pad_edge=False)
    for one in standings:
        output = outputs[one.name]
        waiting = "never ran" if one.waiting is None else f"{one.waiting:,}"
        oldest = "" if one.oldest_time is None else f"{when(one.oldest_time, 'UTC')} ({ago(now - one.oldest_time)})"
        table.add_row(
            clean(one.name), clean(shown_place(output.to)), output.format, _position(one.positions), waiting, oldest,
            _answer(one.answered, now),
        )  # fmt: skip
    return table


def ago(seconds: float) -> str:
    """An age in its largest unit: `12 s`, `3 min`, `5 h`, `7 d`."""
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds / size:.0f} {unit}"
    return f"{max(0.0, seconds):.0f} s"


def _position(positions: Mapping[int, int]) -> str:
    """That of a state's one partition; of Kafka's each one."""
    if len(positions) == 1:
        return f"{next(iter(positions.values())):,}"
    return " ".join(f"{partition}:{position}" for partition, position in sorted(positions.items()))


def _answer(answered: Answered | None, now: float) -> str:
    if answered is None:
        return ""
    said = "taken" if answered.error is None else clean(answered.error)
    return f"{said} ({ago(now - answered.time)} ago)"
