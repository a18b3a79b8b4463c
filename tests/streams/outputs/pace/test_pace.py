"""A pace without settings is as fast as a sink takes."""

from streams.outputs.pace.pace import ROWS_AT_ONCE, Pace


def test_without_settings_nothing_is_held_or_waited_for() -> None:
    assert Pace() == Pace(rows_at_once=ROWS_AT_ONCE, every_s=0.0, at_most_per_minute=None)
