"""A replay's end and the state that it leaves are the same to a report; the command is the one that makes it again."""

from pathlib import Path

import pytest

from replay.end_state import EndState
from tests.models import builders as b
from tests.weir.command_line import nothing_set
from weir.admin.recorded.replayed_state import StateOut
from weir.admin.recorded.report_inputs import command, of_replay, of_state, origin
from weir.settings.sections import load_settings

__all__ = ["nothing_set"]
pytestmark = pytest.mark.usefixtures("nothing_set")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("replay a.log --report x.html --state-out d --json -q", "weir replay a.log --report report.html"),
        ("replay a.log --report=x.html --alerts=- --strict", "weir replay a.log --strict --report report.html"),
        ("report x.html y.pdf --state d", "weir report report.html --state d"),
        ("report --json --site north", "weir report report.html --site north"),
    ],
)
def test_the_command_says_nothing_of_where_it_was_written(given: str, said: str) -> None:
    assert command(given.split()) == said


def test_names_are_quoted_and_passwords_are_left_out() -> None:
    assert command(["replay", "a b.log"]).startswith("weir replay 'a b.log'")
    assert "'kafka://***@host/weir'" in command(["replay", "kafka://ana:secret@host/weir"])


def test_settings_that_are_changed_are_told_with_their_place(tmp_path: Path) -> None:
    (tmp_path / "weir.toml").write_text('[site]\nname = "north"\n')
    found = origin(tmp_path / "weir.toml", ["report", "x.html"])
    assert [(each.section, each.key, each.value) for each in found.settings] == [("site", "name", '"north"')]
    assert found.settings[0].place == f"{tmp_path / 'weir.toml'}:2"
    assert (found.state_version, found.river[:2]) == (1, "0.")


def ended(state: Path | None = None) -> EndState:
    """A replay of one hour and a crossing, after another or not."""
    pipeline = b.learnt_plant() if state is not None else b.new_pipeline()
    end = EndState()
    events = [*b.hour_of_work(b.after()), b.crossing(b.after() + 60.0), b.tick(b.after() + 200.0)]
    end.add_alerts(b.run(pipeline, events).alerts)
    end.add_pipelines({b.SITE: pipeline})
    return end


def test_a_replays_end_is_what_the_state_folder_holds(tmp_path: Path) -> None:
    end, kept = ended(), StateOut(tmp_path / "state")
    assert kept.end is not None
    checkpoint = end.checkpoint()
    kept.end.add_alerts(checkpoint.alerts)
    kept.end._records = list(checkpoint.records)
    kept.write(unless=None)
    read = of_state(load_settings(None, state_dir=tmp_path / "state"), kafka=False)
    told = of_replay(end, None, ())
    assert sorted(read.records, key=lambda each: each.key) == sorted(told.records, key=lambda each: each.key)
    assert {(each.id, each.revision) for each in read.alerts} == {(each.id, each.revision) for each in told.alerts}
    assert told.alerts


def test_a_replay_that_goes_on_from_a_state_has_what_was_before_too(tmp_path: Path) -> None:
    first = StateOut(tmp_path / "warm")
    assert first.end is not None
    whole = b.learnt_plant()
    first.end.add_alerts(b.run(whole, [b.flow(b.after() + 9.0, b.INTERNET, b.PLC, 502)]).alerts)
    first.end._records = [*b.learnt_records()]
    first.write(unless=None)
    found = of_replay(ended(tmp_path), tmp_path / "warm", ())
    assert {each.key for each in found.records} >= {each.key for each in b.learnt_records()}
    assert {each.kind for each in found.alerts} >= {"external-path", "dmz-bypass"}
