"""A full disk ends the run with a clear error, or holds back a sink; with room again, nothing is lost or doubled."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.chaos import Chaos
from tests.embedded_faults.plant import Shell, expected, lines_of, recorded
from tests.embedded_faults.test_killed import report
from tests.kafka.world import until

pytestmark = pytest.mark.fault

FULL = "the disk is full; make room and start again, nothing committed is lost"


class Disk:
    """A small file system of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def grow(self, size: str) -> None:
        subprocess.run(["mount", "-o", f"remount,size={size}", str(self.folder)], check=True)


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Disk]:
    """A tmpfs. Skips, with the reason, where none may be mounted."""
    folder.mkdir(parents=True)
    if os.geteuid() != 0:
        pytest.skip("only root may mount a small tmpfs")
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "weir-test", str(folder)],
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    if made.returncode != 0:
        pytest.skip(f"no tmpfs can be mounted here: {made.stderr.strip()}")
    try:
        yield Disk(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    shell = Shell(tmp_path / "run", WEIR_EMBEDDED_CHECKPOINT_FLOWS="20")
    yield shell
    if shell.process is not None and shell.process.poll() is None:
        shell.kill()


def test_a_state_that_may_not_grow_ends_the_run_and_goes_on_exactly(chaos: Chaos, shell: Shell, tmp_path: Path) -> None:
    """SQLite's own bound, where no disk can be filled: each time a little more room."""
    lines = lines_of(recorded(100))
    due = expected(lines, tmp_path)
    shell.log.write_bytes(b"".join(lines))
    limits = (40, 120, 240) if chaos.full else (100,)
    for pages in limits:
        assert shell.run("--once", fault=f"max-pages={pages}") == 1
        assert FULL in shell.last_said
    shell.once()
    report(chaos, shell, due, "embedded on a full disk (max_page_count)", times=len(limits))


def test_a_full_disk_under_the_state_ends_the_run_and_goes_on_exactly(
    chaos: Chaos, shell: Shell, tmp_path: Path
) -> None:
    lines = lines_of(recorded(100))
    due = expected(lines, tmp_path)
    shell.log.write_bytes(b"".join(lines))
    with small_disk(shell.state, "300k") as disk:
        sizes = ("300k", "600k", "1m") if chaos.full else ("700k",)
        for size in sizes:
            disk.grow(size)
            assert shell.run("--once") == 1
            assert FULL in shell.last_said or "see whether it is full or failing" in shell.last_said
            assert shell.run("--once") == 1, "it says so again, as long as there is no room"
        disk.grow("64m")
        shell.once()
        report(chaos, shell, due, "embedded on a full disk (tmpfs)", times=len(sizes))


def test_a_full_disk_under_the_alerts_file_holds_up_no_detection(chaos: Chaos, shell: Shell, tmp_path: Path) -> None:
    lines = lines_of(recorded(100))
    due = expected(lines, tmp_path)
    shell.alerts = tmp_path / "small" / "alerts.ndjson"
    shell.environment["WEIR_EMBEDDED_ALERTS_FILE"] = str(shell.alerts)
    shell.log.write_bytes(b"".join(lines))
    with small_disk(shell.alerts.parent, "64k") as disk:
        shell.start()
        shell.wait_until_all_applied()
        assert shell.said.count("alerts wait until it takes them again: No space left on device") == 1
        assert shell.stop() == 1
        assert f"weir: {shell.alerts}: no space is left on the disk" in shell.said
        shell.start()
        until(lambda: shell.said.count("alerts wait until it takes them again") == 2, "it runs again and waits again")
        disk.grow("16m")
        with shell.log.open("ab") as log:
            log.write(lines[-1])
        until(lambda: "has caught up" in shell.said, "the file takes what waited")
        assert shell.stop() == 0
        assert shell.process is not None
        assert shell.process.returncode != -signal.SIGKILL
        report(chaos, shell, due, "embedded with its alerts file on a full disk", times=1)
