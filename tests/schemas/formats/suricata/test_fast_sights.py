from pathlib import Path

import msgspec
import orjson
import pytest
from msgspec.structs import replace

from schemas.flow import Flow
from schemas.formats.suricata.fast_sights import AsTold, SightRow, as_told, fast_sight
from schemas.formats.suricata.sights import sight, tells_of
from tests.schemas.formats.suricata.rows import Event, event, line


def told(row: Event) -> AsTold:
    return as_told(msgspec.json.decode(line(row), type=SightRow))


def test_the_same_function_on_the_same_flow_is_the_same() -> None:
    one = event("modbus", modbus={"id": 1, "request": {"function_raw": 3, "transaction_id": 7}})
    other = event("modbus", timestamp="y", modbus={"id": 2, "request": {"function_raw": 3, "transaction_id": 8}})
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


ALERT = {"signature": "ET SCADA write", "signature_id": 7}


def both(row: Event) -> tuple[Flow | None, Flow]:
    """The flow by the fast way, and by the careful one."""
    read = msgspec.json.decode(line(row), type=SightRow)
    kind = row["event_type"]
    careful, _ = sight(row, kind, tells_of(row, kind), site="plant", sensor="suricata")
    return fast_sight(read, as_told(read)[-1], "1", "plant", "suricata"), replace(careful, uid="1")


@pytest.mark.parametrize(
    "row",
    [
        event("modbus", modbus={"request": {"function_raw": 6}}),
        event("dnp3", dnp3={"request": {"application": {"function_code": 5}}}),
        event("enip", enip={"request": {"cip": {"service": "Reset"}}}),
        event("modbus"),
        event("dns", proto="UDP", vlan=[], community_id=None),
        event("tls", vlan=7),
        event("snmp", proto="ICMP", icmp_type=8, icmp_code=0, src_port=None),
        event("alert", alert=ALERT, app_proto="failed", app_proto_tc="http"),
        event("alert", alert=ALERT, direction="to_client"),
        event("alert"),
        event("alert", alert=ALERT, flow={"pkts_toserver": 2, "pkts_toclient": 2}),
        event("alert", alert=ALERT, flow={"src_ip": "10.2.0.9", "src_port": 502}),
        event("alert", alert=ALERT, flow={"src_ip": "::ffff:10.1.0.5", "src_port": 40000}),
    ],
)
def test_the_fast_way_gives_what_the_careful_way_gives(row: Event) -> None:
    fast, careful = both(row)
    assert fast == careful


@pytest.mark.parametrize("changed", [{"proto": "GRE"}, {"timestamp": "2023-11-14T22:13:21"}])
def test_what_is_unusual_is_left_to_care(changed: Event) -> None:
    assert both(event("dns", **changed))[0] is None


def test_both_ways_agree_on_real_events(shared_data: Path) -> None:
    rows = map(orjson.loads, (shared_data / "suricata_eve/eve.json").read_bytes().splitlines())
    found = [both(row) for row in rows if row["event_type"] in {"alert", "dns", "http", "tls"}]
    assert len(found) == 1_482
    assert all(fast == careful for fast, careful in found)
