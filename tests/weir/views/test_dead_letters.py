"""Whatever a dead letter holds, a terminal gets printable text, and nothing of its bytes is lost."""

import ast

from hypothesis import given
from hypothesis import strategies as st

from schemas.dead_letter import dead
from streams.read_model.dead_letters import KeptLetter
from weir.views.dead_letters import escaped, letter_lines, shown

HOSTILE = b"a\tb\x1b[31m\xff\\x1b \xe2\x80\xae \xc3\xb6"


def _kept(**said: int) -> KeptLetter:
    letter = dead(source="a\x1b.log", reason="why\n", raw=HOSTILE, position=3, **said)  # type: ignore[arg-type]
    return KeptLetter(id="1", written=0.5, letter=letter)


def test_what_is_not_printable_is_escaped() -> None:
    assert escaped(HOSTILE) == r"a\tb\x1b[31m\xff\\x1b \u202e ö"


@given(st.binary(max_size=60))
def test_each_byte_can_be_told_from_the_text(raw: bytes) -> None:
    text = escaped(raw)
    assert text.isprintable() or not text
    # As Python reads it: characters below 256 that were escaped may be bytes, the rest is UTF-8.
    quoted = '"' + text.replace('"', r"\"") + '"'
    back = ast.literal_eval(quoted)
    original = raw.decode("utf-8", errors="surrogateescape")
    assert [chr(ord(c) - 0xDC00) if "\udc80" <= c <= "\udcff" else c for c in original] == list(back)


def test_a_letter_at_length_bears_nothing_that_a_terminal_acts_upon() -> None:
    lines = list(letter_lines(_kept(count=3, partition=2, line=1), "UTC"))
    assert all(line.isprintable() for line in lines)
    assert "  where    a\N{REPLACEMENT CHARACTER}.log partition 2:3 line 1" in lines
    assert "  stands for 3, up to position None" in lines


def test_scripts_get_the_bytes_and_the_time_in_both_ways() -> None:
    one = shown(_kept())
    assert (one.raw, one.written, one.written_at) == (HOSTILE, 0.5, "1970-01-01T00:00:00.500000+00:00")
