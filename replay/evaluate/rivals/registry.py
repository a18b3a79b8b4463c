"""The rules by name; each reads the rows once and says what it raised."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path

from replay.evaluate.raised import Raised
from replay.evaluate.rivals.half_space_trees import half_space_trees
from replay.evaluate.rivals.isolation_forest import isolation_forest
from replay.evaluate.rivals.mahalanobis import mahalanobis
from replay.evaluate.rivals.never_seen import never_seen
from replay.evaluate.rivals.rows import Row, rows, sides
from replay.simulate.truth import Truth

Guarded = Callable[[str], bool]
"""Whether an address stands in OT or the DMZ."""

Rule = Callable[[Iterable[Row], float, Guarded], list[Raised]]
"""Rows that touch OT or the DMZ, until when to learn (UTC seconds), and which of their ends do."""

RIVALS: dict[str, Rule] = {
    "never-seen triple": lambda rows, learn_until, _: never_seen(rows, learn_until),
    "isolation forest": lambda rows, learn_until, _: isolation_forest(rows, learn_until),
    "half-space trees": half_space_trees,
    "Mahalanobis": mahalanobis,
}


def rivals(
    flows: Path, zones: Path, truth: Truth, names: Iterable[str] = tuple(RIVALS)
) -> Iterator[tuple[str, list[Raised]]]:
    """What each rule named raises over a Zeek conn.log. Raises OSError and ValueError for files that can't be read."""
    learn_until = datetime.fromisoformat(truth.learn_until).timestamp()
    side_of = sides(zones)

    def guarded(address: str) -> bool:
        return side_of(address) in {"ot", "dmz"}

    for name in names:
        touching = (row for row in rows(flows) if guarded(row.initiator) or guarded(row.responder))
        yield name, RIVALS[name](touching, learn_until, guarded)
