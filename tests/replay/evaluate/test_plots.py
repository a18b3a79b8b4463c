from pathlib import Path

from replay.evaluate.evaluation import evaluate
from replay.evaluate.plots import plot
from tests.replay.evaluate.making import planted, raised, truth


def test_a_picture_shows_each_rule_by_name(tmp_path: Path) -> None:
    judged = evaluate([raised(), raised(("10.9.0.1", "10.9.0.2"))], truth(planted()))
    plot({"weir": judged, "a rule": judged}, tmp_path / "figures.svg")
    drawn = (tmp_path / "figures.svg").read_text(encoding="utf-8")
    assert "<!-- a rule -->" in drawn
    assert "<!-- share of attacks found -->" in drawn
