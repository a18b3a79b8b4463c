"""A window is checked against what the site knows, and an end finds the window that is meant."""

from typing import Any

import pytest

from models.queries.site_windows import SiteWindows
from schemas.asset_change import AssetChange
from schemas.maintenance import MaintenanceWindow
from schemas.state import StateRecord
from schemas.verdict import Verdict
from streams.read_model.sqlite import SqliteReadModel
from tests.models import builders as b
from weir.admin.maintenance import Announced, Place, Times, end, start
from weir.admin.reader import StateReader
from weir.errors import UserError
from weir.settings.sections import Settings

NOW = b.after()
RUNS = MaintenanceWindow(
    id="aa11", site=b.SITE, subject="zone", on="cell", state="running", begins=NOW - b.HOUR, ends=NOW + b.HOUR
)
COMES = MaintenanceWindow(
    id="ab22", site=b.SITE, subject="initiator", on="laptop", state="planned", begins=NOW + b.DAY, ends=NOW + 2 * b.DAY,
    weekly="tue 00:00-01:00",
)  # fmt: skip


class Known(StateReader):
    """A reader of a site with a zone, a laptop and two windows; keeps what it is given."""

    def __init__(self, tmp_path: Any) -> None:
        settings = Settings()
        super().__init__(SqliteReadModel(tmp_path, settings.settings_for), settings)
        self.given: list[AssetChange] = []

    def announced(self, site: str | None) -> list[SiteWindows]:
        assert site in {None, b.SITE}
        return [SiteWindows(b.SITE, (RUNS, COMES), ("cell", "dmz"), frozenset({"laptop", b.PLC}))]

    def give_change(self, change: AssetChange) -> str:
        self.given.append(change)
        return "the inbox"

    def give_verdict(self, verdict: Verdict) -> str:
        return str(verdict)

    def nobody_takes(self) -> str | None:
        return "nothing runs"

    def _records(self) -> list[StateRecord]:
        return []


@pytest.fixture
def reader(tmp_path: Any) -> Known:
    return Known(tmp_path)


def begun(reader: Known, place: Place, times: Times) -> Announced:
    return start(
        reader, place, times, site=b.SITE, time_zone="UTC", who="ana", reason=None, now=NOW
    )  # fmt: skip


def test_a_window_is_handed_over_with_its_time_and_what_to_know(reader: Known) -> None:
    given = begun(reader, Place(b.PLC, None, "laptop"), Times(lasting_s=b.HOUR))
    assert (given.begins, given.ends, given.notes) == (NOW, NOW + b.HOUR, ("nothing runs",))
    assert reader.given == [given.change]
    assert (given.change.subject, given.change.id, given.change.initiator) == ("asset", b.PLC, "laptop")


def test_the_next_time_of_a_weekly_one_is_told(reader: Known) -> None:
    given = begun(reader, Place(None, "dmz", None), Times(weekly="wed 06:00-07:00"))
    assert (given.begins, given.ends) == (NOW + 2 * b.DAY + 6 * b.HOUR, NOW + 2 * b.DAY + 7 * b.HOUR)


@pytest.mark.parametrize(
    ("place", "times", "overlapping"),
    [
        (Place(None, "cell", None), Times(lasting_s=b.HOUR), "aa11"),
        (Place(None, "cell", None), Times(begin=NOW + 2 * b.HOUR, lasting_s=b.HOUR), None),
        (Place(None, None, "laptop"), Times(lasting_s=2 * b.DAY), "ab22"),
        (Place(None, None, "laptop"), Times(weekly="mon 23:00-02:00"), "ab22"),
        (Place(None, "dmz", None), Times(lasting_s=b.HOUR), None),
    ],
)
def test_two_that_overlap_are_told_before_anything_is_handed_over(
    reader: Known, place: Place, times: Times, overlapping: str | None
) -> None:
    if overlapping is None:
        assert begun(reader, place, times).where == "the inbox"
        return
    with pytest.raises(UserError, match=f"window {overlapping} on .* overlaps it"):
        begun(reader, place, times)
    assert reader.given == []


@pytest.mark.parametrize(
    ("wanted", "place", "window"),
    [
        ("aa", Place(None, None, None), "aa11"),
        (None, Place(None, "cell", None), "aa11"),
        (None, Place(None, None, "laptop"), "ab22"),
    ],
)
def test_an_end_names_the_window_that_is_meant(reader: Known, wanted: str | None, place: Place, window: str) -> None:
    found, _ = end(reader, wanted, place, own_site=b.SITE, site=None, now=NOW)
    assert found.id == window
    assert [(change.change, change.window) for change in reader.given] == [("maintenance-ended", window)]


@pytest.mark.parametrize(("wanted", "told"), [("a", "2 windows"), ("zz", "no window"), (None, "name the window")])
def test_an_end_that_names_none_or_several_is_refused(reader: Known, wanted: str | None, told: str) -> None:
    with pytest.raises(UserError, match=told):
        end(reader, wanted, Place(None, None, None), own_site=b.SITE, site=None, now=NOW)
