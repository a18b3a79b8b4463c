"""The bounds that docs/detection.md names are those of the code."""

from pathlib import Path

import pytest

from models.alerts import overflow
from models.findings import flood_tracker, scan_tracker
from models.identity import declared, holdings, inventory, routers
from models.paths import graph, service_names

PAGE = Path(__file__).parents[2] / "docs" / "detection.md"

BOUNDS: dict[str, tuple[int, ...]] = {
    "assets of a site": (
        inventory.MAX_ASSETS,
        inventory.MAX_ASSETS + inventory.RESERVED_ASSETS,
        declared.MAX_ASSETS_WITH_DECLARED,
        inventory.MAX_POOLS,
    ),
    "internet prefixes": (
        inventory.MAX_EXTERNAL_PEERS,
        inventory.MAX_EXTERNAL_PEERS + inventory.RESERVED_EXTERNAL_PEERS,
    ),
    "paths of an initiator": (graph.MAX_PATHS_PER_ASSET, graph.MAX_GUARDED_PATHS),
    "paths of a site": (graph.MAX_PATHS, graph.MAX_PATHS_WITH_GUARDED),
    "strangers an hour at one responder": (
        flood_tracker.UNANSWERED_LIMIT,
        flood_tracker.ANY_LIMIT,
        flood_tracker.MAX_WAYS,
    ),
    "responders whose strangers, initiators whose tries are counted": (
        flood_tracker.MAX_CROWDS,
        scan_tracker.MAX_SWEEPS,
    ),
    "open alerts": (overflow.MAX_OPEN, overflow.MAX_OVERFLOWS),
    "addresses, and MACs, of one asset": (holdings.MAX_LEARNT, 2 * holdings.MAX_LEARNT, 2 * holdings.MAX_DECLARED),
    "routers' MACs": (routers.MAX_ROUTERS,),
    "names of ports, pairs watched for dynamic ports, of one asset": (service_names.MAX_NAMES, service_names.MAX_PAIRS),
}


@pytest.mark.parametrize(("what", "bounds"), BOUNDS.items(), ids=BOUNDS.keys())
def test_a_row_names_each_bound(what: str, bounds: tuple[int, ...]) -> None:
    (row,) = [line for line in PAGE.read_text().splitlines() if line.startswith(f"| {what} |")]
    assert [bound for bound in bounds if f"{bound:,}" not in row] == []
