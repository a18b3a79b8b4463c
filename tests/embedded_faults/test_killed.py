"""SIGKILL of `weir run`, at any moment: nothing lost, nothing counted twice, each alert in the file once."""

import random
import signal
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from schemas.verdict import Verdict
from streams.embedded.verdict_inbox import INBOX_NAME, SOURCE, append_verdict
from streams.stores.sqlite_reader import SqliteReader
from tests.chaos import Chaos
from tests.embedded_faults.plant import RUN_S, Outcome, Shell, expected, keys, lines_of, recorded
from tests.kafka.world import until

pytestmark = pytest.mark.fault

POINTS = (
    "kill-after=BEGIN IMMEDIATE",
    "kill-after=INSERT OR REPLACE INTO state",
    "kill-after=INSERT INTO alerts",
    "kill-before=INSERT OR REPLACE INTO positions",
    "kill-before=COMMIT",
    "kill-after=COMMIT",
    "kill-before=INSERT OR REPLACE INTO sink_cursors",
    "kill-after=INSERT OR REPLACE INTO sink_cursors",
)
"""Before, in and after a checkpoint's transaction; between it and the file of alerts; between that and its cursor."""


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    shell = Shell(tmp_path / "run")
    yield shell
    if shell.process is not None and shell.process.poll() is None:
        shell.kill()


def report(
    chaos: Chaos, shell: Shell, due: Outcome, fault: str, *, times: int, recovery_s: Sequence[float] = ()
) -> None:
    """One row of the table; and more than it counts: the same alerts in the same order, the same paths."""
    came, written = shell.outcome(), shell.written()
    chaos.report(
        fault,
        repetitions=times,
        flows=(due.flows, came.flows),
        alerts=(len(due.revisions), len(written)),
        duplicates=len(written) - len(set(written)),
        recovery_s=recovery_s,
    )
    assert written == keys(due.revisions)
    assert came.revisions == due.revisions
    assert came.paths == due.paths
    assert "Traceback" not in shell.said


class Writer:
    """Appends a recording to a log in pieces of any length, and rotates it."""

    def __init__(self, log: Path, data: bytes, chance: random.Random) -> None:
        self._log = log
        self._data = data
        self._chance = chance
        self._done = 0
        self._rotations = 0

    def up_to(self, share: float) -> Iterator[None]:
        """Write in pieces, torn anywhere, until this share of all is there."""
        end = int(len(self._data) * share)
        while self._done < end:
            size = self._chance.randrange(1, 20_000)
            with self._log.open("ab") as file:
                file.write(self._data[self._done : min(self._done + size, end)])
            self._done = min(self._done + size, end)
            yield

    def rotate(self) -> None:
        """As a sensor does: the old log is renamed once its last line is whole, and another begun."""
        end = self._data.index(b"\n", self._done) + 1
        with self._log.open("ab") as file:
            file.write(self._data[self._done : end])
        self._done = end
        self._rotations += 1
        self._log.rename(self._log.with_name(f"{self._log.name}.{self._rotations}"))


def grows(shell: Shell) -> None:
    """What must be under way when it is killed."""
    pipelines = shell.pipelines()
    assert sum(alert.status == "open" for alert in SqliteReader(shell.state).latest_alerts()) >= 50
    assert all(pipeline.ledger() for pipeline in pipelines.values())


def written_on(pieces: Iterator[None], chance: random.Random | None = None) -> None:
    """Let a writer go on: to its end, or by chance for some pieces with pauses in between."""
    for _ in pieces:
        if chance is None:
            continue
        if chance.random() < 0.2:
            time.sleep(chance.random() * 0.05)
        if chance.random() < 0.1:
            return


