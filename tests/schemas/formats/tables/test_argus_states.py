import pytest

from schemas.formats.tables.argus_states import meaning


@pytest.mark.parametrize(
    ("transport", "way", "state", "answered", "expected"),
    [
        ("tcp", "->", "S_", False, ("attempted", "certain", False)),
        ("tcp", "->", "S_RA", True, ("rejected", "certain", False)),
        ("tcp", "->", "S_R", True, ("rejected", "certain", False)),
        ("tcp", "->", "S_SA", True, ("established", "certain", False)),
        ("tcp", "->", "FSPA_FSPA", True, ("established", "certain", False)),
        ("tcp", "->", "SRPA_FSPA", True, ("reset", "certain", False)),
        ("tcp", "->", "SRPA_", False, ("reset", "certain", False)),
        ("tcp", "->", "SPA_", False, ("established", "certain", False)),
        ("tcp", "->", "PA_PA", True, ("established", "unsure", False)),
        ("tcp", "<?>", "PA_PA", True, ("established", "unsure", False)),
        ("tcp", "?>", "CON", False, ("established", "unsure", False)),
        ("tcp", "<-", "SA_S", True, ("established", "flipped", True)),
        ("tcp", "<-", "RA_S", True, ("rejected", "flipped", True)),
        ("tcp", "->", "REQ", False, ("attempted", "certain", False)),
        ("tcp", "->", "REQ", True, ("established", "certain", False)),
        ("tcp", "->", "RST", True, ("reset", "certain", False)),
        ("tcp", "->", "odd", True, ("unknown", "certain", False)),
        ("tcp", "", "CON", True, ("established", "unsure", False)),
        ("udp", "->", "INT", False, ("attempted", "certain", False)),
        ("udp", "<->", "CON", True, ("established", "certain", False)),
        ("udp", "<-", "INT", True, ("established", "certain", False)),
        ("icmp", "->", "ECO", False, ("unknown", "certain", False)),
        ("icmp", "<->", "ECO", True, ("established", "certain", False)),
    ],
)
def test_state_and_direction_say_how_it_went_and_who_began(
    transport: str, way: str, state: str, answered: bool, expected: tuple[str, str, bool]
) -> None:
    found = meaning(transport, way, state, answered)
    assert (found.state, found.direction, found.turned) == expected
