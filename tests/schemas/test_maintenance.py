"""How announced work is written."""

import pytest
from msgspec.structs import replace

from schemas.asset_change import AssetChange, Weekly
from schemas.maintenance import weekly_of, weekly_text, window_id

ANNOUNCED = AssetChange(site="plant", time=5.0, source="ana", subject="zone", change="maintenance-started", id="cell-1")


@pytest.mark.parametrize(
    ("text", "weekly"),
    [
        ("sat 22:00-02:00", Weekly((5,), 1320, 120)),
        ("Mon,Thu 06:00 - 7:30", Weekly((0, 3), 360, 450)),
        ("mon-fri 12:00-13:00", Weekly((0, 1, 2, 3, 4), 720, 780)),
        ("sat-mon 00:00-23:59", Weekly((0, 5, 6), 0, 1439)),
    ],
)
def test_times_of_a_week_are_read_and_written_in_one_form(text: str, weekly: Weekly) -> None:
    assert weekly_of(text) == weekly
    assert weekly_of(weekly_text(weekly)) == weekly


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("saturday night", "names no times of a week"),
        ("sam 22:00-02:00", "'sam' is no day of the week"),
        ("sat 24:00-02:00", "24:00 is no time of the day"),
        ("sat 22:00-22:00", "has no length"),
        ("22:00-02:00", "names no times of a week"),
    ],
)
def test_what_names_no_times_of_a_week_is_refused_with_the_reason(text: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        weekly_of(text)


def test_what_is_announced_twice_is_one_window_and_what_differs_is_another() -> None:
    assert window_id(ANNOUNCED) == window_id(replace(ANNOUNCED, reason="later said", expires=9.0))
    weekly = replace(ANNOUNCED, weekly=weekly_of("sat 22:00-02:00"))
    assert window_id(weekly) == window_id(replace(weekly, time=99.0))
    others = [
        ANNOUNCED, replace(ANNOUNCED, time=6.0), replace(ANNOUNCED, id="cell-2"), replace(ANNOUNCED, subject="asset"),
        replace(ANNOUNCED, initiator="laptop"), weekly,
    ]  # fmt: skip
    assert len(set(map(window_id, others))) == len(others)
