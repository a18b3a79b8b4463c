"""`weir tune` from the traffic to the proposal, on a small plant."""

import json
from pathlib import Path

import pytest

from tests.walks.walk import plant
from tests.weir.command_line import nothing_set, weir
from weir.commands.recorded.tune import _a_day
from weir.errors import UserError

__all__ = ["nothing_set"]

pytestmark = pytest.mark.usefixtures("nothing_set")


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> list[object]:
    made = plant(tmp_path_factory)
    return [
        made / "conn.log", "--assets", made / "assets.csv", "--zones", made / "zones.toml", "--budget", "3/day",
        "--learn-until", "10d", "--trials", "2", "--jobs", "1",
    ]  # fmt: skip


def test_without_labels_attacks_are_planted_and_the_proposal_loads(given: list[object], tmp_path: Path) -> None:
    out, report, state = tmp_path / "tuned.toml", tmp_path / "tuned.html", tmp_path / "state"
    said = weir("tune", *given, "--out", out, "--report", report, "--state-out", state, "--json")
    assert (said.code, said.error) == (0, "")
    found = json.loads(said.out)
    assert found["labels"]["source"] == "planted"
    assert len(found["labels"]["planted"]["items"]) >= 20
    assert found["before"]["found"] >= 20
    assert weir("settings", "check", "--settings", out).code == 0
    assert "Tuned for 3 alerts a day" in report.read_text()
    assert weir("assets", "list", "--state", state).code == 0


def test_a_truth_is_judged_by_and_nothing_is_planted(given: list[object]) -> None:
    truth = Path(str(given[0])).parent / "truth.json"
    said = weir("tune", *given, "--truth", truth)
    assert (said.code, said.error) == (0, "")
    assert "What is an attack and what is false is said by the truth file." in said.out
    assert "planted" not in said.out


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (["--budget", "many"], "such as 3/day"),
        (["--truth", "a", "--verdicts", "b"], "give one of them"),
        (["--report", "t.pdf"], "ends in .md"),
        (["kafka://here/weir"], "to a file first"),
    ],
)
def test_what_cannot_be_is_an_error_that_says_what_to_do(given: list[object], more: list[str], told: str) -> None:
    said = weir("tune", *given, *more)
    assert said.code == 1
    assert told in said.error


def test_a_budget_is_a_number_a_day_or_a_week() -> None:
    assert (_a_day("3/day"), _a_day("7/week")) == (3.0, 1.0)
    for wrong in ("3", "0/day", "3/hour", "-1/day"):
        with pytest.raises(UserError):
            _a_day(wrong)
