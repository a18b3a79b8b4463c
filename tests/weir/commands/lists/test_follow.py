"""`weir alerts follow` without a terminal to draw on; tests/weir/follow has the live view."""

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.streams.read_model.filled import ALERTS, commit
from tests.streams.records import T0, an_alert
from tests.weir.command_line import weir
from tests.weir.follow.terminal import on_a_terminal
from tests.weir.test_interrupted import started


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    commit(tmp_path, *ALERTS)
    monkeypatch.setenv("WEIR_EMBEDDED_STATE_DIR", str(tmp_path))
    return tmp_path


def next_one(process: "subprocess.Popen[bytes]") -> tuple[str, int]:
    assert process.stdout is not None
    alert = json.loads(process.stdout.readline())
    return alert["id"], alert["revision"]


@pytest.mark.usefixtures("folder")
def test_once_writes_those_there_are_and_ends() -> None:
    said = weir("alerts", "follow", "--once")
    assert said.code == 0
    assert [json.loads(line)["id"] for line in said.out.splitlines()] == ["aa1", "bb2", "bb1", "aa2"]
    assert [
        json.loads(line)["id"] for line in weir("alerts", "follow", "--once", "--kind", "scan").out.splitlines()
    ] == ["aa2"]
    assert "no zone 'nowhere'" in weir("alerts", "follow", "--once", "--zone", "nowhere").error
    assert "did you mean 'open'" in weir("alerts", "follow", "--status", "opne").error


def test_a_pipe_gets_a_line_a_revision_as_they_come_and_ctrl_c_ends_it(folder: Path) -> None:
    process = started(folder, "alerts", "follow", "--since", str(T0 + 6.0))
    assert [next_one(process)[0] for _ in range(2)] == ["bb1", "aa2"]
    commit(folder, an_alert("new", time=T0 + 20.0), an_alert("new", revision=2, time=T0 + 30.0))
    assert [next_one(process) for _ in range(2)] == [("new", 1), ("new", 2)]
    os.kill(process.pid, signal.SIGINT)
    assert process.wait() == 130


def test_it_ends_when_nobody_reads_it_any_more(folder: Path) -> None:
    process = started(folder, "alerts", "follow", "--since", str(T0))
    next_one(process)
    assert process.stdout is not None
    process.stdout.close()
    assert process.wait() == 1
    assert process.stderr is not None
    assert process.stderr.read() == b""


def test_a_terminal_that_cannot_be_drawn_on_gets_lines(folder: Path) -> None:
    with on_a_terminal(
        folder, "alerts", "follow", "--since", T0, columns=200, environment={"TERM": "dumb"}
    ) as terminal:
        terminal.until("title of aa2")
        terminal.press("\x03")
        assert terminal.ended() == 130
    assert b"\x1b[?1049h" not in terminal.raw
