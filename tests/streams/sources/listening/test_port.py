"""A port counts what came and what was lost, and closes with its last word."""

import socket

import pytest

from streams.sources.listening.port import Port, closed_at_end
from streams.sources.listening.settings import NetflowSettings
from tests.kafka.world import until

PLACE = "udp:127.0.0.1:0"


def test_what_came_is_given_counted_and_what_is_left_is_told(caplog: pytest.LogCaptureFixture) -> None:
    ports = {PLACE: Port(PLACE, NetflowSettings(waiting_mb=0.002))}
    port = ports[PLACE]
    with closed_at_end(ports), socket.socket(type=socket.SOCK_DGRAM) as sender:
        for _ in range(3):
            sender.sendto(bytes(800), ("127.0.0.1", port.number))
        until(lambda: port.received == 3, "all came")
        assert port.lost_here == 1
        assert port.lost_in_kernel() in {0, None}
        assert port.waiting > 1_600
        assert port.behind() == port.waiting
        assert [len(one.payload) for one in port.take(1)] == [800]
    assert "1 datagrams were received and not read any more" in caplog.text


def test_a_place_that_can_not_be_had_is_refused() -> None:
    with pytest.raises(ValueError, match="udp:ADDRESS:PORT"):
        Port("udp:2055", NetflowSettings())
