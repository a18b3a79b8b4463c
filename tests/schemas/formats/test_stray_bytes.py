"""What editors and crashes leave."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.formats.stray_bytes import BYTE_ORDER_MARK, cleaned, looks_like_utf16, overlong_reason


@given(st.text(min_size=1).filter(lambda text: text.strip("\0\ufeff") == text), st.integers(0, 9), st.integers(0, 9))
def test_a_line_comes_out_as_it_was_written(text: str, before: int, after: int) -> None:
    line = text.encode()
    assert cleaned(line) == line
    assert cleaned(b"\0" * before + line + b"\0" * after) == line
    assert cleaned(b"\0" * before + BYTE_ORDER_MARK + line) == line


def test_nul_alone_is_told_and_a_blank_is_nothing() -> None:
    assert cleaned(b"") == b""
    with pytest.raises(ValueError, match="4096 NUL bytes"):
        cleaned(b"\0" * 4096)


def test_an_overlong_line_says_what_it_is() -> None:
    assert overlong_reason(b"\0" * 9, 2_000_000, 10) == cleaned_reason(2_000_000)
    assert overlong_reason(b"abc", 2_000_000, 10) == "a line of 2000000 bytes; at most 10 are taken"


def cleaned_reason(size: int) -> str:
    with pytest.raises(ValueError, match="NUL") as told:
        cleaned(b"\0" * size)
    return str(told.value)


@pytest.mark.parametrize(
    ("line", "wide"),
    [
        ("#separator".encode("utf-16"), True),
        ("#separator".encode("utf-16-le"), True),
        ("#separator".encode("utf-16-be"), True),
        (('{"ts": 1}' * 50).encode("utf-16-le"), True),
        (b"#separator \\x09", False),
        (b"\xd4\xc3\xb2\xa1\x02\x00\x04\x00\x00", False),
        (b"", False),
    ],
)
def test_utf16_is_told(line: bytes, wide: bool) -> None:
    assert looks_like_utf16(line) is wide
