"""The front as a picture."""

from pathlib import Path

import pytest

from replay.tune.plots import draw
from tests.replay.tune.canned import searched


def test_a_picture_shows_trials_the_front_and_the_proposal(tmp_path: Path) -> None:
    draw(searched()[0], tmp_path / "front.svg")
    drawn = (tmp_path / "front.svg").read_text(encoding="utf-8")
    assert all(f"<!-- {label} -->" in drawn for label in ("trials", "front", "as it is", "proposed"))


def test_an_ending_that_says_no_format_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="nosuch"):
        draw(searched()[0], tmp_path / "front.nosuch")
