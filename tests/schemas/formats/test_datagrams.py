"""A datagram as one piece."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.formats.datagrams import Datagram, packed, unpacked
from schemas.formats.row import address


@given(
    st.builds(
        Datagram,
        arrived=st.floats(0, 4e9),
        exporter=st.ip_addresses().map(lambda found: address(str(found.compressed))),
        port=st.integers(0, 65_535),
        payload=st.binary(max_size=2_000),
    )
)
def test_a_datagram_comes_back_as_it_was(datagram: Datagram) -> None:
    assert unpacked(packed(datagram)) == datagram


@pytest.mark.parametrize("piece", [b"", b"WDG1", b"x" * 100, packed(Datagram(1e300, "10.0.0.1", 1, b""))])
def test_other_bytes_are_refused(piece: bytes) -> None:
    with pytest.raises(ValueError, match="datagram"):
        unpacked(piece)


@given(st.binary(max_size=200))
def test_any_bytes_give_a_datagram_or_a_value_error(piece: bytes) -> None:
    try:
        unpacked(piece)
    except ValueError:
        return
    assert piece.startswith(b"WDG1")
