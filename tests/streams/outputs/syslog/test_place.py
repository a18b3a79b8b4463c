"""The place of a network sink."""

import pytest

from streams.outputs.syslog.place import Place, place_of


@pytest.mark.parametrize(
    ("where", "place", "said"),
    [
        ("//siem.example:6514", Place("siem.example", 6514), "siem.example:6514"),
        ("//10.0.0.5", Place("10.0.0.5", 514), "10.0.0.5:514"),
        ("//[2001:db8::1]:601", Place("2001:db8::1", 601), "[2001:db8::1]:601"),
    ],
)
def test_a_place_is_a_host_and_a_port(where: str, place: Place, said: str) -> None:
    assert place_of(where, 514) == place
    assert str(place) == said


@pytest.mark.parametrize(
    "where", ["siem.example:514", "//", "//host:notaport", "//host:70000", "//host/path", "//user@host"]
)
def test_what_is_no_place_is_told(where: str) -> None:
    with pytest.raises(ValueError, match="is no place"):
        place_of(where, 514)
