"""Words that are typed."""

import pytest

from streams.listener.maps.typed import word_typed
from streams.listener.word import Refused, Word


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("expected 3f9a", Word("3f9a", "expected", "ana")),
        (" Expected 3F9A  the new historian ", Word("3f9a", "expected", "ana", "the new historian")),
        ("mute 3f9a for 1d12h tonight", Word("3f9a", "mute", "ana", "tonight", "1d12h")),
        ("mute 3f9a for the night", Word("3f9a", "mute", "ana", "for the night")),
    ],
)
def test_a_line_is_a_word(text: str, word: Word) -> None:
    assert word_typed(text, "ana") == word


@pytest.mark.parametrize("text", ["", "expected", "undo 3f9a", "what is 3f9a"])
def test_anything_else_is_told_how_one_is_typed(text: str) -> None:
    with pytest.raises(Refused, match="such as"):
        word_typed(text, "ana")
