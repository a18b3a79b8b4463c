"""The outputs of alerts as a table."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from rich.table import Table

from streams.outputs.settings import OutputSettings
from streams.outputs.standing import Standing
from weir.views.terminal import clean, when


def sink_table(standings: Sequence[Standing], outputs: Mapping[str, OutputSettings]) -> Table:
    """A row an output, with how many alert revisions wait for it and since when, in UTC."""
    table = Table("output", "to", "format", "waiting", "the oldest of them", box=None, pad_edge=False)
    for one in standings:
        output = outputs[one.name]
        waiting = "never ran" if one.waiting is None else f"{one.waiting:,}"
        oldest = "" if one.oldest_time is None else when(one.oldest_time, "UTC")
        table.add_row(clean(one.name), clean(shown_place(output.to)), output.format, waiting, oldest)
    return table


def shown_place(to: str) -> str:
    """Where alerts go, without a webhook's path, which is often as good as a password."""
    kind, _, where = to.partition(":")
    return f"{kind}://{urlsplit(f'x:{where}').netloc}" if kind in {"http", "https"} else to
