"""Keeps a backup of the embedded database beside it, while the run goes on.

A backup that cannot be made is told and tried again later; it never ends the run,
and a stop never waits for one.
"""

import asyncio
import logging
import sqlite3
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from streams.stores.sqlite_backup import BackupStopped, back_up, backup_name

_log = logging.getLogger(__name__)

_AGAIN_S = 3_600.0
"""After a backup that failed: long enough for somebody to make room, and no flood of lines."""


@asynccontextmanager
async def kept_backed_up(database: Path, every_s: float) -> AsyncIterator[None]:
    """While this holds, copy the database in a thread whenever the last copy is `every_s` old; 0 makes none."""
    if every_s <= 0.0:
        yield
        return
    stopped = threading.Event()
    task = asyncio.create_task(_keep(database, every_s, stopped))
    try:
        yield
    finally:
        stopped.set()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _keep(database: Path, every_s: float, stopped: threading.Event) -> None:
    while True:
        await asyncio.sleep(due_in_s(database, every_s, time.time()))
        if not await asyncio.to_thread(_made, database, stopped):
            await asyncio.sleep(min(every_s, _AGAIN_S))


def due_in_s(database: Path, every_s: float, now: float) -> float:
    """Seconds until the next backup; a first one once there is a state worth it. A clock set back makes none late."""
    try:
        age = now - backup_name(database).stat().st_mtime
    except FileNotFoundError:
        return min(every_s, _AGAIN_S)
    return every_s - age if 0.0 <= age < every_s else 0.0


def _made(database: Path, stopped: threading.Event) -> bool:
    """Make a backup; whether it was made. What was wrong is logged."""
    try:
        back_up(database, backup_name(database), stopped.is_set)
    except BackupStopped:
        return True
    except (OSError, sqlite3.Error) as error:
        _log.warning("no backup was made, the last one stays: %s", error)
        return False
    _log.info("backup made: %s", backup_name(database))
    return True
