"""Times in JSON stand twice: in seconds, and as people read them."""

import json

import msgspec

from tests.streams.records import an_alert
from weir.views.json_lines import iso, json_line


class Seen(msgspec.Struct):
    first_seen: float
    last_seen: float
    window_s: float
    inner: list[dict[str, float | bool]]


def test_each_time_stands_beside_its_seconds_wherever_it_is() -> None:
    found = json.loads(json_line(Seen(1_769_839_200.25, 0.0, 300.0, [{"time": 5.0, "said": True}])))
    assert found == {
        "first_seen": 1_769_839_200.25,
        "first_seen_iso": "2026-01-31T06:00:00.250Z",
        "last_seen": 0.0,
        "window_s": 300.0,
        "inner": [{"time": 5.0, "time_iso": "1970-01-01T00:00:05.000Z", "said": True}],
    }


def test_an_alert_keeps_all_that_it_says() -> None:
    alert = an_alert()
    found = json.loads(json_line(alert))
    assert found["time_iso"].endswith("Z")
    assert msgspec.convert(found, type(alert)) == alert


def test_a_time_that_no_calendar_has_is_no_error() -> None:
    assert iso(1e18) == "out of range"
