"""Text that leaves no field: what breaks lines, hides or turns is gone, and what is too long is marked."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.formats.alerts.parts.clean import CUT_MARK, clean, cut


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("plc-07", "plc-07"),
        ("Größe 工場 ✓", "Größe 工場 ✓"),
        ("one\r\ntwo\tthree", "one two three"),
        ("\x1b[2Jgone\x00", "[2Jgone"),
        ("live\u202egnp.exe", "livegnp.exe"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("half \ud800 a pair", "half  a pair"),
        ("line\u2028end", "line end"),
    ],
)
def test_what_breaks_or_hides_is_gone(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@given(st.text())
def test_no_text_keeps_a_control_a_format_or_a_surrogate_that_matters(text: str) -> None:
    cleaned = clean(text)
    assert not [each for each in cleaned if unicodedata.category(each) in {"Cc", "Cs", "Zl", "Zp"}]
    assert not [
        each
        for each in cleaned
        if unicodedata.bidirectional(each) in {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    ]
    assert clean(cleaned) == cleaned


@given(st.text(), st.integers(3, 40))
def test_what_is_cut_fits_is_whole_characters_and_is_marked(text: str, most: int) -> None:
    text = clean(text)
    said = cut(text, most)
    assert len(said.encode()) <= most
    if said != text:
        assert said.endswith(CUT_MARK)
        assert text.startswith(said.removesuffix(CUT_MARK))
