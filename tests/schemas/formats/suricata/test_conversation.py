import pytest

from schemas.formats.suricata.conversation import flags_of, other_direction, other_state, tcp_meaning


@pytest.mark.parametrize(
    ("state", "to_server", "to_client", "packets_back", "meaning"),
    [
        ("new", 0x02, 0x00, False, ("attempted", "certain")),
        ("closed", 0x02, 0x14, True, ("rejected", "certain")),
        ("closed", 0x1B, 0x1B, True, ("established", "certain")),
        ("established", 0x1A, 0x12, True, ("established", "certain")),
        ("new", 0x02, 0x12, True, ("established", "certain")),
        ("closed", 0x1E, 0x1A, True, ("reset", "certain")),
        ("closed", 0x1F, 0x1B, True, ("established", "certain")),  # both had said that they end
        ("established", 0x18, 0x18, True, ("established", "unsure")),  # met half-way
        ("closed", 0x18, 0x14, True, ("reset", "unsure")),
        ("bypassed", 0x1A, 0x12, True, ("established", "certain")),
        ("new", 0x00, 0x00, True, ("unknown", "unsure")),  # the stream was not followed
        ("new", 0x12, 0x04, True, ("reset", "unsure")),  # the answer to a SYN that nobody saw
        (None, None, None, None, ("unknown", "unsure")),
    ],
)
def test_flags_tell_how_tcp_went_and_who_began(
    state: str | None, to_server: int | None, to_client: int | None, packets_back: bool | None, meaning: tuple[str, str]
) -> None:
    assert tcp_meaning(state, to_server, to_client, packets_back, False, False) == meaning


def test_flags_of_both_ways_together_stand_in_for_those_of_each() -> None:
    assert tcp_meaning("closed", None, None, True, True, False) == ("established", "certain")
    assert tcp_meaning("closed", None, None, True, True, True) == ("reset", "certain")
    assert tcp_meaning("new", None, None, False, True, False) == ("attempted", "certain")


@pytest.mark.parametrize(("text", "flags"), [("1b", 0x1B), ("00", 0), (None, None), ("xyz", None), ("1ff", None)])
def test_flags_are_two_hexadecimal_digits(text: str | None, flags: int | None) -> None:
    assert flags_of(text) == flags


def test_without_tcp_packets_of_both_ends_are_a_conversation() -> None:
    assert other_state(2, 1, "new") == "established"
    assert other_state(2, 0, "new") == "attempted"
    assert other_state(0, 3, "new") == "unknown"
    assert other_state(None, 3, "established") == "established"


def test_of_udp_who_spoke_first_began_and_of_icmp_the_type_tells() -> None:
    assert other_direction("udp", None) == "certain"
    assert other_direction("icmp", 8) == "certain"
    assert other_direction("icmp", 0) == "unsure"
    assert other_direction("icmp", None) == "unsure"
    assert other_direction("gre", None) == "unsure"
