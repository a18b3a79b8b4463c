"""`weir` with one thing in it that breaks: `python -m tests.embedded_faults.faulty SPEC run ...`.

SPEC is what breaks, as `name=value`, or several of them joined by `+`:

    kill-before=PREFIX#N   SIGKILL to itself before the Nth statement that begins with PREFIX
    kill-after=PREFIX#N    the same, after it
    kill-in=crc32#N        in the middle of a statement: as SQLite calls the Nth time for a checksum
    max-pages=N            a database that may have N pages of 4 kB more than none: SQLite's own full disk
    made-up=schema-0       a Weir to which the database of `tests/streams/stores/made_up.py` is an older one
    clock=A,B,...          a wall clock that steps by A, then by B, ... seconds, one each quarter of a second
"""

import itertools
import os
import signal
import sqlite3
import sys
import time
import zlib
from collections.abc import Callable
from typing import Any


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _kill_around(spec: str, *, after: bool) -> None:
    prefix, _, number = spec.partition("#")
    left = itertools.count(1 - int(number))

    class Dying(sqlite3.Connection):
        def _around(self, run: Callable[[], Any], sql: str, *, empty: bool = False) -> Any:
            mine = sql.lstrip().startswith(prefix) and not empty and next(left) == 0
            if mine and not after:
                _die()
            result = run()
            if mine:
                _die()
            return result

        def execute(self, sql: str, *parameters: Any) -> Any:
            return self._around(lambda: super(Dying, self).execute(sql, *parameters), sql)

        def executemany(self, sql: str, rows: Any) -> Any:
            return self._around(lambda: super(Dying, self).executemany(sql, rows), sql, empty=not rows)

    _connect_with(Dying)


def _kill_in(spec: str) -> None:
    _, _, number = spec.partition("#")
    left = itertools.count(1 - int(number))
    crc32 = zlib.crc32

    def dying(*arguments: Any) -> int:
        if next(left) == 0:
            _die()
        return crc32(*arguments)

    zlib.crc32 = dying


def _limit_pages(spec: str) -> None:
    class Bounded(sqlite3.Connection):
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            self.execute(f"PRAGMA max_page_count={int(spec)}").fetchone()

    _connect_with(Bounded)


def _step_clock(spec: str) -> None:
    real, began = time.time, time.monotonic()
    steps = [float(step) for step in spec.split(",")]

    def stepping() -> float:
        return real() + sum(steps[: int((time.monotonic() - began) / 0.25)])

    time.time = stepping


def _connect_with(factory: type[sqlite3.Connection]) -> None:
    connect: Any = sqlite3.connect

    def connected(*arguments: Any, **options: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*arguments, **{"factory": factory, **options})
        return connection

    sqlite3.connect = connected  # type: ignore[assignment]


def _know_made_up(_spec: str) -> None:
    from streams.stores import sqlite_conversions
    from tests.streams.stores import made_up

    sqlite_conversions.CONVERSIONS.update(made_up.CONVERSIONS)


_BREAKS: dict[str, Callable[[str], None]] = {
    "kill-before": lambda spec: _kill_around(spec, after=False),
    "kill-after": lambda spec: _kill_around(spec, after=True),
    "kill-in": _kill_in,
    "max-pages": _limit_pages,
    "clock": _step_clock,
    "made-up": _know_made_up,
}


if __name__ == "__main__":
    for one in sys.argv.pop(1).split("+"):
        name, _, value = one.partition("=")
        _BREAKS[name](value)
    from weir.cli import main

    main()
