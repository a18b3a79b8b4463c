"""The kernel's table of UDP sockets is read as it stands, and the machine's own agrees with what was sent."""

import socket

import pytest

from streams.sources.listening.udp_table import TABLES, Bound, bound, largest_buffer, lost_at

UDP_TABLE = """\
   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
  101: 0100007F:0807 00000000:0000 07 00000000:00000300 00:00000000 00000000     0        0 17305 2 00000000 {lost}
  102: 00000000000000000000000000000000:14EB 0000:0000 07 00000000:00000000 00:0 0 0 0 17306 2 0 7
  broken
"""


def test_sockets_are_told_by_port_with_what_waits_and_what_was_lost() -> None:
    assert bound(UDP_TABLE.format(lost=5)) == [Bound(2055, 768, 5), Bound(5355, 0, 7)]
    assert bound("") == []


def test_this_machines_table_counts_what_finds_a_buffer_full() -> None:
    if not TABLES[0].exists():
        pytest.skip("no /proc/net/udp")
    with socket.socket(type=socket.SOCK_DGRAM) as to, socket.socket(type=socket.SOCK_DGRAM) as by:
        to.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        to.bind(("127.0.0.1", 0))
        port = to.getsockname()[1]
        assert lost_at(port) == 0
        for _ in range(100):
            by.sendto(bytes(1_000), to.getsockname())
        lost = lost_at(port)
        assert lost is not None
        assert 0 < lost < 100
    assert lost_at(port) is None
    largest = largest_buffer()
    assert largest is None or largest > 0
