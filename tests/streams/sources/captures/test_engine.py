"""nfstream's engine: its frames as they are, and nothing that is no IP packet."""

from pathlib import Path

import pytest

from tests.streams.sources.captures.frames import T0, modbus, pcap, pcapng, raw, tcp

pytest.importorskip("_lib_engine", reason="needs the extra weir[pcap]")

from streams.sources.captures.engine import CaptureUnreadable, Dissector, Frames, ends_of, flags_of


def _frames(tmp_path: Path, content: bytes) -> Frames:
    path = tmp_path / "a.pcap"
    path.write_bytes(content)
    return Frames(str(path).encode())


@pytest.mark.parametrize(
    "content",
    [
        pcap(modbus(2)),
        pcap(modbus(2), nanoseconds=True),
        pcap(modbus(2), order=">"),
        pcap(modbus(2), nanoseconds=True, order=">"),
        pcapng(modbus(2)),
    ],
)
def test_each_frame_is_given_at_its_own_time(tmp_path: Path, content: bytes) -> None:
    frames = _frames(tmp_path, content)
    found = list(frames)
    assert [(frame[0], frame[3], frame[4]) for frame in found[:3]] == [
        (int(T0 * 1_000), 40_001, 502),
        (int(T0 * 1_000) + 1, 502, 40_001),
        (int(T0 * 1_000) + 2, 40_001, 502),
    ]
    assert (frames.read, frames.passed_over) == (7, 0)


def test_a_frame_without_ip_is_passed_over_and_what_stands_before_a_packet_is_told(tmp_path: Path) -> None:
    arp = raw(0x0806, b"\0\1\x08\0\6\4")
    frames = _frames(tmp_path, pcap([(T0, arp), (T0, tcp("10.0.0.1", 1, "10.0.0.2", 2, 2))]))
    for _ in frames:
        assert frames.before() == 0x0800
        assert frames.heads()[0] == 0x45
    assert (frames.read, frames.passed_over) == (2, 1)


def test_what_is_no_capture_and_one_that_breaks_off_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CaptureUnreadable, match="unknown file format"):
        _frames(tmp_path, b"no capture at all, but text")
    frames = _frames(tmp_path, pcap(modbus(2))[:-5])
    with pytest.raises(CaptureUnreadable, match="breaks off after 6 frames"):
        list(frames)


def test_a_conversation_is_counted_and_named(tmp_path: Path) -> None:
    frames = _frames(tmp_path, pcap(modbus(3)))
    dissector = Dissector()
    flow = None
    for _ in frames:
        if flow is None:
            flow = dissector.begun(frames.packet)
        else:
            dissector.counted(flow, frames.packet)
    assert flow is not None
    assert dissector.named(flow) == ("Modbus", False, 6)
    assert (flow.src2dst_packets, flow.dst2src_packets, flow.src2dst_bytes) == (5, 4, 5 * 40 + 3 * 12)
    ends = ends_of(flow)
    assert (ends["src_ip"], ends["dst_port"], ends["src_mac"]) == ("10.1.0.9", 502, "02:00:0a:01:00:09")
    assert flags_of(flow)["dst2src_syn_packets"] == 1
    dissector.done(flow)
