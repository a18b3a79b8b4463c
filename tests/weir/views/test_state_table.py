"""What people read of stored state."""

from streams.sources.follow.read_positions import DONE
from streams.state.inspection import HeldState, PartState, SiteState
from weir.views.state_table import lines

SITE = SiteState(
    site="north", assets=1_200, paths=5, held=2, alerts=3, records=9, bytes=4_096,
    versions={"1": 4, "2": 5}, set_aside=2, problems=["plc-1|head: damaged state"],
)  # fmt: skip


def test_a_site_is_told_in_a_few_lines_with_what_is_wrong_and_up_to_where_was_read() -> None:
    held = HeldState(partition=3, positions={"weir.flows": 12_345}, sites=[SITE])
    assert list(lines([held])) == [
        "north  (partition 3)",
        "  1,200 assets, 5 paths, 2 of them held, 3 alerts",
        "  9 records, 4,096 bytes: 4 of version 1, 5 of version 2",
        "  2 records of a newer Weir are set aside: upgrade this one, or reset",
        "  problem: plc-1|head: damaged state",
        "  read  weir.flows up to 12,345",
    ]


def test_of_followed_logs_what_is_being_read_is_told_and_the_rest_is_counted() -> None:
    positions = {"logs/conn.log#": 17, "logs/*#": 18, "logs/conn.log#aa": 500, "logs/conn.log#bb": DONE + 1}
    told = list(lines([HeldState(partition=None, positions=positions, sites=[SITE])]))
    assert told[-2:] == ["  read  logs/conn.log#aa up to 500", "  read  1 rotated files to their end"]


def test_an_asset_is_told_record_by_record() -> None:
    parts = [PartState(part="head", version=2, bytes=880), PartState(part="0", version=None, bytes=20)]
    asset = SiteState(
        site="north", asset="plc-1", assets=1, paths=5, held=0, alerts=0, records=2, bytes=900, versions={"2": 1},
        set_aside=0, problems=[], parts=parts,
    )  # fmt: skip
    told = list(lines([HeldState(partition=None, positions={}, sites=[asset])]))
    assert told[0] == "plc-1 of north"
    assert "head            880 bytes  version 2" in told[-2]
    assert told[-1].endswith("damaged")


def test_a_partition_that_can_not_be_read_says_why() -> None:
    held = HeldState(partition=1, positions={}, sites=[], problem="the state record lacks its part 1")
    assert list(lines([held])) == ["partition 1: the state record lacks its part 1"]
