"""The windows of a site: announced, refused, ended, and gone on to their next time."""

import pytest
from msgspec.structs import replace

from models.event_time.calendar import DAY_S, Calendar
from models.maintenance.site_maintenance import GRACE_S, SiteMaintenance
from schemas.asset_change import AssetChange
from schemas.maintenance import weekly_of, window_id
from tests.models import builders as b
from tests.models.alerts.situations import T
from tests.models.maintenance.announced import END, announced, ended

ZONES = {"cell", "dmz"}
MONDAYS = weekly_of("mon 06:00-08:00")


def site(*changes: AssetChange) -> SiteMaintenance:
    found = SiteMaintenance(b.SITE, Calendar("UTC"))
    for change in changes:
        assert found.apply(change, T, ZONES) is None
    return found


@pytest.mark.parametrize(
    ("change", "told"),
    [
        pytest.param(announced(id="cel"), "zone 'cel' is not declared; these are: cell, dmz", id="no such zone"),
        pytest.param(announced(expires=T), "ends before it begins", id="no length"),
        pytest.param(announced(expires=T + 32 * DAY_S), "lasts longer than 31 days", id="too long"),
        pytest.param(
            replace(b.conduit("dmz", "cell"), change="maintenance-started"), "not of a conduit", id="of a conduit"
        ),
        pytest.param(ended(), "no maintenance of zone 'cell' runs", id="ended though none runs"),
        pytest.param(ended(window="abc"), "no window 'abc' is announced", id="ended by an id that none has"),
    ],
)
def test_what_can_be_no_window_is_refused_with_the_reason(change: AssetChange, told: str) -> None:
    assert told in (site().apply(change, T, ZONES) or "")


@pytest.mark.parametrize(
    ("other", "refused"),
    [
        (announced(starts=END - 60.0, expires=END + b.HOUR), True),
        (announced(starts=END, expires=END + b.HOUR), False),
        (announced(starts=T + 60.0, initiator="laptop"), False),
        (announced(id="dmz", starts=T + 60.0), False),
        (announced(expires=None, weekly=weekly_of("mon 03:00-05:00")), True),
        (announced(expires=None, weekly=MONDAYS), False),
    ],
)
def test_two_windows_on_one_subject_do_not_overlap(other: AssetChange, refused: bool) -> None:
    first = announced()
    told = site(first).apply(other, T, ZONES)
    assert (told is not None) is refused
    assert told is None or window_id(first) in told


def test_two_weekly_windows_on_one_subject_do_not_overlap() -> None:
    weekly = announced(expires=None, weekly=MONDAYS)
    assert site(weekly).apply(replace(weekly, weekly=weekly_of("mon 07:00-09:00")), T, ZONES) is not None
    assert site(weekly).apply(replace(weekly, weekly=weekly_of("tue 07:00-09:00")), T, ZONES) is None
    assert site(replace(weekly, expires=T + DAY_S)).apply(
        replace(weekly, starts=T + DAY_S, weekly=weekly_of("mon 07:00-09:00")), T, ZONES
    ) is None  # fmt: skip


def test_the_same_said_twice_is_one_and_what_is_over_is_none() -> None:
    assert len(site(announced(), announced()).windows) == 1
    assert not site(announced(starts=T - 3 * DAY_S, expires=T - 2 * DAY_S)).windows
    assert not site(announced(expires=T - 1.0, weekly=MONDAYS)).windows


def test_without_an_end_it_lasts_a_day() -> None:
    [window] = site(announced(expires=None)).windows.values()
    assert window.end - window.begin == DAY_S


def test_there_are_so_many_windows_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.maintenance.site_maintenance.MAX_WINDOWS", 1)
    assert "at most 1 windows" in (site(announced()).apply(announced(id="dmz"), T, ZONES) or "")


def test_it_is_over_when_the_clock_is_past_what_late_rows_may_need() -> None:
    windows = site(announced())
    assert windows.over(END + GRACE_S - 1.0) == []
    [window] = windows.over(END + GRACE_S)
    assert windows.close(window, END + GRACE_S, {}) is None
    assert not windows.windows
    assert windows.removed == {window.id}


def test_a_weekly_one_goes_on_to_its_next_time_also_after_weeks_of_silence() -> None:
    windows = site(announced(expires=None, weekly=MONDAYS))
    [window] = windows.windows.values()
    begin = window.begin
    windows.close(window, window.end + GRACE_S, {})
    assert window.begin == begin + 7 * DAY_S
    windows.close(window, window.end + 22 * DAY_S, {})
    assert window.begin == begin + 35 * DAY_S


def test_a_weekly_one_is_ended_for_this_time_or_by_its_id_for_good() -> None:
    weekly = announced(expires=None, weekly=weekly_of("mon 00:00-08:00"))
    windows = site(weekly)
    [window] = windows.windows.values()
    assert windows.apply(ended(time=T + 60.0), T + 60.0, ZONES) is None
    assert window.end == T + 60.0
    windows.close(window, T + 60.0 + GRACE_S, {})
    assert window.begin == b.after() + 7 * DAY_S
    assert windows.apply(ended(time=T + DAY_S, window=window.id), T + DAY_S, ZONES) is None
    assert not windows.windows
