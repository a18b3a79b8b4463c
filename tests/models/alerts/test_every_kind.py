"""What alerts say, compared whole; `python -m tests.models.alerts.every_kind` writes the file anew."""

from tests.models.alerts.every_kind import GOLDEN, every_kind


def test_every_kind_of_alert_says_what_the_file_has() -> None:
    assert every_kind() == GOLDEN.read_text(encoding="utf-8")


def test_no_sentence_speaks_of_bits_or_of_what_weir_expected() -> None:
    for riddle in (" bits", "expected 0", "+0.0", "known to 100%"):
        assert riddle not in every_kind()
