"""An inventory against the traffic: each asset counts where it belongs."""

import msgspec

from schemas.asset_summary import AssetSummary
from schemas.overview.inventory import inventory_count, inventory_parts

ASSET = AssetSummary(
    id="a", site="plant", first_seen=1.0, last_seen=2.0, peers=0, services_served=(), services_used=(), paths=0,
    alive=True, heard=True,
)  # fmt: skip
DECLARED = msgspec.structs.replace(ASSET, declared_id="plc-1")
NEVER = msgspec.structs.replace(DECLARED, heard=False)
TRIED = msgspec.structs.replace(ASSET, heard=False)
PEER = msgspec.structs.replace(ASSET, external=True)


def test_each_asset_is_of_the_parts_that_it_belongs_to() -> None:
    assert [inventory_parts(each) for each in (ASSET, DECLARED, NEVER, TRIED, PEER)] == [
        ("undeclared",),
        ("declared",),
        ("declared", "never-seen"),
        (),
        (),
    ]


def test_a_site_is_counted_by_parts() -> None:
    count = inventory_count("plant", [ASSET, DECLARED, NEVER, NEVER, TRIED, PEER])
    assert (count.declared, count.never_seen, count.undeclared) == (3, 2, 1)
