"""How far the learning is: each asset is ready, waits, still changes or is silent, and only what waits has a time."""

import pytest

from models.queries.stored_site import StoredSite
from models.settings import CoreSettings
from schemas.overview.learning import ZoneLearning
from tests.models import builders as b


def zones(days: int, **settings: object) -> dict[str | None, ZoneLearning]:
    return {zone.zone: zone for zone in b.learnt_plant(days, **settings).learning().zones}


def test_after_two_weeks_of_steady_work_all_are_ready() -> None:
    site = b.learnt_plant().learning()
    assert site.ready == site.assets > 0
    assert all(zone.all_ready is None for zone in site.zones)


def test_a_young_plant_waits_until_ten_days_after_it_was_met() -> None:
    found = zones(4)
    assert (found["cell"].assets, found["cell"].waiting) == (3, 3)
    assert found["cell"].first_ready == pytest.approx(b.MONDAY + 10 * b.DAY, abs=b.HOUR)


def test_after_ten_days_what_is_new_each_day_still_changes() -> None:
    plant = b.learnt_plant()
    for day in range(12):
        time = b.after() + day * b.DAY
        b.run(plant, b.ticked([b.flow(time + 60, b.OTHER_OFFICE, f"10.1.7.{day}", 9_000 + day)]))
    office = next(zone for zone in plant.learning().zones if zone.zone == "office")
    assert office.changing >= 1


def test_new_paths_of_the_plants_own_day_count_in_the_zones_of_both_ends() -> None:
    time = b.after() + 60.0
    for zone, new in (("UTC", 1), ("Asia/Tokyo", 2)):
        plant = b.learnt_plant(time_zone=zone)
        b.run(plant, b.ticked([b.flow(time - 2 * b.HOUR, b.SCADA, b.PLC, 80, service="http")]))
        b.run(plant, b.ticked([b.flow(time, b.SCADA, b.PLC, 443, service="ssl")]))
        found = {each.zone: each.new_today for each in plant.learning().zones}
        assert (found["cell"], found["control"], found["office"]) == (new, new, 0)


def test_what_remains_is_told_of_those_that_are_not_ready() -> None:
    found = zones(4)["cell"]
    assert found.share == pytest.approx(0.25, abs=0.01)
    assert found.quiet_days == pytest.approx(6.0, abs=0.1)
    assert found.untold == 0
    assert (zones(14)["cell"].share, zones(14)["cell"].quiet_days) == (None, None)
    declared = zones(4, learn_until=b.after(30))["cell"]
    assert (declared.quiet_days, declared.untold) == (None, 3)


def test_what_was_declared_and_never_met_is_silent_and_what_was_only_tried_is_no_asset_to_learn() -> None:
    plant = b.learnt_plant()
    plant.change(b.asset("spare", "10.9.0.200"))
    before = plant.learning().assets
    b.run(plant, [b.tried(b.after() + 60, b.OFFICE, "10.9.0.50")])
    cell = next(zone for zone in plant.learning().zones if zone.zone == "cell")
    assert (cell.silent, plant.learning().assets) == (1, before)


def test_declared_learning_ends_for_all_at_its_time() -> None:
    until = b.after(30)
    site = b.learnt_plant(4, learn_until=until).learning()
    assert site.declared
    assert {zone.all_ready for zone in site.zones} == {until}
    assert not b.learnt_plant(4, learn_until=b.after(3)).learning().declared


def test_a_site_without_traffic_has_no_time_and_tells_what_is_forbidden() -> None:
    site = b.new_pipeline().learning()
    assert (site.time, site.assets, site.zones) == (None, 0, ())
    assert "it -> ot" in site.forbidden
    bare = b.bare_pipeline().learning()
    assert "it -> ot" not in bare.forbidden
    assert (bare.forbidden_with_dmz, site.forbidden_with_dmz) == (("it -> ot",), ())


def test_the_stored_site_says_the_same() -> None:
    core = CoreSettings()
    stored = StoredSite(b.SITE, b.learnt_records(4)).learning(core)
    assert stored == b.learnt_plant(4).learning()
