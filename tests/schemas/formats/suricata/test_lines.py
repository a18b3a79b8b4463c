import pytest

from schemas.formats.suricata.lines import begun, eve_object, flattened
from tests.schemas.formats.suricata.rows import event, flow, line, wrapped

HEADERS = [
    b"<13>Nov 14 22:13:20 sensor-1 suricata[812]: ",
    b'<134>1 2023-11-14T22:13:20Z sensor-1 suricata 812 - [meta@1 sequenceId="7"] ',
    b"Nov 14 22:13:20 sensor-1 suricata: @cee: ",
    b"\xef\xbb\xbf",
    b"\0\0",
    b"  ",
]


@pytest.mark.parametrize("header", HEADERS)
def test_what_stands_before_the_object_is_left_out(header: bytes) -> None:
    assert begun(header + b"{}") == b"{}"
    assert eve_object(header + line(flow())) == (flow(), False)


def test_a_line_without_an_object_is_left_as_it_is() -> None:
    assert begun(b"rubbish") == b"rubbish"
    assert begun(b"x" * 2_000 + b"{}") == b"x" * 2_000 + b"{}"


def test_the_wrapper_of_aws_is_taken_off() -> None:
    assert eve_object(line(wrapped(flow()))) == (flow(), True)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (line(event("http"))[:120], "breaks off after 120 bytes: cut by what carried it, as syslog cuts"),
        (HEADERS[0] + line(flow())[:200], "breaks off after 244 bytes"),
        (b'b/c","http_method":"GET"},"app_proto":"http"', "without a beginning"),
        (b'{"event_type": nonsense}', "no JSON object: "),
        (b"[1]", "no JSON object but a list"),
        (b"\0\0\0\0", "4 NUL bytes"),
        (b'{"message": "{\\"event_type\\": \\"flow\\"}"}', "field message"),
    ],
)
def test_what_is_no_whole_object_is_refused_with_the_reason(text: bytes, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        eve_object(text)


def test_only_the_objects_that_are_read_are_flattened() -> None:
    fields = flattened({"flow": {"start": "x", "end": None}, "modbus": {"id": 1}, "vlan": None, "proto": "TCP"})
    assert fields == {"flow.start": "x", "modbus": {"id": 1}, "proto": "TCP"}
