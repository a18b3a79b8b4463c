"""JSON from strangers."""

import pytest

from streams.listener.maps.reading import at, decoded, id_at, text_at
from streams.listener.word import Refused


def test_a_path_goes_through_names_and_numbers_and_ends_in_nothing_where_there_is_nothing() -> None:
    value = decoded(b'{"a": [{"b": 7}, true, null]}')
    assert text_at(value, "a.0.b") == "7"
    for path in ("a.9.b", "a.-1", "a.b", "a.0.b.c", "a.1", "a.99999999", "", "a..b"):
        assert text_at(value, path) is None
    assert at(value, "a.1") is True


def test_an_id_is_found_in_a_text_or_a_list_of_texts() -> None:
    one = "0123456789abcdef0123"
    assert id_at({"t": f"Weir alert {one}: new path"}, "t") == one
    assert id_at({"t": [7, "weir", f"weir-{one}"]}, "t") == one
    assert id_at({"t": "3f9a"}, "t") == "3f9a"
    assert id_at({"t": f"{one}f"}, "t") == f"{one}f"
    assert id_at({"t": ["weir"]}, "t") is None


@pytest.mark.parametrize("body", [b"[" * 100_000, b"{", b"", b'{"a": 1' + b"0" * 5_000, b"NaN"])
def test_what_is_no_json_is_refused(body: bytes) -> None:
    with pytest.raises(Refused):
        decoded(body)
