import pytest

from schemas.formats.one_way.half import Half
from schemas.formats.suricata.lines import flattened
from schemas.formats.suricata.netflow_event import half_of
from tests.schemas.formats.suricata.rows import START, netflow


def test_an_event_is_one_half() -> None:
    assert half_of(flattened(netflow())) == (
        Half(
            start=START,
            end=START + 10.0,
            sender_ip="10.1.0.5",
            receiver_ip="10.2.0.9",
            transport="tcp",
            sender_port=40000,
            receiver_port=502,
            octets=400,
            packets=5,
            tcp_flags=0x1B,
            vlan=12,
            service="modbus",
            community_id="1:LQU9qZlK+B5F3KDmev6m5PMibrg=",
            end_told=True,
        ),
        [],
    )


def test_a_counter_that_cannot_be_true_is_left_out() -> None:
    half, doubts = half_of(flattened(netflow(netflow={"bytes": -4})))
    assert (half.octets, doubts) == (None, ["impossible octets"])


def test_a_half_without_its_path_is_refused() -> None:
    with pytest.raises(ValueError, match="field proto is missing"):
        half_of(flattened(netflow(proto=None)))
