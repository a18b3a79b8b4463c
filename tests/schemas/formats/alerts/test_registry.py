"""What holds for every format of alerts."""

import pytest

from schemas.formats.alerts.registry import ALERT_FORMATS
from tests.streams.records import an_alert
from tests.weir.views.test_terminal import WHOLE


@pytest.mark.parametrize("name", ALERT_FORMATS)
def test_an_alert_is_one_line_and_the_same_each_time(name: str) -> None:
    form = ALERT_FORMATS[name]
    hostile = an_alert("one\ntwo\r\nthree\0")
    for alert in (WHOLE, hostile):
        said = form(alert)
        assert said
        assert said == form(alert)
        assert not {b"\n", b"\r"} & {said[at : at + 1] for at in range(len(said))}
