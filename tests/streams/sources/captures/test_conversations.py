"""Conversations of a capture: cut into slices, in the order of their ends, whatever the clock of a frame says."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.streams.sources.captures.frames import (
    ACK,
    FIN,
    RST,
    SYN,
    T0,
    Stamped,
    icmp,
    modbus,
    pcap,
    raw,
    tcp,
    udp,
)

pytest.importorskip("_lib_engine", reason="needs the extra weir[pcap]")

from streams.sources.captures.conversations import Conversations
from streams.sources.captures.engine import CaptureUnreadable, Frames

A, B, C = "10.1.0.9", "10.1.0.50", "10.2.0.7"
FAR_S = 281 * 86_400.0


def rows(tmp_path: Path, frames: Sequence[Stamped], **settings: int) -> list[Any]:
    """The rows of some frames without the one that counts them."""
    return whole(tmp_path, frames, **settings)[:-1]


def whole(tmp_path: Path, frames: Sequence[Stamped], **settings: int) -> list[Any]:
    path = tmp_path / "a.pcap"
    path.write_bytes(pcap(frames))
    return [orjson.loads(row) for row in Conversations(Frames(str(path).encode()), **settings).rows()]


def _ms(seconds: float) -> int:
    return round((T0 + seconds) * 1_000)


def test_a_long_conversation_is_told_each_minute_as_differences_under_one_uid(tmp_path: Path) -> None:
    found = rows(tmp_path, modbus(150))
    assert [row["slice"]["src2dst_packets"] for row in found] == [62, 60, 30]
    assert [row["src2dst_packets"] for row in found] == [62, 122, 152]
    assert len({row["uid"] for row in found}) == 1
    assert [row["application_name"] for row in found] == ["Modbus"] * 3
    assert all(row["first_flags"] == SYN for row in found)
    starts, ends = (
        [row["slice"]["first_seen_ms"] for row in found],
        [row["bidirectional_last_seen_ms"] for row in found],
    )
    assert starts[0] == _ms(0)
    assert all(end < start for end, start in zip(ends, starts[1:], strict=False))


def test_rows_come_in_the_order_of_their_ends(tmp_path: Path) -> None:
    frames = sorted([*modbus(150), (T0 + 1, udp(C, 5_000, B, 53)), (T0 + 130, udp(C, 5_001, B, 53))])
    ends = [row["bidirectional_last_seen_ms"] for row in rows(tmp_path, frames)]
    assert len(ends) == 5
    assert ends == sorted(ends)


def test_the_same_capture_gives_the_same_rows(tmp_path: Path) -> None:
    frames = sorted([*modbus(100), *((T0 + n / 7, udp(C, 5_000 + n, B, 53)) for n in range(300))])
    assert whole(tmp_path, frames) == whole(tmp_path, frames)


def test_one_frame_stamped_far_ahead_moves_nothing_but_itself(tmp_path: Path) -> None:
    frames = modbus(5)
    frames.insert(4, (T0 + FAR_S, udp(C, 5_000, B, 514)))
    poll, far = rows(tmp_path, frames)
    assert (poll["bidirectional_first_seen_ms"], poll["src2dst_packets"]) == (_ms(0), 7)
    assert poll["bidirectional_last_seen_ms"] < _ms(10)
    assert far["bidirectional_first_seen_ms"] == _ms(FAR_S)


def test_a_conversation_with_a_frame_far_ahead_goes_on_at_its_own_time(tmp_path: Path) -> None:
    frames = modbus(5)
    frames[4] = (T0 + FAR_S, frames[4][1])
    found = rows(tmp_path, frames)
    assert [row["bidirectional_last_seen_ms"] // 86_400_000 for row in found] == [
        _ms(0) // 86_400_000,
        _ms(0) // 86_400_000,
        _ms(FAR_S) // 86_400_000,
    ]
    assert sum(row["src2dst_packets"] + row["dst2src_packets"] for row in found) == len(frames)


def test_frames_a_little_out_of_order_are_one_conversation(tmp_path: Path) -> None:
    frames = modbus(5)
    frames[5], frames[6] = frames[6], frames[5]
    (row,) = rows(tmp_path, frames)
    assert row["src2dst_packets"] == 7


def test_silence_ends_a_conversation(tmp_path: Path) -> None:
    frames = [(T0, udp(A, 5_000, B, 53)), (T0 + 119, udp(B, 53, A, 5_000)), (T0 + 240, udp(A, 5_000, B, 53))]
    found = rows(tmp_path, frames)
    assert [(row["slice"]["src2dst_packets"], row["slice"]["dst2src_packets"]) for row in found] == [
        (1, 0),
        (0, 1),
        (1, 0),
    ]
    assert [row["uid"] == found[0]["uid"] for row in found] == [True, True, False]


def test_a_new_handshake_on_the_same_ports_is_another_conversation(tmp_path: Path) -> None:
    first = modbus(1)
    closed = [(T0 + 2, tcp(A, 40_001, B, 502, FIN | ACK)), (T0 + 2.1, tcp(B, 502, A, 40_001, FIN | ACK))]
    found = rows(tmp_path, [*first, *closed, *modbus(1, begin=T0 + 3)])
    assert len({row["uid"] for row in found}) == 2
    again = rows(tmp_path, [(T0, tcp(A, 1_025, B, 502, SYN)), (T0 + 1, tcp(A, 1_025, B, 502, SYN))])
    assert [row["src2dst_packets"] for row in again] == [2], "a repeated SYN is the same try"
    tries = [(T0, tcp(A, 1_025, B, 502, SYN)), (T0 + 0.1, tcp(B, 502, A, 1_025, RST | ACK))]
    assert len(rows(tmp_path, [*tries, *((at + 1, frame) for at, frame in tries)])) == 2


def test_icmp_has_its_type_and_a_reply_belongs_to_its_request(tmp_path: Path) -> None:
    frames = [
        (T0, icmp(A, B, 8)),
        (T0 + 0.1, icmp(B, A, 0)),
        (T0 + 0.2, icmp(A, B, 8)),
        (T0 + 1, icmp(B, A, 3, 1)),
        (T0 + 2, icmp("fe80::1", "ff02::16", 143)),
    ]
    echo, unreachable, report = rows(tmp_path, frames)
    assert (echo["icmp_type"], echo["src2dst_packets"], echo["dst2src_packets"]) == (8, 2, 1)
    assert (unreachable["icmp_type"], unreachable["icmp_code"], unreachable["src_ip"]) == (3, 1, B)
    assert (report["icmp_type"], report["src_ip"]) == (143, "fe80::1")


def test_vlans_are_told_apart(tmp_path: Path) -> None:
    frames = [(T0 + vlan, tcp(A, 1_025, B, 502, SYN, vlan=vlan)) for vlan in (7, 8)]
    assert [row["vlan_id"] for row in rows(tmp_path, frames)] == [7, 8]


def test_frames_of_fieldbuses_are_no_packets_however_they_begin(tmp_path: Path) -> None:
    ethercat = raw(0x88A4, b"\x45\x10" + bytes(40))
    profinet = raw(0x8892, b"\x60\x01" + bytes(60))
    found = whole(tmp_path, [(T0, ethercat), (T0, profinet), (T0, udp(A, 1, B, 53))])
    assert found[-1] == {"frames": 3, "passed_over": 2}
    assert [row["src_ip"] for row in found[:-1]] == [A]


def test_more_conversations_than_are_kept_end_the_one_silent_longest(tmp_path: Path) -> None:
    frames = [(T0 + n / 100, udp(A, 5_000 + n, B, 53)) for n in range(40)]
    frames.append((T0 + 1, udp(B, 53, A, 5_039)))
    found = rows(tmp_path, frames, most_open=8)
    assert len(found) == 40
    assert sum(row["dst2src_packets"] for row in found) == 1


def test_what_came_before_a_capture_breaks_off_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.pcap"
    path.write_bytes(pcap(modbus(3))[:-3])
    found = Conversations(Frames(str(path).encode())).rows()
    assert [orjson.loads(next(found))["src2dst_packets"], orjson.loads(next(found))["frames"]] == [5, 8]
    with pytest.raises(CaptureUnreadable, match="after 8 frames"):
        next(found)
