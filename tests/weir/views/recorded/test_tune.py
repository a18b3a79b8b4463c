"""What a search came to, as sections."""

import io
import json
from pathlib import Path

from rich.console import Console

from replay.tune.parameters import Value
from tests.replay.tune.canned import searched
from weir.views.documents import print_sections
from weir.views.recorded.tune import choice_text, evidence_lines, sections, value_text, write_report


def test_all_of_it_stands_in_sections() -> None:
    found = {section.title: section for section in sections(searched()[0])}
    assert list(found) == [
        "Tuned for 3 alerts a day",
        "The front: no other choice is better in all three",
        "Attacks found against false alerts a day",
        "Proposed",
        "Not proposed",
        "Chosen on the days before, checked on the days after",
        "Attacks that could not be planted",
    ]
    head = found["Tuned for 3 alerts a day"]
    assert "3 attacks of weir simulate were planted" in head.text[1]
    assert [row[:3] for row in head.rows] == [
        ("the settings as they are", "0.80", "0.80"),
        ("what is proposed", "0.10", "0.10"),
    ]
    front = found["The front: no other choice is better in all three"]
    assert front.rows[0][:2] == ("A", "0.00")
    every = 'least.drift = "medium", least.first-look = "low", least.new-asset = "high"'
    assert front.rows[0][-2:] == (every, "-")


def test_the_plot_has_the_front_by_letter_and_other_trials_as_points() -> None:
    plot = sections(searched()[0])[2]
    assert plot.plain
    drawn = "\n".join(plot.text)
    assert drawn.count("A") == 1
    assert drawn.count(".") - drawn.count("0.80") >= 3


def test_evidence_says_before_and_after_on_which_days_and_how_sure() -> None:
    tuning, _ = searched()
    lines = evidence_lines(tuning.proposed[1], tuning)
    assert lines == (
        "was info: 0.30 -> 0.10 false alerts a day, 3 -> 3 of 3 attacks found, 1970-01-11 to 1970-01-21.",
        "On the days after each split: 1 -> 0, 1 -> 1, 1 -> 0, 0 -> 0 false alerts.",
        (
            "How sure: it held back 2 alerts on 2 days, so 0.02 to 0.72 a day (95 %). 2 attacks told by this kind "
            "still are. None of 3 attacks was lost: of such ones at most 63% are (95 %)."
        ),
    )


def test_values_read_as_settings_have_them() -> None:
    assert value_text(Value("alerts_a_day", "2")) == "alerts_a_day = 2"
    assert choice_text(()) == "as it is"


def test_a_stopped_search_can_be_shown() -> None:
    screen = io.StringIO()
    print_sections(Console(width=80, file=screen), sections(searched(stops_after=1)[0]))
    assert "The search was stopped" in screen.getvalue()


def test_a_report_is_written_by_the_name_of_its_file(tmp_path: Path) -> None:
    tuning, _ = searched()
    for name, begins in (("t.md", "# Settings tuned"), ("t.html", "<!doctype html>")):
        write_report(tmp_path / name, tuning)
        text = (tmp_path / name).read_text()
        assert text.startswith(begins)
        assert "least.new-asset" in text
    write_report(tmp_path / "t.json", tuning)
    assert json.loads((tmp_path / "t.json").read_text())["proposed"][0]["value"] == {
        "name": "first-look",
        "value": "low",
    }
