"""The live view on a real terminal, beside a real `weir run`: keys in, what is drawn out, a verdict answered."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.replay.test_sparse import T0, ZONES, log, row
from tests.weir.command_line import weir
from tests.weir.commands.live.test_run import DMZ, SETTINGS
from tests.weir.follow.terminal import on_a_terminal
from weir.follow.live import told_by_signals


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings, zones, and a log with one crossing past the DMZ; nothing has run on it yet."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "weir.toml").write_text(SETTINGS)
    (tmp_path / "zones.toml").write_text(ZONES + DMZ)
    path = log(tmp_path / "conn.log", [T0 + 60 * number for number in range(5)])
    path.write_text(path.read_text() + row(T0 + 400, 9, "10.1.0.5"))
    return tmp_path


@contextmanager
def running(folder: Path) -> Iterator[None]:
    """`weir run` on the log; nothing is left of it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "weir", "run", "conn.log", "-q"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.kill()
        process.wait()


def test_a_verdict_given_by_keys_is_written_and_answered_by_the_next_revision(folder: Path) -> None:
    with on_a_terminal(folder, "alerts", "follow") as terminal:
        before = terminal.attributes()
        terminal.until("no state is kept there yet")
        with running(folder):
            shown = terminal.until("IT to OT past the DMZ")
            assert "1 alert waits, 1 shown" in shown
            terminal.press("\r")
            assert "side ot" in terminal.until("j k scroll")
            terminal.press("\x1be")
            terminal.until("because: _")
            terminal.press("\r")
            terminal.until("A reason is needed")
            terminal.press("new hisstorian\x7f\x7f\x7f\x7f\x7f\x7f\x7ftorian, CHG-17\r")
            terminal.until("answered by revision 2, expected")
            assert "0 alerts wait, 1 shown" in terminal.until("expected: IT to OT past the DMZ")
        (word,) = map(json.loads, weir("verdict", "list", "--json").out.splitlines())
        assert (word["decision"], word["reason"]) == ("expected", "new historian, CHG-17")
        terminal.resize(140, 40)
        terminal.until(lambda shown: len(shown.splitlines()) == 40 and "status" in shown)
        terminal.press("q")
        assert terminal.ended() == 0
        assert before == terminal.attributes()
    assert terminal.raw.rindex(b"\x1b[?1049l") > terminal.raw.rindex(b"\x1b[?1049h")


def test_a_mute_asks_for_how_long_and_says_that_nothing_runs_to_take_it(folder: Path) -> None:
    assert weir("run", "conn.log", "--once", "-q").code == 0
    with on_a_terminal(folder, "alerts", "follow", columns=120, environment={"NO_COLOR": "1"}) as terminal:
        terminal.until("IT to OT past the DMZ")
        terminal.press("u")
        terminal.until("[8h] _")
        terminal.press("long\r")
        terminal.until("'long' is no length of time")
        terminal.press("2h\r")
        terminal.until("mute on")
        terminal.press("tonight\r")
        terminal.until("nothing runs on")
        # Neither a colour nor a background: 30 to 49 and 90 to 107.
        assert b"\x1b[3" not in terminal.raw
        assert b"\x1b[4" not in terminal.raw
        terminal.press("?")
        terminal.until("this help")
        terminal.press("\x03")
        assert terminal.ended() == 130
    (given,) = map(json.loads, (folder / "state" / "verdicts.ndjson").read_text().splitlines())
    assert (given["decision"], given["reason"]) == ("mute", "tonight")
    assert given["expires"] - given["time"] == pytest.approx(7_200.0)


def test_words_leave_those_that_have_them_and_a_signal_leaves_the_terminal_as_it_was(folder: Path) -> None:
    assert weir("run", "conn.log", "--once", "-q").code == 0
    with on_a_terminal(folder, "alerts", "follow", columns=40, rows=8) as terminal:
        before = terminal.attributes()
        terminal.until("IT to O")
        terminal.press("/nowhere")
        terminal.until("no alert has all these words")
        terminal.press("\x1b")
        terminal.until("IT to O")
        os.kill(terminal.process.pid, signal.SIGTERM)
        assert terminal.ended() == 130
        assert before == terminal.attributes()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_wakes_the_view_by_itself_also_where_it_comes_right_before_the_wait(number: signal.Signals) -> None:
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    try:
        with pytest.raises(KeyboardInterrupt), told_by_signals(wake):
            os.kill(os.getpid(), number)
        assert os.read(woken, 4_096)
    finally:
        os.close(woken)
        os.close(wake)


def test_a_filter_that_names_nothing_ends_with_what_there_is(folder: Path) -> None:
    assert weir("run", "conn.log", "--once", "-q").code == 0
    with on_a_terminal(folder, "alerts", "follow", "--zone", "nowhere") as terminal:
        assert terminal.ended() == 1
        assert "no zone 'nowhere'" in terminal.shown
