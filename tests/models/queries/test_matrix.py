"""From side to side and from zone to zone: every path counts once in each, and says what policy and conduits say."""

from models.queries.stored_site import StoredSite
from models.settings import CoreSettings
from schemas.overview.matrix import MatrixCell
from tests.models import builders as b

POLICY = CoreSettings().policy


def by_sides(cells: list[MatrixCell]) -> dict[tuple[str | None, str | None], MatrixCell]:
    return {(cell.initiator_side, cell.responder_side): cell for cell in cells if cell.by == "side"}


def by_zones(cells: list[MatrixCell]) -> dict[tuple[str | None, str | None], MatrixCell]:
    return {(cell.initiator_zone, cell.responder_zone): cell for cell in cells if cell.by == "zone"}


def test_each_path_counts_once_by_side_and_once_by_zone() -> None:
    plant = b.learnt_plant()
    cells, paths = plant.matrix(), plant.paths()
    for by in ("side", "zone"):
        own = [cell for cell in cells if cell.by == by]
        assert sum(cell.paths for cell in own) == len(paths)
        assert sum(cell.flows for cell in own) == sum(path.flows for path in paths)
    polled = by_zones(cells)["control", "cell"]
    assert (polled.paths, polled.services, polled.policy, polled.alerted) == (3, {"modbus": 3}, "watched", 0)
    assert (polled.initiator_side, polled.responder_side) == ("ot", "ot")


def test_what_alerted_and_what_is_forbidden_stands_out() -> None:
    plant = b.learnt_plant()
    now = b.after()
    b.run(plant, [b.flow(now + 60, b.OFFICE, b.PLC), b.tried(now + 61, b.OFFICE, b.PLC2)])
    cell = by_sides(plant.matrix())["it", "ot"]
    assert (cell.paths, cell.answered, cell.alerted, cell.policy, cell.crosses) == (2, 1, 2, "forbidden", True)


def test_a_conduit_declares_the_services_that_it_names() -> None:
    plant = b.learnt_plant()
    plant.change(b.conduit("dmz", "control", "rdp"))
    cell = by_zones(plant.matrix())["dmz", "control"]
    assert (cell.paths, cell.declared) == (2, 1)


def test_without_zones_there_are_sides_alone_and_they_say_that_they_are_guesses() -> None:
    plant = b.bare_pipeline()
    b.run(plant, b.hour_of_work(b.MONDAY))
    cells = plant.matrix()
    assert {cell.by for cell in cells} == {"side"}
    assert all(cell.inferred for cell in cells)
    assert {cell.policy for cell in cells} <= {"watched", "quiet"}


def test_the_stored_site_says_the_same_and_counts_only_wanted_paths() -> None:
    plant, stored = b.learnt_plant(), StoredSite(b.SITE, b.learnt_records())
    assert stored.matrix(POLICY) == plant.matrix()
    some = stored.matrix(POLICY, lambda path: path.stored.service == "rdp")
    assert {name for cell in some for name in cell.services} == {"rdp"}
