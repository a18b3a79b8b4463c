"""What stands in folders, listed anew only where something came or went.

A listing that is kept is what stands there now. A folder's time of modification tells of each file that
came or went, but some file systems tell it in steps of two seconds (FAT; ext3 in one): a listing is kept once
its folder has not changed for longer than that.
"""

import os
import re
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from streams.system_errors import sentence

SURE_S = 2.5
"""A folder that has not changed for so long will tell of the next change by its time: FAT counts in steps of 2 s."""

RELIST_S = 10.0
"""A listing is made anew then at the latest: not all network file systems keep their folders' times."""

ARCHIVED_DAYS = 4
"""Folders of days looked into: a weekend away, and the day before."""

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Listing(Struct, frozen=True):
    """The files and folders within a folder, by name. Links count as what they lead to.

    `unusable` holds what can't be followed, and why.
    """

    files: tuple[str, ...]
    folders: tuple[str, ...]
    unusable: dict[str, str]


class Tree(Struct, frozen=True):
    """All files below a folder, in a stable order, and what can't be followed, and which folders can't be looked into.

    `looked_into` is whether the folder itself could.
    """

    files: tuple[Path, ...]
    folders: frozenset[Path]
    unusable: dict[Path, str]
    failures: tuple[str, ...]
    looked_into: bool


class _Kept(Struct):
    listing: Listing
    stamp: tuple[int, int, int]
    since: float
    listed: float
    sure: bool
    asked: float


class Folders:
    """Listings of folders. `clock` gives seconds that only go up, and is the machine's but in tests."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: dict[Path, _Kept] = {}
        self._trees: dict[Path, tuple[list[Listing], Tree]] = {}

    def listing(self, folder: Path, *, fresh: bool = False) -> Listing:
        """What stands in a folder: the same object as long as nothing came or went. Raises OSError."""
        state = folder.stat()
        stamp = (state.st_dev, state.st_ino, state.st_mtime_ns)
        now, kept = self._clock(), self._kept.get(folder)
        if kept is None or kept.stamp != stamp:
            listing, since = _listed(folder), now
        elif kept.sure and not fresh and now - kept.listed < RELIST_S:
            kept.asked = now
            return kept.listing
        else:
            listing, since = _listed(folder), kept.since
        if kept is not None and kept.listing == listing:
            listing = kept.listing
        # What a dangling link leads to comes without a word from this folder.
        self._kept[folder] = _Kept(listing, stamp, since, now, now - since >= SURE_S and not listing.unusable, now)
        return listing

    def is_past(self, folder: Path) -> bool:
        """Whether a folder is a day's that is not looked into any more."""
        try:
            return is_day(folder.name) and folder.name not in last_days(self.listing(folder.parent).folders)
        except OSError:
            return False

    def forget_unasked(self, for_s: float) -> None:
        """Forget the folders that nobody asked for in so many seconds: each day brings one."""
        since = self._clock() - for_s
        self._kept = {folder: kept for folder, kept in self._kept.items() if kept.asked >= since}

    def tree(self, folder: Path) -> Tree:
        """All files below a folder, through links too, but of folders of days the last few only.

        The same object as long as nothing came or went.
        """
        failures: list[str] = []
        listings: list[Listing] = []
        names: list[str] = []
        within: set[Path] = set()
        unusable: dict[Path, str] = {}
        for path, listing in self._below(folder, failures, set()):
            listings.append(listing)
            within.add(path)
            names += [f"{path}/{name}" for name in listing.files]
            unusable |= {path / name: reason for name, reason in listing.unusable.items()}
        before = self._trees.get(folder)
        if before is not None and before[1].failures == tuple(failures) and _same(before[0], listings):
            return before[1]
        tree = Tree(
            files=tuple(map(Path, sorted(names))),
            folders=frozenset(within),
            unusable=unusable,
            failures=tuple(failures),
            looked_into=bool(listings),
        )
        self._trees[folder] = listings, tree
        return tree

    def _below(self, folder: Path, failures: list[str], seen: set[tuple[int, int]]) -> Iterator[tuple[Path, Listing]]:
        """A folder and those below it, each once: links may lead back."""
        try:
            listing = self.listing(folder)
        except OSError as error:
            failures.append(f"{folder}: not looked into: {sentence(error)}")
            return
        device, number, _ = self._kept[folder].stamp
        if (device, number) in seen:
            return
        seen.add((device, number))
        yield folder, listing
        for name in listing.folders:
            if not is_day(name):
                yield from self._below(folder / name, failures, seen)
        for name in last_days(listing.folders):
            yield from self._below(folder / name, failures, seen)


def is_day(name: str) -> bool:
    """Whether a folder of this name holds a day's archives: 2026-11-23."""
    return bool(_DAY.fullmatch(name))


def last_days(folders: Iterable[str]) -> list[str]:
    """Of these folders the last few days' ones."""
    return sorted(filter(is_day, folders))[-ARCHIVED_DAYS:]


def _same(before: list[Listing], now: list[Listing]) -> bool:
    return len(before) == len(now) and all(one is other for one, other in zip(before, now, strict=True))


def _listed(folder: Path) -> Listing:
    files: list[str] = []
    folders: list[str] = []
    unusable: dict[str, str] = {}
    with os.scandir(folder) as entries:
        for entry in entries:
            name = entry.name
            if not _is_text(name):
                unusable[name.encode(errors="backslashreplace").decode()] = "not followed: its name is no UTF-8"
                continue
            try:
                (files if entry.is_file() else folders if entry.is_dir() else []).append(name)
                if entry.is_symlink() and not os.path.exists(entry.path):  # noqa: PTH110 - no Path for each of thousands
                    unusable[name] = "a link that leads nowhere here"
            except OSError as error:
                unusable[name] = f"not followed: {sentence(error)}"
    return Listing(tuple(files), tuple(folders), unusable)


def _is_text(name: str) -> bool:
    """Whether a name can be told: a file system may hold any bytes, which Python then stands in for."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
