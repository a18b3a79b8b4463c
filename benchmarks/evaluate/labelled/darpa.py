"""Edges of DARPA's 1998 traffic as MIDAS has them, with a label each. It rewards bursts, not new ways.

Each edge is a flow of an unknown service; the first 200,000 of 4.5 million are taken, which is where MIDAS' attacks
begin. What is told is the area under the ROC curve of the severity that covers an edge's pair at its time.
"""

import io
import zipfile
from collections.abc import Generator
from datetime import UTC, datetime
from functools import cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from replay.simulate.connection import Connection

ROWS = 200_000


class Edge(NamedTuple):
    """One labelled edge."""

    source: str
    target: str
    time: float
    attack: bool


def edges(shared: Path) -> Generator[Edge, None, None]:
    """The first edges; addresses lose their padding, and edges of one minute are spread over it in their order."""
    archive = shared / "midas_darpa" / "darpa_original.zip"
    with zipfile.ZipFile(archive) as packed, packed.open("darpa_original.csv") as table:
        last, within = 0.0, 0
        for line in islice(io.TextIOWrapper(table, encoding="ascii"), ROWS):
            source, target, text, label = line.strip().split(",")
            minute = _minute(text)
            within = within + 1 if minute == last else 0
            last = minute
            yield Edge(_plain(source), _plain(target), minute + min(59.0, within / 1_000.0), label != "-")


def connections(found: list[Edge]) -> list[Connection]:
    """A flow an edge."""
    return [
        Connection(one.time, 0.0, one.source, 0, one.target, 0, "tcp", None, "SF", "ShADadFf", 1, 1, 1, 1)
        for one in found
    ]


@cache
def _minute(text: str) -> float:
    return datetime.strptime(text, "%m/%d/%Y-%H:%M").replace(tzinfo=UTC).timestamp()


@cache
def _plain(address: str) -> str:
    return ".".join(str(int(part)) for part in address.split("."))
