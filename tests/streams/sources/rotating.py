"""A folder of logs that grow and rotate at random, each row with a uid that no other row has.

So what must come out is known from what went in, without any reader.
"""

import gzip
import os
import random
import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from schemas.flow import Flow

BEGIN = 1_760_000_000.0

_FIELDS = (
    *("ts", "uid", "id.orig_h", "id.orig_p", "id.resp_h", "id.resp_p", "proto", "service", "duration", "orig_bytes"),
    *("resp_bytes", "conn_state", "history", "orig_pkts", "orig_ip_bytes", "resp_pkts", "resp_ip_bytes"),
)


class Rows:
    """Makes rows in three formats, and remembers their uids in `uids`."""

    def __init__(self, site: str) -> None:
        self.uids: list[str] = []
        self._site = site

    def tsv(self) -> bytes:
        """A row of Zeek's conn.log."""
        uid, moment = self._next()
        values = (
            *(f"{moment:.6f}", uid, "10.1.0.1", "40000", "10.3.0.1", "502", "tcp", "modbus", "0.5", "10", "20"),
            *("SF", "ShAaFf", "3", "130", "3", "140"),
        )
        return "\t".join(values).encode() + b"\n"

    def json(self) -> bytes:
        """The same as Zeek's JSON."""
        uid, moment = self._next()
        row = {"ts": moment, "uid": uid, "id.orig_h": "10.1.0.2", "id.orig_p": 40000, "id.resp_h": "10.3.0.2"}
        row |= {"id.resp_p": 102, "proto": "tcp", "duration": 0.5, "conn_state": "SF", "orig_bytes": 10}
        return msgspec.json.encode(row) + b"\n"

    def ndjson(self) -> bytes:
        """A row of Weir's own form."""
        uid, moment = self._next()
        flow = Flow(
            site=self._site,
            sensor="writer",
            start=moment,
            end=moment + 0.5,
            initiator_ip="10.1.0.3",
            responder_ip="10.3.0.3",
            transport="tcp",
            uid=uid,
        )
        return msgspec.json.encode(flow) + b"\n"

    def _next(self) -> tuple[str, float]:
        number = len(self.uids)
        self.uids.append(f"C{number}")
        return self.uids[-1], BEGIN + number / 100


class RotatingLogs:
    """A folder as a sensor leaves it: rotated by renaming, by copy and truncation, packed later, with new logs."""

    def __init__(self, folder: Path, rows: Rows, most_rows: int = 400) -> None:
        self.folder = folder
        self._most_rows = most_rows
        self._rows = rows
        self._turn = 0
        self._renamed: list[Path] = []
        folder.mkdir()
        (folder / "copied").mkdir()

    def steps(self) -> list[Callable[[random.Random], None]]:
        """What may happen, each as often as it stands here."""
        writing = [self._append_tsv, self._append_json, self._append_half_a_row]
        return [
            *writing,
            *writing,
            *writing,
            *writing,
            self._rename,
            self._copy_and_truncate,
            self._pack,
            self._new_log,
        ]

    def _append_tsv(self, chance: random.Random) -> None:
        log = self.folder / "conn.log"
        new = not log.exists()
        with log.open("ab") as file:
            if new:
                opened = f"{self._turn}-{time.time_ns()}"
                header = f"#separator \\x09\n#unset_field\t-\n#path\tconn\n#open\t{opened}\n#fields\t"
                file.write(header.encode() + "\t".join(_FIELDS).encode() + b"\n")
            file.write(b"".join(self._rows.tsv() for _ in range(chance.randint(1, self._most_rows))))

    def _append_json(self, chance: random.Random) -> None:
        with (self.folder / "copied" / "conn.json").open("ab") as file:
            file.write(b"".join(self._rows.json() for _ in range(chance.randint(1, self._most_rows))))

    def _append_half_a_row(self, chance: random.Random) -> None:
        row = self._rows.json()
        with (self.folder / "copied" / "conn.json").open("ab", buffering=0) as file:
            cut = chance.randint(1, len(row) - 2)
            file.write(row[:cut])
            time.sleep(chance.uniform(0.0, 0.02))  # a sensor flushes when it likes
            file.write(row[cut:])

    def _rename(self, _chance: random.Random) -> None:
        log = self.folder / "conn.log"
        if log.exists():
            self._turn += 1
            self._renamed.append(log.rename(self.folder / f"conn.2026-01-01-{self._turn:06}.log"))

    def _copy_and_truncate(self, _chance: random.Random) -> None:
        log = self.folder / "copied" / "conn.json"
        if log.exists() and log.stat().st_size:
            self._turn += 1
            shutil.copy(log, log.with_name(f"conn.json.{self._turn}"))
            os.truncate(log, 0)

    def _pack(self, _chance: random.Random) -> None:
        if self._renamed:
            path = self._renamed.pop(0)
            with gzip.open(f"{path}.gz", "wb") as packed:
                packed.write(path.read_bytes())
            path.unlink()

    def _new_log(self, chance: random.Random) -> None:
        self._turn += 1
        rows = b"".join(self._rows.ndjson() for _ in range(chance.randint(1, self._most_rows)))
        (self.folder / f"flows-{self._turn}.ndjson").write_bytes(rows)


class Writer:
    """Calls `steps` at random, at random pace, in a thread of its own until told to end."""

    def __init__(self, steps: list[Callable[[random.Random], None]], seed: int, pause_s: float = 0.05) -> None:
        self._steps = steps
        self._chance = random.Random(seed)
        self._pause_s = pause_s
        self._end = threading.Event()
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._write, name="writer")
        self._thread.start()

    def finish(self) -> None:
        """Stop writing; raises what went wrong meanwhile."""
        self._end.set()
        self._thread.join()
        if self._failure is not None:
            raise self._failure

    def _write(self) -> None:
        try:
            while not self._end.wait(self._chance.uniform(0.0, self._pause_s)):
                self._chance.choice(self._steps)(self._chance)
        except BaseException as error:  # noqa: BLE001 - it is raised in the test's thread
            self._failure = error
