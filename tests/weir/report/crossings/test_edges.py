"""Paths between places are taken together by their two assets; the worst is told first."""

from tests.replay.report import plant
from weir.report.crossings.edges import STANDINGS, edges, standing, talking


def test_every_path_between_places_is_counted_once_and_those_within_one_never() -> None:
    (site,) = plant.report().sites
    zones = {asset.id: asset.zone or asset.side for asset in site.assets}
    between = [each for each in site.paths if zones[each.path.initiator] != zones[each.path.responder]]
    found = edges(site)
    assert sum(sum(edge.counts) for edge in found) == len(between)
    for place, name in enumerate(STANDINGS):
        assert sum(edge.counts[place] for edge in found) == sum(standing(each) == name for each in between), name
    assert talking(found) == {end for edge in found for end in (edge.initiator, edge.responder)}


def test_what_alerted_is_worse_than_what_is_declared() -> None:
    (site,) = plant.report().sites
    said = {standing(each) for each in site.paths}
    assert {"alerted", "declared", "undeclared", "other"} >= said >= {"alerted", "declared", "other"}
    assert all(standing(each) == "alerted" for each in site.paths if each.alerted)
