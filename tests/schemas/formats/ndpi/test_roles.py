"""Who began, and how it went, by the flags of both ends."""

import pytest

from schemas.flow import ConnectionState, Direction
from schemas.formats.ndpi.roles import ACK, SYN, Roles, Sent, roles_of

NOBODY = Sent(0, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("first", "other", "flags", "turned", "direction", "state"),
    [
        (Sent(1, 1, 0, 0, 0), NOBODY, SYN, False, "certain", "attempted"),
        (Sent(1, 1, 0, 0, 0), Sent(1, 0, 1, 1, 0), SYN, False, "certain", "rejected"),
        (Sent(2, 1, 0, 1, 0), Sent(1, 1, 1, 0, 0), SYN, False, "certain", "attempted"),
        (Sent(9, 1, 8, 0, 1), Sent(9, 1, 9, 0, 1), SYN, False, "certain", "established"),
        (Sent(9, 1, 8, 1, 1), Sent(9, 1, 9, 0, 1), SYN, False, "certain", "established"),
        (Sent(9, 1, 8, 1, 0), Sent(9, 1, 9, 0, 0), SYN, False, "certain", "reset"),
        (Sent(9, 1, 9, 0, 0), Sent(9, 0, 9, 0, 0), SYN | ACK, True, "certain", "established"),
        (Sent(9, 1, 9, 0, 0), NOBODY, SYN | ACK, True, "certain", "unknown"),
        (Sent(9, 0, 9, 0, 0), Sent(9, 1, 9, 0, 0), ACK, False, "certain", "established"),
        (Sent(9, 0, 9, 0, 0), Sent(9, 0, 9, 0, 0), ACK, False, "unsure", "established"),
        (Sent(9, 0, 9, 1, 0), Sent(9, 0, 9, 0, 0), ACK, False, "unsure", "reset"),
        (Sent(9, 0, 9, 0, 0), NOBODY, ACK, False, "unsure", "unknown"),
        # nfstream's own rows do not say what the first packet was.
        (Sent(9, 1, 8, 0, 0), Sent(9, 1, 9, 0, 0), None, False, "certain", "established"),
        (Sent(1, 1, 0, 0, 0), NOBODY, None, False, "certain", "attempted"),
        (Sent(9, 1, 9, 0, 0), Sent(9, 0, 9, 0, 0), None, True, "certain", "established"),
        (Sent(9), Sent(9), None, False, "unsure", "established"),
    ],
)
def test_tcp_goes_by_its_flags(  # noqa: PLR0917 - the columns of the table
    first: Sent, other: Sent, flags: int | None, turned: bool, direction: Direction, state: ConnectionState
) -> None:
    assert roles_of("tcp", first, other, first_flags=flags) == Roles(turned, direction, state)


@pytest.mark.parametrize(
    ("transport", "icmp_type", "other", "direction", "state"),
    [
        ("udp", None, Sent(3), "certain", "established"),
        ("udp", None, Sent(0), "certain", "attempted"),
        ("gre", None, Sent(0), "certain", "unknown"),
        ("icmp", 8, Sent(1), "certain", "established"),
        ("icmp", 8, Sent(0), "certain", "unknown"),
        ("icmp", 0, Sent(0), "unsure", "unknown"),
        ("icmp", None, Sent(1), "unsure", "established"),
    ],
)
def test_without_a_handshake_the_first_to_speak_began(
    transport: str, icmp_type: int | None, other: Sent, direction: Direction, state: ConnectionState
) -> None:
    assert roles_of(transport, Sent(3), other, icmp_type=icmp_type) == Roles(
        turned=False, direction=direction, state=state
    )
