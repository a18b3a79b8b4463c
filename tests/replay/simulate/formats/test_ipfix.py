"""The simulated log as a router's IPFIX export."""

import struct

from replay.simulate.formats.ipfix import IpfixWriter
from tests.replay.simulate.formats.rows import rows


def packets(capture: bytes) -> list[bytes]:
    """The payloads of the UDP packets of a pcap of raw IP."""
    magic, *_, link = struct.unpack_from("<IHHiIII", capture)
    assert (magic, link) == (0xA1B2C3D4, 101)
    found, place = [], 24
    while place < len(capture):
        _, _, size, whole = struct.unpack_from("<IIII", capture, place)
        assert size == whole
        found.append(capture[place + 16 + 28 : place + 16 + size])
        place += 16 + size
    return found


def test_the_template_comes_first_and_every_direction_is_a_record() -> None:
    writer = IpfixWriter()
    capture = b"".join([writer.begin(0.0), *(writer.row(row) for row in rows()), writer.end(1773615612.0)])
    template, data = packets(capture)
    assert struct.unpack_from("!HH", template, 16) == (2, 8 + 13 * 4)
    version, size, _, sequence, domain = struct.unpack_from("!HHIII", data)
    assert (version, size, sequence, domain) == (10, len(data), 0, 1)
    number, length = struct.unpack_from("!HH", data, 16)
    record = struct.calcsize("!4s4sHHBHQQQQ6s6sB")
    assert (number, length) == (256, 4 + 5 * record)
    first = struct.unpack_from("!4s4sHHBHQQQQ6s6sB", data, 20)
    assert first[:8] == (bytes([10, 20, 0, 5]), bytes([10, 20, 0, 23]), 65308, 502, 6, 0x1B, 3, 156)
    assert first[8:10] == (1773615608380, 1773615608396)


def test_records_go_out_after_five_seconds_and_are_counted_on() -> None:
    writer = IpfixWriter()
    poll, tried, time = rows()
    writer.begin(0.0)
    assert writer.row(poll) == b""
    later = tried._replace(start=tried.start + 9.0, end=tried.end + 9.0)
    assert writer.row(later)
    last = writer.end(time.end + 9.0)
    assert struct.unpack_from("!I", last, 16 + 28 + 8) == (2,)
    assert writer.end(time.end) == b""
