"""What changes at once is told as what it has in common."""

from models.baseline.path import Path
from models.findings.levels.changed_together import SINGLY, alike, groups
from tests.models.findings.levels.plain_paths import path

CELLS = [[path(f"cell-{cell}/hmi", f"cell-{cell}/plc-{plc}") for plc in range(4)] for cell in range(3)]
MASTER = [path("ops/scada", f"cell-{cell}/plc-{plc}", "s7") for cell in range(3) for plc in range(4)]
OTHERS = [path(f"ops/client-{number}", "dmz/historian", "pi") for number in range(4)]
ALL = [*(each for cell in CELLS for each in cell), *MASTER, *OTHERS]


def named(found: list[Path], moving: list[Path] | None = None) -> list[tuple[str, str, int]]:
    told = groups(found, found if moving is None else moving, ALL)
    return [(group.subject, group.name, len(group.members)) for group in told]


def test_one_path_is_told_by_itself() -> None:
    assert named([MASTER[0]]) == [("path", "", 1)]
    assert named([]) == []


def test_a_master_that_asks_all_otherwise_is_one() -> None:
    assert named(MASTER) == [("begins", "ops/scada", 12)]


def test_one_found_takes_along_what_moves_the_same_way() -> None:
    assert named(MASTER[:1], MASTER) == [("begins", "ops/scada", 12)]


def test_what_reaches_one_device_is_one() -> None:
    assert named(OTHERS) == [("serves", "dmz/historian", 4)]


def test_a_zone_is_one_and_so_is_a_plant() -> None:
    both = [*CELLS[0], *(each for each in MASTER if each.responder.startswith("cell-0"))]
    assert named(both) == [("zone", "cell-0", 8)]
    assert named(ALL) == [("plant", "", len(ALL))]


def test_one_that_moves_by_chance_makes_no_plant_of_a_master() -> None:
    assert named(MASTER, [*MASTER, OTHERS[0], CELLS[0][0]]) == [("begins", "ops/scada", 12)]


def test_few_of_many_are_told_one_by_one_and_more_than_that_at_once() -> None:
    some = [MASTER[0], OTHERS[0], CELLS[1][0]]
    assert [each[0] for each in named(some)] == ["path"] * SINGLY
    assert named([*some, CELLS[2][0]]) == [("several", "", 4)]


def test_order_does_not_matter() -> None:
    assert named(MASTER[::-1], ALL[::-1]) == named(MASTER, ALL)


def test_ratios_are_alike_where_their_middle_half_is() -> None:
    assert alike([-6.0, -6.0, -5.0, -6.0, -20.0])
    assert not alike([-2.0, -6.0, -12.0, -20.0, -3.0])
    assert alike([-4.0])
