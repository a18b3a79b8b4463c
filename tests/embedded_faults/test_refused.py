"""Folders that may not be written and a state that has its owner: told in one line, and nothing is disturbed."""

import shutil
import signal
import subprocess
import sys
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
        report(chaos, "embedded on a read-only file system", 1, lines, due, shell)


@pytest.mark.parametrize("part", ["state", "weir.db", "alerts.ndjson"])
def test_rights_that_are_missing_are_told_with_their_file(shell: Shell, part: str, tmp_path: Path) -> None:
    """As another user, since rights do not bind root."""
    if shutil.which("setpriv") is None or not _can_be_another():
        pytest.skip("the tests may not run a process as another user")
    shell.log.write_bytes(b"".join(lines_of(recorded(5))))
    shell.once()
    _open_to_all(tmp_path)
    path = {"state": shell.state, "weir.db": shell.state / "weir.db", "alerts.ndjson": shell.alerts}[part]
    path.chmod(0o555 if path.is_dir() else 0o444)
    if part == "state":
        (shell.state / "owner.lock").unlink()
    assert shell.run("--once", user=65_534) == 1
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
    report(chaos, "embedded started twice on one state", chaos.times(5), lines, due, shell)


def _can_be_another() -> bool:
    command = [sys.executable, "-c", "import weir.cli"]
    try:
        return subprocess.run(command, user=65_534, check=False, capture_output=True).returncode == 0
    except PermissionError:
        return False


def _open_to_all(folder: Path) -> None:
    """Others may look into the test's folders, and write the files there."""
    for parent in (folder, *folder.parents):
        if parent.stat().st_mode & 0o055 != 0o055 and parent != Path("/"):
            parent.chmod(0o755)
    for path in folder.rglob("*"):
        path.chmod(0o777 if path.is_dir() else 0o666)
