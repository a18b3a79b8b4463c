"""What talks to what, as a person sees it: fits 80 columns, and what alerted stands first."""

import io

import msgspec
from rich.console import Console

from schemas.overview.matrix import MatrixCell
from tests.models import builders as b
from weir.views.network.matrix import MOST_PAIRS, print_matrix, services_of, worst_first


def plant_cells() -> list[MatrixCell]:
    plant = b.learnt_plant()
    b.run(plant, [b.flow(b.after() + 60, b.OFFICE, b.PLC), b.tried(b.after() + 61, b.OFFICE, b.PLC2)])
    return plant.matrix()


def shown(cells: list[MatrixCell], width: int = 80, *, short: bool = False) -> str:
    file = io.StringIO()
    print_matrix(Console(file=file, width=width), cells, short=short)
    return file.getvalue()


def test_sides_stand_in_a_square_with_what_alerted() -> None:
    text = shown(plant_cells())
    square = text.split("zone -> zone", maxsplit=1)[0]
    assert [word for word in ("ot", "dmz", "it") if word in square.splitlines()[1]] == ["ot", "dmz", "it"]
    assert "2 alerted" in square
    assert "forbidden" in square


def test_all_fits_80_columns() -> None:
    text = shown(plant_cells())
    tables = text.split("Rows began", maxsplit=1)[0]
    assert max(map(len, tables.splitlines())) <= 80


def test_the_pair_that_alerted_stands_first_and_short_shows_only_what_crosses() -> None:
    pairs = worst_first([cell for cell in plant_cells() if cell.by == "zone"])
    assert (pairs[0].initiator_zone, pairs[0].responder_zone) == ("office", "cell")
    text = shown(plant_cells(), 120, short=True)
    assert "office -> cell" in text
    assert "control -> cell" not in text
    assert "control -> cell" in shown(plant_cells(), 120)


def test_short_says_how_many_pairs_it_left_out() -> None:
    cell = next(cell for cell in plant_cells() if cell.by == "zone" and cell.crosses)
    many = [msgspec.structs.replace(cell, responder_zone=f"cell-{n}") for n in range(MOST_PAIRS + 2)]
    assert "2 pairs of zones more" in shown(many, 120, short=True)


def test_services_are_cut_with_how_many_more_there_are() -> None:
    cell = msgspec.structs.replace(plant_cells()[0], services={"modbus": 3, "ntp": 2, "dns": 1})
    assert services_of(cell, 2) == "modbus (3), ntp (2) +1"


def test_control_characters_of_names_are_not_printed() -> None:
    cells = [msgspec.structs.replace(cell, initiator_zone="x\x1b[2J") for cell in plant_cells() if cell.by == "zone"]
    assert "\x1b" not in shown(cells)
