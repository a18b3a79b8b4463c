"""Who began, and how it went, by flags and types."""

import pytest

from schemas.formats.one_way.conversation import sender_began, shook_hands, state_of
from schemas.formats.one_way.half import Half
from schemas.formats.one_way.memory import Told


def half(transport: str = "tcp", *, port: int | None = 1, flags: int | None = None, packets: int = 1) -> Half:
    return Half(
        start=0.0,
        end=0.0,
        sender_ip="10.0.0.1",
        receiver_ip="10.0.0.2",
        transport=transport,
        sender_port=port,
        tcp_flags=flags,
        packets=packets,
    )


@pytest.mark.parametrize(
    ("given", "began"),
    [
        (half(flags=0x02), True),
        (half(flags=0x12), False),
        (half(flags=0x12, packets=2), None),
        (half(flags=0x10), None),
        (half(), None),
        (half("icmp", port=8), True),
        (half("icmp", port=0), False),
        (half("icmp", port=None), None),
        (half("udp", port=53), None),
    ],
)
def test_a_syn_alone_began_and_its_answer_did_not(given: Half, began: bool | None) -> None:
    assert sender_began(given) is began


@pytest.mark.parametrize(
    ("asked", "answered", "state"),
    [
        (0x02, None, "attempted"),
        (0x1B, None, "established"),
        (0x16, None, "reset"),
        (0x02, 0x14, "rejected"),
        (0x1B, 0x1B, "established"),
        (0x1B, 0x16, "reset"),
        (None, 0x12, "established"),
        (0x00, None, "unknown"),
    ],
)
def test_flags_of_both_ends_tell_how_it_went(asked: int | None, answered: int | None, state: str) -> None:
    told = Told(
        "u",
        lesser_began=True,
        certain=True,
        start=0.0,
        last_end=0.0,
        initiator_told=asked is not None,
        responder_told=answered is not None,
        initiator_flags=asked,
        responder_flags=answered,
    )
    assert state_of("tcp", told, half() if answered is not None else None) == state


def test_a_transport_without_flags_is_established_once_both_ends_spoke() -> None:
    told = Told("u", lesser_began=True, certain=False, start=0.0, last_end=0.0, initiator_told=True)
    assert state_of("udp", told, None) == "unknown"
    told.responder_told = True
    assert state_of("udp", told, None) == "established"


@pytest.mark.parametrize(
    ("flags", "others", "both"), [(0x1B, 0x12, True), (0x1B, 0x10, False), (None, 0x12, False), (0x02, None, False)]
)
def test_a_handshake_was_seen_where_both_ends_show_a_syn(flags: int | None, others: int | None, both: bool) -> None:
    assert shook_hands(flags, others) is both
