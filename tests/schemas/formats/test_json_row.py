"""A line that is one JSON object, or is none."""

import pytest

from schemas.formats.json_row import json_row


@pytest.mark.parametrize("line", [b'{"a": 1}', b'\xef\xbb\xbf{"a": 1}', b'\0\0{"a": 1}\0'])
def test_an_object_is_read_without_stray_bytes(line: bytes) -> None:
    assert json_row(line) == {"a": 1}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"[1]", "no JSON object but a list"),
        (b"{", "no JSON object: "),
        (b"\0\0", "2 NUL bytes"),
        (b"[" * 5000, "no JSON"),
    ],
)
def test_anything_else_is_refused_with_what_it_is(line: bytes, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        json_row(line)
