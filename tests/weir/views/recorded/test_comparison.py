import json
from pathlib import Path

import pytest

from replay.compare.differences import compare
from tests.replay.compare.test_differences import alert
from weir.errors import UserError
from weir.views.recorded.comparison import sections, write_report

LOST = [alert(f"l{number}", f"ws-{number}") for number in range(60)]
COMPARISON = compare(
    [*LOST, alert("c")],
    [alert("c", severity=70), alert("g", "ws-new", responder="plc-9")],
    names=("a.toml", "b.toml"),
    days=30.0,
)


def test_figures_come_first_then_causes_then_each_list() -> None:
    found = sections(COMPARISON)
    assert [each.title for each in found] == [
        "a.toml -> b.toml", "By cause", "Lost: 60 alerts", "Gained: 1 alert", "Changed: 1 alert",
    ]  # fmt: skip
    assert found[0].text == ("1 gained, 60 lost, 1 changed; 0 alerts alike.", "30.0 days of traffic that could alert.")
    assert found[0].rows[0] == ("a.toml", "61", "0", "0", "61", "0", "0", "0", "2.03")
    assert found[1].rows[0] == ("lost", alert("x").kind, "office", "ot", "modbus", "60", "60 medium")
    assert found[4].rows[0][1:4] == ("medium -> high", alert("x").kind, "ws-1 (office)")


def test_a_terminal_gets_the_first_of_a_long_list_and_is_told_so() -> None:
    lost = sections(COMPARISON, most=50)[2]
    assert (len(lost.rows), lost.text) == (50, ("The first 50 of them; --report FILE and --json have all.",))
    assert len(sections(COMPARISON)[2].rows) == 60


def test_where_nothing_differs_that_is_all() -> None:
    [only] = sections(compare(LOST, LOST))
    assert only.text == ("No alert differs: 60 alerts in both.",)
    assert only.rows[0][-1] == "-"


def test_a_report_is_written_by_its_name(tmp_path: Path) -> None:
    for name, begin in (
        ("r.md", "# Alerts compared: a.toml and b.toml"),
        ("r.html", "<!doctype html>"),
        ("r.json", "{"),
    ):
        write_report(tmp_path / name, COMPARISON)
        assert (tmp_path / name).read_text().startswith(begin)
    assert len(json.loads((tmp_path / "r.json").read_text())["lost"]) == 60
    with pytest.raises(UserError, match=r"none/r\.md"):
        write_report(tmp_path / "none" / "r.md", COMPARISON)
