"""A damaged database: a clear end with the way back, or only what was damaged is learnt anew."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from streams.stores.sqlite_backup import back_up, backup_name
from tests.chaos import Chaos
from tests.embedded_faults.plant import Shell, expected, flows_in, keys, lines_of, recorded
from tests.embedded_faults.test_killed import grows

pytestmark = pytest.mark.fault

PAGE = 4_096


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    shell = Shell(tmp_path / "run")
    yield shell
    if shell.process is not None and shell.process.poll() is None:
        shell.kill()


def _database(shell: Shell) -> Path:
    return shell.state / "weir.db"


def _garbage_header(path: Path) -> None:
    with path.open("rb+") as file:
        file.write(b"\x00\xffgarbage" * 12)


def _truncated(path: Path) -> None:
    with path.open("rb+") as file:
        file.truncate(path.stat().st_size // 2 // PAGE * PAGE)


def _flipped_pages(path: Path) -> None:
    """All but the first page and the last: what is in them is met at once."""
    with path.open("rb+") as file:
        file.seek(PAGE)
        file.write(b"\xa5" * (path.stat().st_size - 2 * PAGE))


def _flipped_alerts(path: Path) -> None:
    """Pages that nothing reads on starting: they are met when the next alert is written."""
    with closing(sqlite3.connect(path)) as connection:
        roots = [
            page
            for (page,) in connection.execute(
                "SELECT rootpage FROM sqlite_master WHERE name IN ('alerts', 'alerts_by_revision', 'latest_alerts')"
            )
        ]
    with path.open("rb+") as file:
        for root in roots:
            file.seek((root - 1) * PAGE)
            file.write(b"\xa5" * PAGE)


DAMAGES: dict[str, Callable[[Path], None]] = {
    "with a garbage header": _garbage_header,
    "truncated": _truncated,
    "with flipped pages": _flipped_pages,
    "with flipped pages of alerts": _flipped_alerts,
}


def test_a_damaged_database_ends_the_run_and_a_backup_brings_all_back(
    chaos: Chaos, shell: Shell, tmp_path: Path
) -> None:
    lines = lines_of(recorded(40))
    due = expected(lines, tmp_path)
    third = len(lines) // 3
    shell.log.write_bytes(b"".join(lines[:third]))
    shell.once()
    path = _database(shell)
    back_up(path, backup_name(path))
    shell.log.write_bytes(b"".join(lines[: third + third // 3]))
    shell.once()
    shell.log.write_bytes(b"".join(lines))
    shutil.copytree(shell.state, tmp_path / "sound")
    shutil.copy(shell.alerts, tmp_path / "sound.ndjson")
    for name, damage in DAMAGES.items():
        shutil.copytree(tmp_path / "sound", shell.state, dirs_exist_ok=True)
        shutil.copy(tmp_path / "sound.ndjson", shell.alerts)
        damage(path)
        assert shell.run("--once") == 1
        assert "Move weir.db away (with its -wal and -shm), rename weir.db.backup to weir.db" in shell.last_said
        assert "Traceback" not in shell.last_said
        _do_as_told(shell)
        shell.once()
        came = shell.outcome()
        assert came.revisions == due.revisions
        assert came.paths == due.paths
        written = shell.written()
        assert written == keys(due.revisions), "what the older state no longer knew of was not written again"
        chaos.report(
            f"embedded, database {name}, backup put back",
            repetitions=1,
            flows=(flows_in(lines), came.flows),
            alerts=(len(due.revisions), len(written)),
            duplicates=len(written) - len(set(written)),
        )


def _do_as_told(shell: Shell) -> None:
    path = _database(shell)
    for part in (path, path.with_name("weir.db-wal"), path.with_name("weir.db-shm")):
        part.unlink(missing_ok=True)
    backup_name(path).rename(path)


def test_a_damaged_log_of_writes_is_a_step_back_that_is_made_good(chaos: Chaos, shell: Shell, tmp_path: Path) -> None:
    """SQLite takes the writes up to the damaged one; the positions are of that moment too."""
    lines = lines_of(recorded(100))
    due = expected(lines, tmp_path)
    half = len(lines) // 2
    shell.log.write_bytes(b"".join(lines[:half]))
    shell.start()
    shell.wait_until_all_applied()
    grows(shell)
    shell.kill()
    wal = shell.state / "weir.db-wal"
    with wal.open("rb+") as file:
        file.seek(wal.stat().st_size // 2)
        file.write(b"\xa5" * PAGE)
    with shell.log.open("ab") as log:
        log.write(b"".join(lines[half:]))
    shell.once()
    came = shell.outcome()
    written = shell.written()
    assert written == keys(due.revisions)
    assert came.revisions == due.revisions
    assert came.paths == due.paths
    chaos.report(
        "embedded, damaged write-ahead log",
        repetitions=1,
        flows=(flows_in(lines), came.flows),
        alerts=(len(due.revisions), len(written)),
        duplicates=len(written) - len(set(written)),
    )


def test_one_flipped_bit_of_the_state_is_not_believed(shell: Shell) -> None:
    lines = lines_of(recorded(30))
    half = len(lines) // 2
    shell.log.write_bytes(b"".join(lines[:half]))
    shell.once()
    with closing(sqlite3.connect(_database(shell))) as connection:
        (key, value), *_ = connection.execute("SELECT key, value FROM state WHERE key LIKE '%|plc-3|head'").fetchall()
        flipped = bytes([*value[:-1], value[-1] ^ 1])
        connection.execute("UPDATE state SET value = ? WHERE key = ?", (flipped, key))
        connection.commit()
    with shell.log.open("ab") as log:
        log.write(b"".join(lines[half:]))
    assert shell.run("--once") == 0
    assert f"learnt anew: {key}: damaged on the disk" in shell.last_said
    assert shell.run("--once") == 0
    assert "damaged on the disk" not in shell.last_said, "it is told once"


def test_zones_that_were_damaged_are_taken_from_their_file_again(shell: Shell, tmp_path: Path) -> None:
    zones = tmp_path / "zones.toml"
    zones.write_text('[[zones]]\nzone = "labs"\nside = "it"\nlevel = 4\ncidrs = ["10.9.0.0/16"]\n')
    shell.environment |= {"WEIR_EMBEDDED_ZONES": str(zones), "WEIR_SITE_NAME": "plant"}
    shell.log.write_bytes(b"".join(lines_of(recorded(2))))
    shell.once()
    with closing(sqlite3.connect(_database(shell))) as connection:
        before = connection.execute("SELECT value FROM state WHERE key = 'plant|@zones'").fetchone()
        connection.execute("UPDATE state SET value = zeroblob(9) WHERE key = 'plant|@zones'")
        connection.commit()
    shell.once()
    with closing(sqlite3.connect(_database(shell))) as connection:
        assert connection.execute("SELECT value FROM state WHERE key = 'plant|@zones'").fetchone() == before
