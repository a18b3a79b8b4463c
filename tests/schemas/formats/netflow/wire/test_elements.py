"""Which fields are read."""

import pytest

from schemas.formats.netflow.wire.elements import CERT, CISCO_SCOPE, IANA, REVERSE, element


@pytest.mark.parametrize(
    ("enterprise", "number", "length", "found"),
    [
        (IANA, 1, 4, ("octets", "number")),
        (IANA, 1, 8, ("octets", "number")),
        (IANA, 1, 3, ("octets", "number")),
        (IANA, 1, 16, None),
        (IANA, 8, 4, ("sender_v4", "v4")),
        (IANA, 8, 16, None),
        (IANA, 33_002, 2, ("extended_event", "number")),
        (REVERSE, 1, 8, ("reverse_octets", "number")),
        (REVERSE, 8, 4, None),
        (CERT, 14, 1, ("first_flags", "number")),
        (CISCO_SCOPE, 1, 4, None),
        (25_461, 1, 4, None),
        (IANA, 1, 0, None),
    ],
)
def test_a_field_is_known_by_its_enterprise_its_number_and_a_length_it_can_have(
    enterprise: int, number: int, length: int, found: tuple[str, str] | None
) -> None:
    assert element(enterprise, number, length) == found
