from datetime import date
from zoneinfo import ZoneInfo

from replay.simulate.calendar import Calendar
from replay.simulate.traffic.patching import is_patch_tuesday
from tests.replay.simulate.figures import crosses
from tests.replay.simulate.traffic.of import of


def test_patch_tuesday_is_the_second_of_the_month() -> None:
    march = Calendar(date(2026, 3, 1), 31, ZoneInfo("UTC"))
    assert [day.date.day for day in march if is_patch_tuesday(day)] == [10]


def test_the_plant_fetches_its_patches_itself() -> None:
    assert {crosses(row) for row in of("patching")} == {("dmz", "external"), ("dmz", "it"), ("ot", "dmz")}
