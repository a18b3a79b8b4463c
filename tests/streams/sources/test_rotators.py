"""Logs as zeekctl and logrotate leave them, followed with kills at random moments: every row once."""

import gzip
import os
import random
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from schemas.flow import Flow
from schemas.formats.registry import new_memory
from streams.sources.follow.tails import Tails
from tests.streams.sources.growing import append, every, header, rows

LOGS = ("conn", "modbus")
ROUNDS = 120


class Sensor:
    """Writes two logs into a folder. `given` counts its rows, and is the next one's number."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self.folder = folder
        self.given = 0
        self.chance = chance

    def write(self) -> None:
        """Some rows to each log, a header first where it is new."""
        for name in LOGS:
            log = self.folder / f"{name}.log"
            if not log.exists() or not log.stat().st_size:
                append(log, header(str(self.given)).replace("\tconn", f"\t{name}"))
            count = self.chance.randint(1, 5)
            append(log, rows(*range(self.given, self.given + count)))
            self.given += count

    def end(self) -> None:
        """Finish what was begun."""

    def logs(self) -> list[Path]:
        """Those that hold something now."""
        found = (self.folder / f"{name}.log" for name in LOGS)
        return [log for log in found if log.exists() and log.stat().st_size]


class Zeekctl(Sensor):
    """`current` is a link; raw files are renamed beside, packed into folders of days later, one after another.

    A new deployment moves the whole spool away and archives it from there.
    """

    def __init__(self, root: Path, chance: random.Random) -> None:
        super().__init__(root / "spool" / "zeek", chance)
        self.logs_root = root / "logs"
        self.folder.mkdir(parents=True)
        self.logs_root.mkdir()
        (self.logs_root / "current").symlink_to(self.folder)
        self._hour = 0
        self._waiting: list[tuple[Path, Path]] = []

    def rotate(self) -> None:
        """Rename each log beside itself."""
        self._hour += 1
        for log in self.logs():
            self._waiting.append((log.rename(log.with_name(f"{log.stem}-{self._hour:06}.log")), self._archive_of(log)))

    def pack(self) -> None:
        """Archive the oldest file that waits for it."""
        if self._waiting:
            raw, archive = self._waiting.pop(0)
            archive.parent.mkdir(exist_ok=True)
            archive.write_bytes(gzip.compress(raw.read_bytes()))
            raw.unlink()

    def end(self) -> None:
        """Archive all that waits for it."""
        while self._waiting:
            self.pack()

    def deploy(self) -> None:
        """Stop, move the spool away, and begin anew; what was moved away is archived later."""
        self._hour += 1
        moved = self.folder.rename(self.folder.with_name(f"tmp-{self._hour}"))
        self.folder.mkdir()
        self._waiting = [
            (moved / raw.name if raw.parent == self.folder else raw, archive) for raw, archive in self._waiting
        ]
        for log in sorted(moved.glob("*.log")):
            if log.name.count("-") == 0:
                self._waiting.append((log, self._archive_of(log)))

    def _archive_of(self, log: Path) -> Path:
        hour = f"{self._hour % 24:02}"
        return self.logs_root / f"2026-11-{10 + self._hour // 24}" / f"{log.stem}.{hour}:00:00-{hour}:59:59.log.gz"


class Logrotate(Sensor):
    """Numbered or dated, packed at once or a turn later, by renaming or by copy and truncation."""

    def __init__(self, folder: Path, chance: random.Random, *, copies: bool, delays: bool, dates: bool) -> None:
        super().__init__(folder, chance)
        self._copies, self._delays, self._dates = copies, delays, dates
        self._turn = 0
        folder.mkdir()

    def rotate(self) -> None:
        """All logs, once."""
        self._turn += 1
        for log in self.logs():
            if self._dates:
                rotated, before = (Path(f"{log}-{20260000 + self._turn - back}") for back in (0, 1))
            else:
                rotated, before = Path(f"{log}.1"), Path(f"{log}.2")
                for number in range(ROUNDS, 0, -1):
                    for packed in ("", ".gz"):
                        old = Path(f"{log}.{number}{packed}")
                        if old.exists():
                            old.rename(f"{log}.{number + 1}{packed}")
            if self._copies:
                shutil.copy(log, rotated)
                os.truncate(log, 0)
            else:
                log.rename(rotated)
            self._pack(before if self._delays else rotated)

    def _pack(self, file: Path) -> None:
        if file.exists():
            state = file.stat()
            packed = Path(f"{file}.gz")
            packed.write_bytes(gzip.compress(file.read_bytes()))
            os.utime(packed, ns=(state.st_atime_ns, state.st_mtime_ns))
            file.unlink()


class Follower:
    """Reads, and is killed: what was not committed is read again."""

    def __init__(self, path: Path) -> None:
        self.counts: Counter[str | None] = Counter()
        self._path = path
        self._committed: dict[str, int] = {}
        self._tails = self._started()

    def read(self, batches: int) -> None:
        """As many batches as there are, each committed."""
        for _ in range(batches):
            batch = self._tails.next()
            if batch is None:
                return
            assert batch.dead_letters == []
            self.counts.update(record.uid for record in batch.records if isinstance(record, Flow))
            if batch.position is not None:
                self._committed[batch.source] = batch.position
            for source in self._tails.forgotten():
                self._committed.pop(source, None)

    def start(self) -> None:
        """Begin where the committed positions are."""
        self._tails = self._started()

    def close(self) -> None:
        """Let go of the files."""
        self._tails.close()

    def _started(self) -> Tails:
        tails = Tails([str(self._path)], site="plant", clock=every(0.1))
        tails.memory = new_memory().forgetful()  # it would hide a row that is given twice
        tails.resume(self._committed)
        return tails


def followed(sensor: Sensor, path: Path, steps: list[Callable[[], None]], chance: random.Random) -> None:
    follower = Follower(path)
    follower.read(5)
    for _ in range(ROUNDS):
        turn = chance.random()
        if turn < 0.5:
            chance.choice([sensor.write, sensor.write, *steps])()
        elif turn < 0.56:
            follower.close()
            for _ in range(chance.randint(0, 5)):
                chance.choice(steps)()
            follower.start()
        else:
            follower.read(chance.randint(1, 8))
    sensor.write()
    sensor.end()
    for _ in range(300):
        follower.read(100)
    follower.close()
    assert follower.counts == Counter(f"C{number}" for number in range(sensor.given))


@pytest.mark.parametrize("seed", range(6))
def test_every_row_of_a_zeekctl_is_given_once(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    sensor = Zeekctl(tmp_path, chance)
    path = sensor.logs_root / "current" if seed % 2 else sensor.logs_root
    followed(sensor, path, [sensor.rotate, sensor.pack, sensor.pack, sensor.deploy], chance)


@pytest.mark.parametrize("copies", [False, True])
@pytest.mark.parametrize("delays", [False, True])
@pytest.mark.parametrize("dates", [False, True])
def test_every_row_under_logrotate_is_given_once(tmp_path: Path, copies: bool, delays: bool, dates: bool) -> None:
    chance = random.Random(f"{copies} {delays} {dates}")
    sensor = Logrotate(tmp_path / "logs", chance, copies=copies, delays=delays, dates=dates)
    followed(sensor, sensor.folder, [sensor.write, sensor.rotate], chance)
