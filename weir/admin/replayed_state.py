"""The state folder that `--state-out` leaves, which all commands read that read a state."""

import asyncio
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from replay.end_state import EndState
from streams.stores.sqlite import SqliteStore
from streams.stores.sqlite_backup import back_up
from streams.stores.sqlite_schema import DATABASE_NAME, StoreError
from weir.errors import UserError, told

if TYPE_CHECKING:
    from rich.console import Console


class StateOut:
    """A folder for what a replay ends with; None: none is wanted. Raises UserError for one that can't be it."""

    def __init__(self, folder: Path | None, *, begins_with: Path | None = None) -> None:
        """`begins_with` is the folder of the state from which the replay goes on; None: there is none."""
        self._folder = folder
        self._begins_with = begins_with
        self.end = None if folder is None else EndState()
        """Gathers what the folder will hold, while the replay goes on."""
        if folder is not None:
            check_free(folder)

    def write(self, *, unless: str | None) -> None:
        """Make the folder, in one transaction; not where something speaks against it: there is nothing to keep.

        Raises UserError where that fails, or another was faster.
        """
        if self._folder is not None and self.end is not None and unless is None:
            check_free(self._folder)
            with told(StoreError, OSError, sqlite3.Error):
                if self._begins_with is not None:
                    self._folder.mkdir(parents=True, exist_ok=True)
                    back_up(self._begins_with / DATABASE_NAME, self._folder / DATABASE_NAME)
                asyncio.run(_write(self._folder, self.end))

    def tell(self, console: "Console") -> None:
        """Say where it is."""
        if self._folder is not None and (self._folder / DATABASE_NAME).exists():
            said = f"state left in {self._folder}; the lists read it: weir assets list --state {self._folder}"
            console.print(said, markup=False, soft_wrap=True)


def check_free(folder: Path) -> None:
    """Raises UserError for a folder that can't take a new state."""
    if folder.exists() and not folder.is_dir():
        msg = f"--state-out {folder}: is a file, and a folder is wanted"
        raise UserError(msg)
    if (folder / DATABASE_NAME).exists():
        msg = f"--state-out {folder}: holds a state already; name a new folder, or remove this one"
        raise UserError(msg)


async def _write(folder: Path, end: EndState) -> None:
    store = SqliteStore(folder)
    store.take()
    try:
        await store.commit(end.checkpoint())
    finally:
        await store.close()
