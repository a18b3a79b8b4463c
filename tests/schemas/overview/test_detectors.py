"""Alerts of a kind by their status."""

from schemas.overview.detectors import AlertTally


def test_each_alert_has_one_status_and_medium_counts_none_of_them_twice() -> None:
    tally = AlertTally(
        site="plant",
        kind="scan",
        open=1,
        withheld=2,
        expected=3,
        malicious=4,
        muted=5,
        closed=6,
        medium=9,
        last_time=7.0,
    )
    assert tally.alerts == 21
