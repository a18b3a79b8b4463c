import msgspec
import pytest

from schemas.codec import FLOWS

LEAST: dict[str, object] = {
    "site": "north",
    "sensor": "zeek-1",
    "start": 1.0,
    "end": 2.0,
    "initiator_ip": "10.0.0.1",
    "responder_ip": "10.0.0.2",
    "transport": "tcp",
}


def decode(**fields: object) -> object:
    return FLOWS.decode_one(msgspec.json.encode({**LEAST, **fields}))


def test_what_a_sensor_does_not_say_is_none() -> None:
    flow = FLOWS.decode_one(msgspec.json.encode(LEAST))
    assert (flow.initiator_port, flow.responder_octets, flow.service, flow.vlan) == (None, None, None, None)
    assert (flow.state, flow.direction, flow.realm, flow.canary) == ("unknown", "certain", "", False)


@pytest.mark.parametrize("field", sorted(LEAST))
def test_a_flow_without_one_of_these_is_none(field: str) -> None:
    fields = {name: value for name, value in LEAST.items() if name != field}
    with pytest.raises(ValueError, match=f"missing required field `{field}`"):
        FLOWS.decode_one(msgspec.json.encode(fields))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("responder_port", 65_536),
        ("responder_port", -1),
        ("responder_port", "502"),
        ("responder_port", 1.5),
        ("initiator_octets", -1),
        ("initiator_octets", 2**62 + 1),
        ("end", -0.1),
        ("end", 4_102_444_801),
        ("start", None),
        ("vlan", 4_096),
        ("site", ""),
        ("site", "x" * 65),
        ("sensor", "x" * 256),
        ("service", "x" * 256),
        ("initiator_ip", "x" * 65),
        ("initiator_mac", "x" * 33),
        ("transport", ""),
        ("operations", ["read"] * 65),
        ("operations", ["x" * 256]),
        ("state", "ESTABLISHED"),
        ("direction", "^"),
        ("canary", 1),
    ],
)
def test_a_value_past_its_bound_is_refused_by_its_name(field: str, value: object) -> None:
    with pytest.raises(ValueError, match=rf"\$\.{field}"):
        decode(**{field: value})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("responder_port", 0),
        ("responder_port", 65_535),
        ("initiator_octets", 2**62),
        ("end", 0.0),
        ("end", 4_102_444_800.0),
        ("vlan", 4_095),
        ("site", "x" * 64),
        ("operations", ["read"] * 64),
    ],
)
def test_a_value_on_its_bound_is_taken(field: str, value: object) -> None:
    decode(**{field: value})
