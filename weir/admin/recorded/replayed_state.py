"""The state folder that `--state-out` leaves, which all commands read that read a state.

While a replay goes on it is made beside it, under a name that ends in `.part`, and takes its name when it is whole. Of
a replay that was stopped it stays: `--resume` goes on from there.
"""

import asyncio
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from models.pipeline import Pipeline
from replay.end_state import EndState
from replay.standing import Resumed, Standing
from streams.stores.sqlite import SqliteStore
from streams.stores.sqlite_backup import back_up
from streams.stores.sqlite_reader import SqliteReader
from streams.stores.sqlite_schema import DATABASE_NAME, StoreError
from weir.errors import UserError, told
from weir.views.recorded.replay_files import PART, Lengths

if TYPE_CHECKING:
    from rich.console import Console

_STANDING = "replay"
"""The source whose memory says where a replay stands, as long as it is under way."""


class _Kept(Struct, frozen=True):
    """What is kept between two batches. `asked` tells one replay from another."""

    asked: str
    standing: Standing
    lengths: Lengths


class StateOut:
    """A folder for what a replay ends with; None: none is wanted. Raises UserError for one that can't be it."""

    def __init__(self, folder: Path | None, *, begins_with: Path | None = None, resume: bool = False) -> None:
        """`begins_with` is the folder of the state from which the replay goes on; None: there is none.

        `resume`: the folder was being made, and is gone on with.
        """
        self.folder = folder
        self.resume = resume
        self._begins_with = begins_with
        self._asked = ""
        self.kept_until: float | None = None
        """The event time up to which a stopped replay need not be done again, seconds UTC; None: nothing is kept."""
        self.end = None if folder is None else EndState()
        """Gathers what the folder will hold, while the replay goes on."""
        if folder is None:
            if resume:
                msg = "--resume goes on with what --state-out DIR was making: name that folder"
                raise UserError(msg)
            return
        check_free(folder)
        if not resume and (self._part / DATABASE_NAME).exists():
            msg = f"{self._part}: a replay was stopped there: --resume goes on, or remove the folder to begin anew"
            raise UserError(msg)
        if resume and not (self._part / DATABASE_NAME).exists():
            msg = f"{self._part}: no stopped replay is there to go on with; leave --resume away"
            raise UserError(msg)

    @property
    def _part(self) -> Path:
        assert self.folder is not None  # noqa: S101 - asked where there is one
        return self.folder.with_name(self.folder.name + PART)

    def resumed(self, asked: str) -> tuple[Resumed, Lengths]:
        """What the replay goes on from. Raises UserError where what was stopped is another one than `asked`."""
        with told(StoreError, OSError, sqlite3.Error):
            reader = SqliteReader(self._part)
            kept = _standing(self._part)
            if kept.asked != asked:
                msg = (
                    f"{self._part}: what was stopped there had other files, options, settings or another Weir; "
                    "give the same, or remove the folder to begin anew"
                )
                raise UserError(msg)
            self.kept_until = kept.standing.time
            alerts = {(alert.site, alert.id): alert for alert in reader.latest_alerts()}
            return Resumed(kept.standing, reader.state(), alerts), kept.lengths

    def begin(self, asked: str) -> None:
        """`asked` tells this replay from another, for who goes on with it."""
        self._asked = asked

    def keep(self, standing: Standing, lengths: Lengths, pipelines: Mapping[str, Pipeline]) -> None:
        """Note where the replay stands, with all that came of it so far, in one transaction. Raises UserError."""
        if self.end is None or not self._asked:
            return
        self.end.add_pipelines(pipelines)
        self._commit(_Kept(self._asked, standing, lengths))
        self.kept_until = standing.time

    def write(self, *, unless: str | None) -> None:
        """Make the folder whole; not where something speaks against it: there is nothing to keep.

        Raises UserError where that fails, or another was faster.
        """
        if self.folder is not None and unless is None:
            check_free(self.folder)
            self._commit(None)
            with told(OSError):
                self.folder.mkdir(parents=True, exist_ok=True)
                for file in self._part.iterdir():
                    file.replace(self.folder / file.name)
                self._part.rmdir()

    def tell(self, console: "Console") -> None:
        """Say where it is."""
        if self.folder is not None and (self.folder / DATABASE_NAME).exists():
            said = f"state left in {self.folder}; the lists read it: weir assets list --state {self.folder}"
            console.print(said, markup=False, soft_wrap=True)

    def _commit(self, kept: _Kept | None) -> None:
        assert self.end is not None  # noqa: S101 - asked where there is one
        with told(StoreError, OSError, sqlite3.Error):
            if self._begins_with is not None and not (self._part / DATABASE_NAME).exists():
                self._part.mkdir(parents=True, exist_ok=True)
                back_up(self._begins_with / DATABASE_NAME, self._part / DATABASE_NAME)
            asyncio.run(_write(self._part, self.end, kept))


def check_free(folder: Path) -> None:
    """Raises UserError for a folder that can't take a new state."""
    if folder.exists() and not folder.is_dir():
        msg = f"--state-out {folder}: is a file, and a folder is wanted"
        raise UserError(msg)
    if (folder / DATABASE_NAME).exists():
        msg = f"--state-out {folder}: holds a state already; name a new folder, or remove this one"
        raise UserError(msg)


def _standing(part: Path) -> _Kept:
    store = SqliteStore(part)
    store.take()
    try:
        memory = store.memory(_STANDING)
    finally:
        asyncio.run(store.close())
    if memory is None:
        msg = f"{part}: holds a state, and no replay that was stopped; remove it or name another folder"
        raise UserError(msg)
    try:
        return msgspec.json.decode(memory, type=_Kept)
    except msgspec.MsgspecError as error:
        msg = f"{part}: where the replay stood can't be read ({error}); remove the folder to begin anew"
        raise UserError(msg) from error


async def _write(folder: Path, end: EndState, kept: _Kept | None) -> None:
    store = SqliteStore(folder)
    store.take()
    try:
        store.remember(_STANDING, None if kept is None else msgspec.json.encode(kept))
        await store.commit(end.drained())
    finally:
        await store.close()
