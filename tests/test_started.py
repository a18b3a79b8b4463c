"""Forked processes are what fresh ones would be: their arguments, environment, output, exit code and end."""

import importlib.util
import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests import started
from tests.patience import PATIENCE_S


def test_a_command_has_its_output_apart_and_its_exit_code() -> None:
    done = started.run("weir", "no-such-command", environment=os.environ, timeout=PATIENCE_S)
    assert done.returncode != 0
    assert done.stdout == b""
    assert b"No such command" in done.stderr


def test_the_environment_is_the_one_given_alone() -> None:
    environment = {**os.environ, "WEIR_SITE_NAME": "a|b"}
    assert b"name" in started.run("weir", "run", environment=environment, timeout=PATIENCE_S).stderr
    assert "WEIR_SITE_NAME" not in os.environ


def test_output_is_added_to_a_file_that_all_processes_of_it_share(tmp_path: Path) -> None:
    log = tmp_path / "log"
    for _ in range(2):
        assert started.start("weir", "--version", environment=os.environ, output=log).wait(PATIENCE_S) == 0
    assert len(log.read_text().splitlines()) == 2


def test_one_that_is_killed_says_so_as_subprocess_does(tmp_path: Path) -> None:
    environment = {**os.environ, "WEIR_EMBEDDED_STATE_DIR": str(tmp_path / "state")}
    (tmp_path / "flows.ndjson").touch()
    process = started.start(
        "weir", "run", str(tmp_path / "flows.ndjson"), environment=environment, output=tmp_path / "log"
    )
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(0.05)
    assert process.poll() is None
    process.kill()
    assert process.wait(PATIENCE_S) == -signal.SIGKILL == process.returncode
    process.kill()


@pytest.mark.parametrize("module", started._IMPORTED)
def test_what_it_imports_ahead_is_there(module: str) -> None:
    assert importlib.util.find_spec(module) is not None
