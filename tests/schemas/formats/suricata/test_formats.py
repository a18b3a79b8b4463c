import pytest

from schemas.formats.registry import detect
from tests.schemas.formats.suricata.rows import event, flow, line, netflow, wrapped


@pytest.mark.parametrize(
    "lines",
    [
        [line(flow())],
        [line(event("stats", stats={"uptime": 5}))],
        [line(event("dns"))],
        [line(wrapped(netflow()))],
        [b"<13>Nov 14 22:13:20 sensor-1 suricata[812]: " + line(flow())],
        [line(flow())[:80], line(flow())],
        [b'b","flow_id": 3}', line(flow())],
        [b"", b"\xef\xbb\xbf" + line(flow())],
    ],
)
def test_events_are_told_by_their_type_and_timestamp(lines: list[bytes]) -> None:
    assert detect(lines, "whatever.log") == "suricata-eve"


def test_an_event_type_alone_is_no_event_of_suricata() -> None:
    with pytest.raises(ValueError, match="no flows"):
        detect([b'{"event_type": "login", "user": "a"}'], "app.json")
