import msgspec
import pytest

from schemas.formats.one_way.half import Half
from schemas.formats.suricata.fast_halves import HalfRow, fast_half
from schemas.formats.suricata.lines import flattened
from schemas.formats.suricata.netflow_event import half_of
from tests.schemas.formats.suricata.rows import Event, line, netflow


def fast(row: Event) -> Half | None:
    try:
        return fast_half(msgspec.json.decode(line(row), type=HalfRow))
    except (msgspec.MsgspecError, ValueError):
        return None


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"proto": "UDP", "tcp": None, "vlan": [12, 13], "src_ip": "::ffff:10.1.0.5"},
        {"proto": "ICMP", "src_port": None, "dest_port": None, "icmp_type": 8, "icmp_code": 0, "vlan": []},
        {"app_proto": "failed", "app_proto_ts": "ssh", "vlan": 7},
        {"tcp": {"tcp_flags": "xyz"}, "community_id": None},
    ],
)
def test_the_fast_way_gives_what_the_careful_way_gives(changed: Event) -> None:
    row = netflow(**changed)
    assert fast(row) == half_of(flattened(row))[0]


@pytest.mark.parametrize(
    "changed",
    [
        {"event_type": "flow"},
        {"proto": "GRE"},
        {"src_ip": "x.y"},
        {"netflow": {"start": "1900-01-01T00:00:00.000000+0000"}},
        {"netflow": {"start": "2023-11-14T22:13:20"}},
        {"netflow": {"bytes": -1}},
    ],
)
def test_what_is_unusual_is_left_to_care(changed: Event) -> None:
    assert fast(netflow(**changed)) is None
