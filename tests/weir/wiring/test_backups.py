"""Backups are made while a run goes on, and never hold it up."""

import asyncio
import logging
import os
from pathlib import Path

import pytest

from streams.stores.sqlite_backup import backup_name
from streams.stores.sqlite_schema import open_for_writing
from weir.wiring.backups import due_in_s, kept_backed_up


def test_the_next_one_is_due_when_the_last_is_old(tmp_path: Path) -> None:
    path = tmp_path / "weir.db"
    assert due_in_s(path, 86_400.0, 0.0) == 3_600.0
    backup_name(path).touch()
    os.utime(backup_name(path), (1_000.0, 1_000.0))
    assert due_in_s(path, 86_400.0, 1_000.0 + 86_000.0) == 400.0
    assert due_in_s(path, 86_400.0, 1_000.0 + 90_000.0) == 0.0


def test_a_clock_set_back_makes_no_backup_late(tmp_path: Path) -> None:
    path = tmp_path / "weir.db"
    backup_name(path).touch()
    os.utime(backup_name(path), (1_000_000.0, 1_000_000.0))
    assert due_in_s(path, 86_400.0, 500_000.0) == 0.0


def test_it_is_made_while_the_run_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "weir.db"
    owner = open_for_writing(path)

    async def scenario() -> None:
        async with kept_backed_up(path, 0.01):
            while not backup_name(path).exists():  # noqa: ASYNC110 - a file tells nobody
                await asyncio.sleep(0.01)

    asyncio.run(asyncio.wait_for(scenario(), 20.0))
    owner.close()


def test_one_that_can_not_be_made_is_told_and_ends_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def scenario() -> None:
        async with kept_backed_up(tmp_path / "none.db", 0.01):
            while "no backup was made" not in caplog.text:  # noqa: ASYNC110
                await asyncio.sleep(0.01)

    with caplog.at_level(logging.WARNING):
        asyncio.run(asyncio.wait_for(scenario(), 20.0))


def test_none_is_made_where_none_is_wanted(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with kept_backed_up(tmp_path / "weir.db", 0.0):
            await asyncio.sleep(0)

    asyncio.run(scenario())
    assert not list(tmp_path.iterdir())
