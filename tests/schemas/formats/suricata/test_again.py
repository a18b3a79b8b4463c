import msgspec

from schemas.formats.suricata.again import AsTold, SightRow, as_told
from tests.schemas.formats.suricata.rows import Event, event, line


def told(row: Event) -> AsTold:
    return as_told(msgspec.json.decode(line(row), type=SightRow))


def test_the_same_function_on_the_same_flow_is_the_same() -> None:
    one = event("modbus", modbus={"id": 1, "request": {"function_raw": 3, "transaction_id": 7}})
    other = event("modbus", timestamp="x", modbus={"id": 2, "request": {"function_raw": 3, "transaction_id": 8}})
    assert told(one) == told(other)


def test_another_function_flow_end_or_rule_is_another() -> None:
    rows = [
        event("modbus", modbus={"request": {"function_raw": 3}}),
        event("modbus", modbus={"request": {"function_raw": 6}}),
        event("modbus", flow_id=5, modbus={"request": {"function_raw": 3}}),
        event("modbus", dest_ip="10.2.0.10", modbus={"request": {"function_raw": 3}}),
        event("dns", dns={"type": "query"}),
        event("alert", alert={"signature_id": 1}),
        event("alert", alert={"signature_id": 2}),
    ]
    assert len({told(row) for row in rows}) == len(rows)
