"""The rules by name; each reads the rows once and says what it raised."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path

from replay.evaluate.raised import Raised
from replay.evaluate.rivals.isolation_forest import isolation_forest
from replay.evaluate.rivals.never_seen import never_seen
from replay.evaluate.rivals.rows import Row, rows, sides
from replay.simulate.truth import Truth

Rule = Callable[[Iterable[Row], float], list[Raised]]
"""Rows that touch OT or the DMZ, and until when to learn (UTC seconds)."""

RIVALS: dict[str, Rule] = {
    "never-seen triple": never_seen,
    "isolation forest": isolation_forest,
}


def rivals(flows: Path, zones: Path, truth: Truth) -> Iterator[tuple[str, list[Raised]]]:
    """What each rule raises over a Zeek conn.log. Raises OSError and ValueError for files that can't be read."""
    learn_until = datetime.fromisoformat(truth.learn_until).timestamp()
    side_of = sides(zones)
    for name, rule in RIVALS.items():
        yield name, rule((row for row in rows(flows) if _touches(side_of, row)), learn_until)


def _touches(side_of: Callable[[str], str], row: Row) -> bool:
    return side_of(row.initiator) in {"ot", "dmz"} or side_of(row.responder) in {"ot", "dmz"}
