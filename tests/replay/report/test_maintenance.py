"""Announced times: once or each week up to the end of the traffic, and those that only the state knows."""

from replay.report.maintenance import spans
from schemas.asset_change import Weekly
from schemas.maintenance import MaintenanceWindow, window_id
from tests.models import builders as b
from tests.replay.report import plant

WINDOW = MaintenanceWindow(
    id="w", site=b.SITE, subject="zone", on="cell", state="planned", begins=b.MONDAY, ends=b.MONDAY + b.HOUR
)


def test_a_window_is_once_and_lasts_a_day_where_no_end_is_said() -> None:
    (span,) = spans((), [plant.maintenance(starts=b.MONDAY + 5.0)], b.SITE, "UTC", b.after())
    assert (span.begins, span.ends, span.on) == (b.MONDAY + 5.0, b.MONDAY + 5.0 + b.DAY, "cell")


def test_a_weekly_window_is_there_each_week_until_the_traffic_ends() -> None:
    weekly = plant.maintenance(weekly=Weekly(days=(1,), begin_minute=60, end_minute=120))
    found = spans((), [weekly], b.SITE, "UTC", b.MONDAY + 15 * b.DAY)
    tuesday = b.MONDAY + b.DAY + b.HOUR
    assert [each.begins for each in found] == [tuesday, tuesday + 7 * b.DAY]
    ended = plant.maintenance(weekly=weekly.weekly, expires=b.MONDAY + 3 * b.DAY)
    assert len(spans((), [ended], b.SITE, "UTC", b.after())) == 1


def test_what_the_state_holds_is_added_once_and_other_sites_are_left_out() -> None:
    change = plant.maintenance(starts=b.MONDAY, expires=b.MONDAY + b.HOUR)
    other = plant.maintenance(site="north", starts=b.MONDAY)
    same = MaintenanceWindow(
        id=window_id(change),
        site=b.SITE,
        subject="zone",
        on="cell",
        state="running",
        begins=b.MONDAY,
        ends=b.MONDAY + 9.0,
    )
    assert [each.id for each in spans((same, WINDOW), [change, other], b.SITE, "UTC", b.after())] == sorted(
        [window_id(change), "w"]
    )
