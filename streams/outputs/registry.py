"""The sinks, by the word before the colon of an output: `file:alerts.ndjson`."""

from collections.abc import Callable
from pathlib import Path

from streams.outputs.alert_file import AlertFile
from streams.outputs.sink import Sink

SINKS: dict[str, Callable[[str], Sink]] = {
    "file": lambda where: AlertFile(Path(where)),
}


def sink_to(to: str) -> Sink:
    """The sink that an output names, not open yet. Raises ValueError with the kinds that there are."""
    kind, colon, where = to.partition(":")
    if not colon or not where or kind not in SINKS:
        msg = f"{to!r} is no output; an output is KIND:WHERE, and the kinds are: {', '.join(SINKS)}"
        raise ValueError(msg)
    return SINKS[kind](where)


def sink_name(to: str, form: str) -> str:
    """What the output is called in its cursor and in figures: relative paths differ by the folder one starts in."""
    kind, _, where = to.partition(":")
    return f"{form}:{Path(where).resolve()}" if kind == "file" else f"{form}:{to}"
