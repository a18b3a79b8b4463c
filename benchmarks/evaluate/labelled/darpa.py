"""Edges of DARPA's 1998 traffic as MIDAS has them, with a label each. It rewards bursts, not new ways.

Every edge is scored when it comes, by the statistic with which the detector `burst` compares a path, an initiator and a
responder. No label is seen before, and nothing is set for this data.
"""

import io
import time
import zipfile
from collections.abc import Generator
from datetime import UTC, datetime
from functools import cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from models.findings.bursts.edge_scores import EdgeScores
from models.findings.bursts.fading_count import step_of


class Edge(NamedTuple):
    """One labelled edge; its time is a whole minute, seconds UTC."""

    source: str
    target: str
    time: float
    attack: bool


class Figures(NamedTuple):
    """How well the scores tell attacks: areas under ROC and precision-recall, and how fast they were made on a core."""

    edges: int
    roc: float
    precision: float
    edges_a_second: float


@cache
def minute_of(text: str) -> float:
    """A time of the data, seconds UTC. It has a 32nd of July, which is the first of August."""
    month = datetime.strptime(f"{text[:3]}01{text[5:]}", "%m/%d/%Y-%H:%M").replace(tzinfo=UTC)
    return month.timestamp() + (int(text[3:5]) - 1) * 86_400.0


def edges(shared: Path) -> Generator[Edge, None, None]:
    """All edges, in the order of the file; addresses lose their padding."""
    archive = shared / "midas_darpa" / "darpa_original.zip"
    with zipfile.ZipFile(archive) as packed, packed.open("darpa_original.csv") as table:
        for line in io.TextIOWrapper(table, encoding="ascii"):
            source, target, text, label = line.rstrip().split(",")
            yield Edge(_plain(source), _plain(target), minute_of(text), label != "-")


def figures(shared: Path, most: int | None = None) -> Figures:
    """Score all edges, one by one, or the first `most` of them."""
    from sklearn.metrics import average_precision_score, roc_auc_score

    ways: list[tuple[str, str, float]] = []
    labels: list[bool] = []
    for edge in islice(edges(shared), most):
        ways.append((edge.source, edge.target, edge.time))
        labels.append(edge.attack)
    scored: EdgeScores[str] = EdgeScores()
    begun = time.process_time()
    found = [max(scored.score(source, target, step_of(moment))) for source, target, moment in ways]
    lasted = time.process_time() - begun
    return Figures(
        len(found),
        float(roc_auc_score(labels, found)),
        float(average_precision_score(labels, found)),
        len(found) / lasted,
    )


@cache
def _plain(address: str) -> str:
    return ".".join(str(int(part)) for part in address.split("."))
