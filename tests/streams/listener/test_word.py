"""What makes a word, and what does not; the desk's tests try the rest of it."""

import pytest
from msgspec import convert

from schemas.verdict import Verdict
from streams.listener.word import MOST_AUTHOR, MOST_REASON, Refused, word_of


def test_a_longest_word_fits_into_a_verdict() -> None:
    word = word_of({"alert": "a", "decision": "mute", "author": "ä" * MOST_AUTHOR, "reason": "r" * MOST_REASON})
    assert len(word.author) <= 255
    fields = {"author": word.author, "decision": word.decision, "alert": word.alert, "reason": word.reason}
    assert convert({"site": "n", "time": 0.0, **fields}, Verdict).reason == word.reason


def test_what_is_missing_is_named() -> None:
    with pytest.raises(Refused, match="is missing") as told:
        word_of({"alert": "a", "decision": None})
    assert told.value.field == "decision"
