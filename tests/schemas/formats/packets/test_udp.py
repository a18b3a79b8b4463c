"""The UDP datagrams of a capture as pieces."""

import pytest

from schemas.formats.datagrams import Datagram, unpacked
from schemas.formats.notes import Notes
from schemas.formats.packets.capture import Captured
from schemas.formats.packets.pieces import told_of_packet
from schemas.formats.packets.udp import datagram_cutter, datagram_of
from tests.schemas.formats.packets.frames import ethernet, ipv4, ipv6, pcap, tcp, udp


def captured(frame: bytes, time: float | None = 7.25) -> Captured:
    return Captured(time, 1, len(frame), frame)


def test_a_datagram_bears_its_sender_its_time_and_its_payload() -> None:
    frame = ethernet(ipv4(udp(40_000, 2055, b"payload"), protocol=17)) + bytes(9)
    assert unpacked(datagram_of(captured(frame))) == Datagram(7.25, "10.1.0.5", 40_000, b"payload")
    six = ethernet(ipv6(udp(40_000, 2055, b"payload"), kind=17))
    assert unpacked(datagram_of(captured(six))).exporter == "2001:db8::5"


@pytest.mark.parametrize(
    ("frame", "time", "reason"),
    [
        (ethernet(ipv4(tcp(1, 2, 2))), 1.0, "no UDP"),
        (ethernet(bytes(28), kind=0x0806), 1.0, "no IP packet"),
        (ethernet(ipv4(udp(1, 2, b"x"), protocol=17, place=0x2000)), 1.0, "fragment"),
        (ethernet(ipv4(udp(1, 2, b"x", length=99), protocol=17)), 1.0, "cut short"),
        (ethernet(ipv4(udp(1, 2, b"x", length=3), protocol=17)), 1.0, "cut short"),
        (ethernet(ipv4(udp(1, 2, b"x"), protocol=17)), None, "no time"),
        (ethernet(ipv4(udp(1, 2, b"x"), protocol=17)), 5e9, "no time"),
    ],
)
def test_what_is_no_whole_datagram_is_counted_by_its_reason(frame: bytes, time: float | None, reason: str) -> None:
    notes = Notes()
    assert told_of_packet(datagram_of(captured(frame, time)), notes)
    assert notes.other_logs == {f"packets: {reason}": 1}


def test_a_capture_is_cut_into_them() -> None:
    frame = ethernet(ipv4(udp(40_000, 2055, b"payload"), protocol=17))
    (piece,) = datagram_cutter().feed(pcap((7.25, frame))).lines
    assert unpacked(piece).payload == b"payload"
