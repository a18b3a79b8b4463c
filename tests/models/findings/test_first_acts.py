"""The words of a first act on a known path."""

from models.detectors.level_skip import WORDS
from models.findings.first_acts import ACT_TECHNIQUES, ADVICE, acting_words
from schemas.alert import Technique
from schemas.services.operations import ACTING


def test_a_first_write_asks_about_the_write_and_not_about_a_new_path() -> None:
    words = acting_words(WORDS, ("write", "control"))
    assert words.advice == ADVICE
    assert words.techniques == (Technique("T0855", "TA0106"), *WORDS.techniques)


def test_what_only_reads_keeps_the_words_of_its_crossing() -> None:
    assert acting_words(WORDS, ("read",)) == WORDS


def test_whatever_acts_has_a_technique() -> None:
    assert set(ACT_TECHNIQUES) == ACTING
