import msgspec

from schemas.path import PathRecord

PATH = PathRecord(
    site="north",
    initiator="hmi-1",
    responder="plc-1",
    service="modbus",
    status="learnt",
    first_seen=1.0,
    last_seen=2.0,
    flows=10,
    hours=3,
    days=1,
    initiator_octets=100.0,
    responder_octets=200.0,
    answered=True,
)


def test_the_key_names_site_and_path_and_nothing_that_changes() -> None:
    later = msgspec.structs.replace(PATH, status="held", last_seen=9.0, flows=99, responder_name="the press")
    assert PATH.key == later.key == "north|hmi-1|plc-1|modbus"


def test_a_path_comes_back_as_it_went() -> None:
    assert msgspec.json.decode(msgspec.json.encode(PATH), type=PathRecord) == PATH
