"""The drawing stands still: boxes by their lanes, edges between them, and every asset annotated."""

import msgspec

from tests.replay.report import plant
from weir.report.crossings.edges import STANDINGS
from weir.report.crossings.graph import MEASURES, curve, drawing, edge_text, graph, level_text


def test_boxes_lie_within_their_lanes_and_beside_each_other() -> None:
    (site,) = plant.report().sites
    drawn = drawing(graph(site, "s0-"))
    taken: set[tuple[int, int]] = set()
    for lane in drawn.lanes:
        for box in lane.boxes:
            assert lane.y < box.y < box.y + MEASURES.height < lane.y + lane.height
            assert MEASURES.left <= box.x <= drawn.width - MEASURES.width
            assert (box.x, box.y) not in taken
            taken.add((box.x, box.y))
    assert drawn.lanes[-1].y + drawn.lanes[-1].height < drawn.height


def test_what_crosses_is_drawn_and_what_alerted_last_so_that_nothing_hides_it() -> None:
    (site,) = plant.report().sites
    found = graph(site, "s0-")
    said = [edge.standing for edge in drawing(found).edges]
    assert said[-1] == "alerted"
    assert said == sorted(said, key=lambda name: -STANDINGS.index(name))
    assert len(said) == 4


def test_the_same_report_is_drawn_the_same() -> None:
    (site,) = plant.report().sites
    assert msgspec.json.encode(graph(site, "s0-")) == msgspec.json.encode(graph(site, "s0-"))


def test_an_asset_says_all_that_is_known_of_it() -> None:
    (site,) = plant.report().sites
    found = {asset.name: asset for asset in graph(site, "s0-").assets if asset is not None}
    assert found["Press 1"].about == "plc · 10.9.0.11 · c5"
    assert found["Press 1"].said.startswith(
        "10.9.0.11, plc, zone cell, level 1, Plant (OT), owner ops, criticality 5 of 5"
    )
    assert "in no inventory" in found["10.9.0.12"].said


def test_words_on_the_drawing() -> None:
    (lane, *_) = drawing(graph(plant.report().sites[0], "s0-")).lanes
    assert [level_text(level) for level in (6.0, 3.5, 0.0, -1.0)] == ["", "level 3.5", "level 0", ""]
    assert edge_text("a", "b", (1, 0, 2, 0)) == "a → b: 3 paths (1 alerted, 2 declared)"
    assert curve(lane.boxes[0], lane.boxes[0]).startswith("M")
