"""What holds for every format of alerts."""

import pytest
from hypothesis import given, settings

from schemas.alert import Alert
from schemas.formats.alerts.registry import ALERT_FORMATS, ONE_A_LINE, from_origin
from tests.schemas.formats.alerts.alerts import HERE, HOSTILE, alerts, whole


@pytest.mark.parametrize("name", ALERT_FORMATS)
def test_what_is_one_line_holds_no_break_and_is_the_same_each_time(name: str) -> None:
    written = from_origin(name, HERE)
    for alert in (whole(), whole(title=HOSTILE, summary=HOSTILE, site=HOSTILE)):
        said = written(alert)
        assert said == written(alert)
        assert (b"\n" in said) is (name not in ONE_A_LINE)
        assert b"\r" not in said


@pytest.mark.parametrize("name", [name for name in ALERT_FORMATS if name != "ndjson"])
def test_nothing_that_hides_or_controls_comes_through(name: str) -> None:
    hostile = whole(title=HOSTILE, summary=HOSTILE, site=HOSTILE, service=HOSTILE)
    said = from_origin(name, HERE)(hostile).decode()
    assert not [
        each for each in said if ord(each) in {0, 0x1B, 0x202E, 0x2066, 0x200B, 0x2028} or 0xD800 <= ord(each) < 0xE000
    ]


@settings(max_examples=30)
@given(alerts())
def test_any_alert_has_bytes_in_every_format_and_its_id_in_them(alert: Alert) -> None:
    for name in ALERT_FORMATS:
        assert alert.id.encode() in from_origin(name, HERE)(alert), name
