"""Ctrl-C, as a terminal sends it to a process: what is done is told, and no half file bears a whole file's name."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from schemas import codec
from tests.patience import PATIENCE_S
from tests.streams.embedded.test_loop import a_flow

FLOWS = [a_flow(number, initiator=f"10.1.{number % 250}.1", responder="10.9.9.9") for number in range(2_000)]


_started: list["subprocess.Popen[bytes]"] = []


@pytest.fixture(autouse=True)
def _nothing_left_running() -> Iterator[None]:
    """A test that fails leaves no process behind."""
    yield
    while _started:
        process = _started.pop()
        process.kill()
        process.communicate()


def started(folder: Path, *arguments: object, **environment: str) -> "subprocess.Popen[bytes]":
    """A command in a session of its own, which takes SIGINT as one begun at a terminal does."""
    process = subprocess.Popen(
        [sys.executable, "-m", "weir", *map(str, arguments)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "COLUMNS": "200", **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        # A shell's job in the background ignores SIGINT, and so would its children.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509 - no threads here
    )
    _started.append(process)
    return process


def until(met: Callable[[], bool], process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + PATIENCE_S
    while not met():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end
        time.sleep(0.01)


def interrupted(process: "subprocess.Popen[bytes]") -> str:
    os.kill(process.pid, signal.SIGINT)
    _, error = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 130, error
    assert b"Traceback" not in error
    return error.decode()


def test_a_replay_keeps_what_it_has_under_another_name(tmp_path: Path) -> None:
    (tmp_path / "alerts.ndjson").write_text("of an earlier replay")
    process = started(tmp_path, "replay", "-", "--alerts", "alerts.ndjson")
    assert process.stdin is not None
    # More than a pipe holds: once it is written, the replay has read most of it.
    process.stdin.write(codec.encode_lines(FLOWS))
    process.stdin.flush()
    until((tmp_path / "alerts.ndjson.part").exists, process)
    said = interrupted(process)
    assert "weir: stopped before the end: " in said
    assert "what they gave is in alerts.ndjson.part" in said
    assert (tmp_path / "alerts.ndjson").read_text() == "of an earlier replay"


def test_a_simulation_leaves_nothing(tmp_path: Path) -> None:
    process = started(tmp_path, "simulate", "--out", "plant", "--days", "300")
    until((tmp_path / "plant" / ".conn.log.part").exists, process)
    said = interrupted(process)
    assert "nothing of it is left in plant; run the same again" in said
    assert list(tmp_path.iterdir()) == []


def test_a_run_of_what_is_there_keeps_what_it_took_and_goes_on_from_there(tmp_path: Path) -> None:
    log = tmp_path / "flows.ndjson"
    log.write_bytes(codec.encode_lines(FLOWS) * 50)
    process = started(tmp_path, "run", "flows.ndjson", "--once", "-q", WEIR_LOG_LEVEL="debug")
    assert process.stderr is not None
    while b" records" not in process.stderr.readline():
        assert process.poll() is None
    said = interrupted(process)
    assert "weir: stopped before the end: " in said
    assert "run the same again, it goes on from there" in said
