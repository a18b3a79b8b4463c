"""One owner at a time."""

import errno
import os
from pathlib import Path

import pytest

from streams.stores.owner_lock import LOCK_NAME, OwnerLock, is_held
from streams.stores.sqlite_schema import StoreError, StoreInUse


def test_a_second_owner_is_refused_until_the_first_lets_go(tmp_path: Path) -> None:
    first, second = OwnerLock(tmp_path / "owner.lock"), OwnerLock(tmp_path / "owner.lock")
    first.take()
    with pytest.raises(StoreInUse, match=f"process {os.getpid()}"):
        second.take()
    first.release()
    second.take()
    second.release()
    second.release()


def test_a_file_left_behind_is_no_owner(tmp_path: Path) -> None:
    (tmp_path / "owner.lock").write_text("12345")
    lock = OwnerLock(tmp_path / "owner.lock")
    lock.take()
    lock.release()


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="No such file"):
        OwnerLock(tmp_path / "nowhere" / "owner.lock").take()


def test_a_disk_without_room_for_its_number_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = OwnerLock(tmp_path / "owner.lock")

    def full(_descriptor: int, _data: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "write", full)
        with pytest.raises(StoreError, match="No space left on device; make room"):
            lock.take()
    lock.take()
    lock.release()


def test_whether_somebody_owns_it_is_asked_without_taking_it(tmp_path: Path) -> None:
    path = tmp_path / LOCK_NAME
    assert not is_held(path)
    lock = OwnerLock(path)
    lock.take()
    assert is_held(path)
    lock.release()
    assert not is_held(path)
    lock.take()
    lock.release()
