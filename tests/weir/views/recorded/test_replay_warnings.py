"""What somebody should know stands last, marked, and is all in the summary's JSON."""

import io
from pathlib import Path

from rich.console import Console

from replay.summary import ReplaySummary, SiteSummary, Warned
from schemas.formats.assets.reading import Reading, Unused
from schemas.formats.notes import Notes
from streams.sources.files.flow_paths import Skipped
from tests.streams.records import a_path
from weir.settings.sections import DetectorSettings, Settings, SiteSettings
from weir.views.recorded.replay_warnings import MOST_LEFT_OUT, print_warnings, warnings_of


def test_a_replay_without_anything_odd_warns_of_nothing() -> None:
    assert warnings_of(ReplaySummary(rows=3, flows=3, last_time=5.0), Settings()) == []


def test_each_thing_that_was_odd_is_one_line_with_its_word() -> None:
    reading = Reading(source="assets.csv", changes=(), unused=(Unused("rack", "not known"),))
    summary = ReplaySummary(
        dead_letters=2,
        refused_crossings=1,
        before_sensors=4,
        last_time=10.0,
        learn_until=20.0,
        skipped=[Skipped(Path("a.txt"), "no log")],
        notes=Notes({"impossible port": 2}, {}, {"sets before their template": 3, "sets whose template came": 1}),
        inventories=[reading],
    )
    found = warnings_of(summary, Settings(), assets=("lists/assets.csv",))
    assert [one.about for one in found] == [
        "left-out",
        "fields",
        "columns",
        "templates",
        "refused",
        "refused-crossings",
        "clock",
        "learning",
    ]
    assert found[2].text == "lists/assets.csv: columns not read: rack"
    assert found[3].text.startswith("2 sets of flow records could not be read")


def test_learning_of_the_settings_that_took_all_is_told_too() -> None:
    summary = ReplaySummary(last_time=10.0, sites=[SiteSummary("plant", [], [a_path()])])
    (said,) = warnings_of(summary, Settings(site=SiteSettings(learn_until=20.0)))
    assert said.about == "learning"


def test_a_detector_that_is_off_and_whose_loss_is_dangerous_is_told() -> None:
    settings = Settings(detectors=DetectorSettings(off=("dmz-bypass", "volume")))
    (said,) = warnings_of(ReplaySummary(rows=3, flows=3, last_time=5.0), settings)
    assert said.about == "detectors"
    assert "detector dmz-bypass is switched off" in said.text


def test_many_files_are_named_up_to_a_screenful() -> None:
    console = Console(file=io.StringIO(), width=200)
    many = [Warned("left-out", f"{number}.txt: passed over: empty") for number in range(MOST_LEFT_OUT + 5)]
    print_warnings(console, [*many, Warned("clock", "4 flows")])
    assert isinstance(console.file, io.StringIO)
    lines = console.file.getvalue().strip().splitlines()
    assert len(lines) == MOST_LEFT_OUT + 2
    assert lines[-2:] == ["! and 5 more files passed over; --json lists them all", "! 4 flows"]