def test_kills_at_random_moments_lose_nothing_and_repeat_nothing(chaos: Chaos, shell: Shell, tmp_path: Path) -> None:
    kills = chaos.times(20, 2)
    lines = lines_of(recorded(chaos.times(600, 120)))
    due = expected(lines, tmp_path)
    chance = random.Random(5)
    writer = Writer(shell.log, b"".join(lines), chance)
    written_on(writer.up_to(0.2))
    shell.start()
    until(lambda: sum(shell.positions().values()) > 0.19 * sum(map(len, lines)), "it has begun", RUN_S)
    recovery_s: list[float] = []
    for kill in range(kills):
        share = 0.2 + 0.5 * (kill + 1) / kills
        pieces = writer.up_to(share)
        written_on(pieces, chance)
        if kill % 3 == 1:
            writer.rotate()
        grows(shell)
        shell.kill()
        killed, before = time.monotonic(), shell.positions()
        if kill % 4 == 3:
            # Once more while it comes back.
            shell.start()
            time.sleep(chance.random())
            shell.kill()
        written_on(pieces)
        if kill % 3 == 2:
            writer.rotate()
        written_on(writer.up_to(share + 0.01))
        shell.start()
        until(lambda before=before: shell.positions() != before, "it goes on", RUN_S)  # type: ignore[misc]
        recovery_s.append(time.monotonic() - killed)
    written_on(writer.up_to(1.0))
    shell.wait_until_all_applied()
    assert shell.stop() == 0
    report(chaos, shell, due, "embedded killed at random moments", times=kills, recovery_s=recovery_s)


def test_kills_between_flows_and_verdicts_lose_neither(chaos: Chaos, shell: Shell, tmp_path: Path) -> None:
    """Verdicts by the inbox: how they fall among the flows is the run's to decide, so only counts can be compared."""
    kills = chaos.times(10, 1)
    records = recorded(60 * kills)
    verdicts = [record for record in records if isinstance(record, Verdict)]
    lines = lines_of([record for record in records if not isinstance(record, Verdict)])
    due = expected(lines, tmp_path)
    inbox = shell.state / INBOX_NAME
    chance = random.Random(13)
    writer = Writer(shell.log, b"".join(lines), chance)
    for kill in range(kills):
        shell.start()
        pieces = writer.up_to((kill + 1) / (kills + 1))
        for verdict in verdicts[kill :: kills + 1]:
            append_verdict(inbox, verdict)
            next(pieces, None)
        written_on(pieces)
        until(lambda: SOURCE in shell.positions(), "a verdict is applied", RUN_S)
        time.sleep(chance.random() * 0.3)
        shell.kill()
    for verdict in verdicts[kills :: kills + 1]:
        append_verdict(inbox, verdict)
    written_on(writer.up_to(1.0))
    shell.start()
    shell.wait_until_all_applied()
    until(lambda: shell.positions()[SOURCE] == inbox.stat().st_size, "all verdicts are applied", RUN_S)
    assert shell.stop() == 0
    came, written = shell.outcome(), shell.written()
    assert inbox.read_bytes().count(b"\n") == len(verdicts)
    assert "refused" not in shell.said.replace("0 refused", "")
    assert written == keys(came.revisions)
    chaos.report(
        "embedded killed between flows and verdicts of the inbox",
        repetitions=kills,
        flows=(due.flows, came.flows),
        alerts=(len(came.revisions), len(written)),
        duplicates=len(written) - len(set(written)),
    )


def test_kills_within_a_checkpoint_lose_nothing_and_repeat_nothing(chaos: Chaos, shell: Shell, tmp_path: Path) -> None:
    rounds = chaos.times(4)
    lines = lines_of(recorded(200 * rounds))
    due = expected(lines, tmp_path)
    shell.environment["WEIR_EMBEDDED_CHECKPOINT_FLOWS"] = "20"
    writer = Writer(shell.log, b"".join(lines), random.Random(11))
    written_on(writer.up_to(0.2))
    shell.once()
    written_on(writer.up_to(1.0))
    for number in range(rounds):
        for point in POINTS:
            grows(shell)
            # The first or second of its kind: a kill before the commit must also find one that went well.
            assert shell.run("--once", fault=f"{point}#{1 + number % 2}") == -signal.SIGKILL, shell.said
    shell.once()
    report(chaos, shell, due, "embedded killed within a checkpoint", times=rounds * len(POINTS))
