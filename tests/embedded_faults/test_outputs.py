"""Outputs that hang, are full, or are killed: detection goes on, the others have all, and nothing is lost."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from schemas.alert import Alert
from tests.chaos import Chaos
from tests.embedded_faults.plant import RUN_S, Shell, expected, keys, lines_of, recorded
from tests.embedded_faults.test_killed import report

pytestmark = pytest.mark.fault


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    shell = Shell(tmp_path / "run", WEIR_EMBEDDED_CHECKPOINT_FLOWS="20")
    yield shell
    if shell.process is not None and shell.process.poll() is None:
        shell.kill()


def also_to(shell: Shell, where: Path) -> None:
    settings = shell.folder / "weir.toml"
    settings.write_text(f'[outputs.other]\nto = "file:{where}"\n', encoding="utf-8")
    shell.environment["WEIR_SETTINGS"] = str(settings)


class Reader:
    """Reads a FIFO to its end: until its writer has closed it."""

    def __init__(self, fifo: Path) -> None:
        self.data = b""
        self._fifo = fifo
        self._thread = threading.Thread(target=self._read)
        self._thread.start()

    def _read(self) -> None:
        self.data = self._fifo.read_bytes()

    def revisions(self) -> list[tuple[str, int]]:
        """Once it has ended."""
        self._thread.join(RUN_S)
        decoder = msgspec.json.Decoder(Alert)
        return [(alert.id, alert.revision) for alert in map(decoder.decode, self.data.splitlines())]


def test_a_fifo_that_nobody_reads_holds_up_nothing_and_has_all_once_somebody_does(
    chaos: Chaos, shell: Shell, tmp_path: Path
) -> None:
    lines = lines_of(recorded(60))
    due = expected(lines, tmp_path)
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    also_to(shell, fifo)
    half = len(lines) // 2
    shell.log.write_bytes(b"".join(lines[:half]))
    shell.start()
    shell.wait_until_all_applied()
    shell.kill()
    shell.log.write_bytes(b"".join(lines))
    shell.start()
    shell.wait_until_all_applied()
    assert shell.stop() == 1, "it ends within bounds, and says that not all was taken"
    assert "other: did not take all within" in shell.said
    report(chaos, shell, due, "embedded with an output that hangs, killed and stopped", times=1)
    reader = Reader(fifo)
    shell.once()
    assert reader.revisions() == keys(due.revisions)


def test_a_device_without_room_holds_up_nothing(chaos: Chaos, shell: Shell, tmp_path: Path) -> None:
    """As a full disk is, for whom may mount none."""
    lines = lines_of(recorded(60))
    due = expected(lines, tmp_path)
    also_to(shell, Path("/dev/full"))
    shell.log.write_bytes(b"".join(lines))
    assert shell.run("--once") == 1
    assert shell.said.count("/dev/full: alerts wait until it takes them again: No space left on device") == 1
    also_to(shell, tmp_path / "elsewhere")
    shell.once()
    report(chaos, shell, due, "embedded with an output without room", times=1)
    assert (tmp_path / "elsewhere").read_bytes() == shell.alerts.read_bytes()


def test_a_kill_while_a_slow_output_takes_alerts_repeats_some_and_loses_none(
    chaos: Chaos, shell: Shell, tmp_path: Path
) -> None:
    """At least once: what a FIFO was given, and no cursor was kept of, it is given again."""
    lines = lines_of(recorded(60))
    due = expected(lines, tmp_path)
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    also_to(shell, fifo)
    shell.log.write_bytes(b"".join(lines))
    shell.start()
    with fifo.open("rb", buffering=0) as slow:
        first = slow.read(2_000)
        shell.wait_until_all_applied()
        shell.kill()
        first += slow.read(2_000_000)
    reader = Reader(fifo)
    shell.once()
    second = reader.revisions()
    taken = [(alert["id"], alert["revision"]) for alert in map(msgspec.json.decode, first.splitlines()[:-1])]
    assert taken == keys(due.revisions)[: len(taken)]
    assert taken
    there = {*taken, *second}
    assert there == set(keys(due.revisions))
    report(chaos, shell, due, "embedded killed while a slow output takes alerts", times=1)
