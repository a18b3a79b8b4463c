"""Each detector says what it watches, in one plain sentence."""

import pytest

from models.detectors.registry import DETECTORS, REMEMBERING
from schemas.detectors import LOSSES, WATCHES, unknown_kinds


def test_each_registered_detector_has_a_sentence_in_the_registrys_order_and_nobody_else() -> None:
    assert list(WATCHES) == [*DETECTORS, *(make().kind for make in REMEMBERING)]


@pytest.mark.parametrize("kind", WATCHES)
def test_it_is_one_whole_sentence_of_a_lines_length(kind: str) -> None:
    sentence = dict(WATCHES.items())[kind]  # type: ignore[index]  # a kind by its text
    assert sentence[0].isupper()
    assert sentence.count(".") == 1
    assert sentence.endswith(".")
    assert len(sentence) < 110


def test_what_is_lost_is_said_of_detectors_that_there_are() -> None:
    assert LOSSES.keys() <= WATCHES.keys()
    assert {"external-path", "dmz-bypass"} <= LOSSES.keys()


def test_kinds_that_no_detector_has_are_named() -> None:
    assert unknown_kinds(["volume", "foo", "heartbeat"]) == ["foo", "heartbeat"]
