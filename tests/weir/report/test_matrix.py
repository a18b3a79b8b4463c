"""The square has a row and a column for each place that has a path, and each cell says its figures."""

from schemas.overview.matrix import MatrixCell
from tests.replay.report import plant
from weir.report.matrix import MARKS, pair_name, services_text, square, tone


def cell(**fields: object) -> MatrixCell:
    facts: dict[str, object] = {
        "site": "p", "by": "side", "initiator_side": "it", "responder_side": "ot", "paths": 3, "answered": 3,
        "flows": 9, "services": {"modbus": 2, "rdp": 1}, "policy": "forbidden", "declared": 0, "alerted": 0,
        "unreviewed": 0, "first_seen": 1.0, "last_seen": 2.0,
    }  # fmt: skip
    return MatrixCell(**(facts | fields))  # type: ignore[arg-type]  # fields by name


def test_a_cell_looks_as_the_worst_that_is_said_of_it() -> None:
    assert tone(cell(alerted=1, declared=3)) == "alerted"
    assert tone(cell(declared=3)) == "declared"
    assert tone(cell(declared=2)) == "undeclared"
    assert tone(cell(initiator_side="ot")) == "plain"
    assert len(set(MARKS.values())) == len(MARKS)


def test_every_cell_is_at_its_place_and_no_other_has_paths() -> None:
    (site,) = plant.report().sites
    for by in ("side", "zone"):
        found = square(site.matrix, by=by)
        assert found is not None
        there = [one for row in found.rows for one in row.cells if one is not None]
        own = [one for one in site.matrix if one.by == by]
        assert len(there) == len(own)
        assert sum(int(one.paths) for one in there) == len(site.paths)
        assert [row.name for row in found.rows] == [name for name, _ in found.across]


def test_a_cell_says_all_of_it_in_a_sentence() -> None:
    found = square([cell(declared=1, inferred=True)], by="side")
    assert found is not None
    shown = found.rows[0].cells[1]
    assert shown is not None
    assert shown.said == (
        "Office (IT) → Plant (OT): 3 paths, 9 flows; 1 declared, 0 alerted; the policy says forbidden; "
        "a side of some is inferred; modbus (2), rdp (1)"
    )
    assert pair_name(cell()) == "Office (IT) → Plant (OT)"
    assert services_text({"a\x1f": 1}) == "a\N{REPLACEMENT CHARACTER} (1)"
    assert square([], by="zone") is None


def test_of_a_thousand_services_the_first_are_told_and_the_rest_is_counted() -> None:
    told = services_text({f"tcp/{port}": 1 for port in range(1, 1_188)})
    assert told.startswith("tcp/1 (1), tcp/2 (1), ")
    assert told.endswith("tcp/20 (1), and 1,167 more: each is in the table of paths")
