"""What stands, as scripts read it."""

import msgspec

from schemas.codec import encode_for_people
from schemas.standing_word import StandingWord, Why

WORD = StandingWord(id="9c41", site="north", decision="mute", subject="path", on="x", said=1.0, author="ana")


def test_what_is_absent_is_left_out_and_comes_back_as_absent() -> None:
    line = encode_for_people(WORD)
    assert b"until" not in line
    assert msgspec.json.decode(line, type=StandingWord) == WORD


def test_the_words_that_lost_keep_their_order() -> None:
    lost = (WORD, msgspec.structs.replace(WORD, id="7d02"))
    why = Why(site="north", initiator="a", responder="b", service="ssh", time=2.0, decides=WORD, lost=lost)
    assert msgspec.json.decode(encode_for_people(why), type=Why) == why
