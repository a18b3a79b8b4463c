"""`weir demo`: the README's first command shows an alert with its explanation, and ends by itself."""

from pathlib import Path

from tests.weir.command_line import weir


def test_it_learns_alerts_explains_leaves_its_state_and_says_what_next(tmp_path: Path) -> None:
    state = tmp_path / "demo-state"
    said = weir("demo", "--no-wait", "--state-out", state)
    assert said.code == 0, said.error
    at = 0
    for part in (
        "no alert", "something new", "critical", "at length", "ATT&CK ICS", "T0", "\nwhy\n", "\nnext\n", "Try next",
    ):  # fmt: skip
        at = said.out.index(part, at)
    assert "paths learnt" in said.out
    assert f"weir alerts list --state {state}" in said.out
    assert "IT to OT past the DMZ: ws-14" in weir("alerts", "list", "--state", state).out


def test_a_state_that_is_there_already_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "weir.db").touch()
    said = weir("demo", "--no-wait", "--state-out", tmp_path)
    assert said.code == 1
    assert "holds a state already" in said.error
