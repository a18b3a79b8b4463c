"""What a packet's headers tell."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.formats.packets.frames import address_of, packet_of
from tests.schemas.formats.packets.frames import ethernet, ipv4, ipv6, tcp, udp


def test_a_tcp_packet_is_read_with_its_macs_and_vlan() -> None:
    packet = packet_of(1, ethernet(ipv4(tcp(50_000, 502, 0x12), options=bytes(4)), vlan=12))
    assert (packet.sender_ip, packet.receiver_ip, packet.protocol) == ("10.1.0.5", "10.1.0.9", 6)
    assert (packet.sender_port, packet.receiver_port, packet.tcp_flags) == (50_000, 502, 0x12)
    assert (packet.sender_mac, packet.receiver_mac, packet.vlan) == ("02:00:00:00:00:05", "02:00:00:00:00:09", 12)
    assert packet.octets == 44


@pytest.mark.parametrize(("vlan", "outer", "found"), [(None, None, None), (5, None, 5), (5, 7, 7), (0, None, None)])
def test_of_two_tags_the_outer_one_counts_and_0_is_none(vlan: int | None, outer: int | None, found: int | None) -> None:
    assert packet_of(1, ethernet(ipv4(tcp(1, 2, 0)), vlan=vlan, outer=outer)).vlan == found


@pytest.mark.parametrize(
    ("link", "frame"),
    [
        (101, ipv4(udp(1, 2, b"x"), protocol=17)),
        (12, ipv4(udp(1, 2, b"x"), protocol=17)),
        (228, ipv4(udp(1, 2, b"x"), protocol=17)),
        (0, b"\2\0\0\0" + ipv4(udp(1, 2, b"x"), protocol=17)),
        (113, struct.pack("!HHH8sH", 0, 1, 6, bytes(8), 0x0800) + ipv4(udp(1, 2, b"x"), protocol=17)),
        (276, struct.pack("!HHIHBB8s", 0x0800, 0, 1, 1, 0, 6, bytes(8)) + ipv4(udp(1, 2, b"x"), protocol=17)),
        (
            276,
            struct.pack("!HHIHBB8s", 0x8100, 0, 1, 1, 0, 6, bytes(8))
            + struct.pack("!HH", 12, 0x0800)
            + ipv4(udp(1, 2, b"x"), protocol=17),
        ),
    ],
)
def test_each_link_layer_leads_to_the_packet(link: int, frame: bytes) -> None:
    packet = packet_of(link, frame)
    assert (packet.sender_ip, packet.receiver_port, packet.payload[8:]) == ("10.1.0.5", 2, b"x")


def test_ipv6_is_read_past_its_extensions() -> None:
    hop = bytes([43, 0]) + bytes(6)
    routing = bytes([6, 1]) + bytes(14)
    packet = packet_of(1, ethernet(ipv6(hop + routing + tcp(50_000, 502, 0x02), kind=0)))
    assert (packet.sender_ip, packet.protocol, packet.receiver_port) == ("2001:db8::5", 6, 502)


def test_fragments_are_told_and_later_ones_have_no_ports() -> None:
    first = packet_of(1, ethernet(ipv4(udp(1, 2, b"x"), protocol=17, place=0x2000)))
    later = packet_of(1, ethernet(ipv4(b"datadata", protocol=17, place=0x0010)))
    six = packet_of(1, ethernet(ipv6(bytes([17, 0]) + struct.pack("!HI", 9 << 3, 1) + b"data", kind=44)))
    assert (first.fragment, first.receiver_port) == (True, 2)
    assert (later.fragment, later.receiver_port) == (True, None)
    assert (six.fragment, six.protocol, six.receiver_port) == (True, 17, None)


def test_icmp_has_type_and_code() -> None:
    packet = packet_of(1, ethernet(ipv4(b"\x08\x00" + bytes(6), protocol=1)))
    assert (packet.sender_port, packet.receiver_port) == (8, 0)


def test_a_trailer_of_the_frame_is_no_payload_and_offloaded_packets_have_all_there_is() -> None:
    assert packet_of(1, ethernet(ipv4(udp(1, 2, b"x"), protocol=17)) + bytes(17)).payload[8:] == b"x"
    assert packet_of(1, ethernet(ipv4(udp(1, 2, b"xyz"), protocol=17, total=0))).payload[8:] == b"xyz"


@pytest.mark.parametrize(
    ("link", "frame", "why"),
    [
        (1, b"short", "cut short"),
        (1, ethernet(b"\0" * 28, kind=0x0806), "no IP packet"),
        (1, ethernet(b"\x45\0\0", kind=0x0800), "cut short"),
        (1, ethernet(b"\x41" + bytes(30), kind=0x0800), "damaged IP header"),
        (1, ethernet(ipv6(b"\0", kind=0)), "cut short"),
        (147, b"", "not read"),
        (101, b"", "no IP packet"),
    ],
)
def test_what_is_no_packet_says_why(link: int, frame: bytes, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        packet_of(link, frame)


@given(st.sampled_from([0, 1, 12, 101, 113, 276]), st.integers(0, 60), st.binary(max_size=60))
def test_any_bytes_are_a_packet_or_refused(link: int, kept: int, noise: bytes) -> None:
    frame = ethernet(ipv4(tcp(1, 2, 2)), vlan=3)[:kept] + noise
    try:
        packet = packet_of(link, frame)
    except ValueError:
        return
    assert packet.sender_ip
    assert packet.octets >= 0


def test_addresses_have_their_canonical_text() -> None:
    assert address_of(b"\x0a\0\0\1") == "10.0.0.1"
    assert address_of(bytes(10) + b"\xff\xff\x0a\0\0\1") == "10.0.0.1"
