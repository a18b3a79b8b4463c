"""Folders that may not be written and a state that has its owner: told in one line, and nothing is disturbed."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos import Chaos
from tests.embedded_faults.plant import Shell, expected, lines_of, recorded
from tests.embedded_faults.test_full_disk import small_disk
from tests.embedded_faults.test_killed import report
from tests.kafka.world import until

pytestmark = pytest.mark.fault


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    shell = Shell(tmp_path / "run")
    yield shell
    if shell.process is not None and shell.process.poll() is None:
        shell.kill()


def test_a_read_only_file_system_is_told_and_leaves_the_state_as_it_was(
    chaos: Chaos, shell: Shell, tmp_path: Path
) -> None:
    lines = lines_of(recorded(60))
    due = expected(lines, tmp_path)
    shell.log.write_bytes(b"".join(lines[: len(lines) // 2]))
    with small_disk(shell.state, "64m") as disk:
        shell.once()
        shell.log.write_bytes(b"".join(lines))
        subprocess.run(["mount", "-o", "remount,ro", str(disk.folder)], check=True)
        assert shell.run("--once") == 1
        assert f"weir: {shell.state}/owner.lock: Read-only file system; check the folder's owner" in shell.last_said
        subprocess.run(["mount", "-o", "remount,rw", str(disk.folder)], check=True)
        shell.once()
        report(chaos, shell, due, "embedded on a read-only file system", times=1)


@pytest.mark.parametrize("part", ["state", "weir.db", "alerts.ndjson"])
def test_rights_that_are_missing_are_told_with_their_file(shell: Shell, part: str) -> None:
    shell.log.write_bytes(b"".join(lines_of(recorded(5))))
    shell.once()
    path = {"state": shell.state, "weir.db": shell.state / "weir.db", "alerts.ndjson": shell.alerts}[part]
    path.chmod(0o555 if path.is_dir() else 0o444)
    if part == "state":
        (shell.state / "owner.lock").unlink()
    assert shell.run("--once", within=_bound_by_rights()) == 1
    assert f"weir: {path}" in shell.last_said
    assert "Permission denied" in shell.last_said or "check the folder's owner and rights" in shell.last_said
    assert "Traceback" not in shell.last_said


def test_a_second_run_is_refused_and_the_first_goes_on(chaos: Chaos, shell: Shell, tmp_path: Path) -> None:
    lines = lines_of(recorded(100))
    due = expected(lines, tmp_path)
    half = len(lines) // 2
    shell.log.write_bytes(b"".join(lines[:half]))
    first = shell.start()
    until(lambda: bool(shell.positions()), "the first has begun")
    for _ in range(chaos.times(5)):
        assert shell.run() == 1
        assert f"in use by another weir (process {first.pid})" in shell.last_said
    shell.process = first
    with shell.log.open("ab") as log:
        log.write(b"".join(lines[half:]))
    shell.wait_until_all_applied()
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert (shell.state / "owner.lock").read_text() == str(first.pid), "the lock of a dead one is still there"
    shell.once()
    report(chaos, shell, due, "embedded started twice on one state", times=chaos.times(5))


def _bound_by_rights() -> list[str]:
    """Rights do not bind root, unless it gives the power to pass them away."""
    if os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        pytest.skip("no setpriv (Debian: util-linux)")
    powers = "-dac_override,-dac_read_search"
    return ["setpriv", f"--bounding-set={powers}", f"--inh-caps={powers}"]
