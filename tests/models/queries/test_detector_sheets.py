"""Each detector has a sheet, which claims no technique that it does not show and hides none that it does."""

import pytest

from models.detectors.registry import DETECTORS, REMEMBERING
from models.queries.detector_sheets import SHEETS
from schemas.attack import TECHNIQUE_NAMES, AlertKind
from schemas.detectors import WATCHES

WORDS = {
    **{kind: one.words for kind, one in DETECTORS.items()},
    **{one.kind: one.words for one in (m() for m in REMEMBERING)},
}


def test_each_registered_detector_has_one() -> None:
    assert list(SHEETS) == list(WATCHES)


@pytest.mark.parametrize("kind", WATCHES)
def test_its_techniques_are_published_and_those_of_its_words_are_among_them(kind: AlertKind) -> None:
    shown = SHEETS[kind].techniques
    assert set(shown) <= TECHNIQUE_NAMES.keys()
    assert {each.technique for each in WORDS[kind].techniques} <= set(shown)


@pytest.mark.parametrize("kind", WATCHES)
def test_what_it_needs_is_said_in_sentences_and_each_figure_has_a_source(kind: AlertKind) -> None:
    sheet = SHEETS[kind]
    assert sheet.needs.endswith(".")
    assert sheet.settings
    for bound in (sheet.points, *sheet.bounds):
        assert bound.source, bound.what
        assert any(character.isdigit() for character in bound.value), bound.what
