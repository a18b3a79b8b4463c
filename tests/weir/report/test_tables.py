"""Each table has a row for each of what it lists, the worst first, and cells that fit their columns."""

from replay.report.data import SiteReport
from tests.replay.report import plant
from weir.report import tables
from weir.report.alert_page import anchors
from weir.report.packed import Table


def made() -> tuple[SiteReport, list[Table]]:
    (site,) = plant.report().sites
    found = anchors(site.alerts, "s0-")
    return site, [
        tables.pairs(site, "pairs"),
        tables.alerts(site, found, "alerts"),
        tables.surprises(site, found, "surprises"),
        tables.paths(site, found, "paths"),
        tables.assets(site, "assets"),
    ]


def column(table: Table, label: str) -> list[object]:
    return list(next(each.cells for each in table.columns if each.label == label))


def test_nothing_is_left_out() -> None:
    site, (pairs, alerts, surprises, paths, assets) = made()
    assert pairs.rows == sum(cell.by == "zone" for cell in site.matrix)
    assert (alerts.rows, surprises.rows) == (len(site.alerts), len(site.surprises))
    assert (paths.rows, assets.rows) == (len(site.paths), len(site.assets))
    for table in (pairs, alerts, surprises, paths, assets):
        assert {len(each.cells) for each in table.columns} == {table.rows}, table.key


def test_the_worst_paths_come_first_and_lead_to_their_alerts() -> None:
    site, (_, _, _, paths, _) = made()
    standings, links = column(paths, "standing"), column(paths, "alert")
    alerted = sum(each.alerted for each in site.paths)
    assert all("alerted" in str(each) for each in standings[:alerted])
    assert all(each is not None for each in links[:alerted])
    assert set(column(paths, "crosses")[:alerted]) == {"crosses"}


def test_blind_spots_come_first_among_the_assets() -> None:
    _, (_, _, _, _, assets) = made()
    words = column(assets, "inventory")
    order = [tables.IN_INVENTORY[word] for word in ("undeclared", "never-seen", "declared", "external")]
    assert list(dict.fromkeys(words)) == order


def test_levels_sort_by_how_bad_they_are() -> None:
    _, (_, alerts, _, _, _) = made()
    level = next(each for each in alerts.columns if each.label == "level")
    assert [one[2:] for one in level.order] == ["info", "low", "medium", "high", "critical"]
    assert set(level.cells) <= set(level.order)


def test_no_cell_has_a_control_character_but_the_mark_of_a_link() -> None:
    _, every = made()
    for table in every:
        for each in table.columns:
            for cell in each.cells:
                halves = str(cell).split("\x1f") if each.kind == "link" else [str(cell)]
                assert all(half.replace("\N{NO-BREAK SPACE}", " ").isprintable() for half in halves), (table.key, cell)
