"""The rotated files of one log: beside it, and where Zeek archives them, in folders of days beside its folder."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from streams.sources.files.paths import PACKED, UNREADABLE, open_bytes
from streams.sources.files.rotation import fingerprint, head_of, is_rotated, stem_of
from streams.sources.follow.folders import Folders, Listing, is_day, last_days

MAX_SIBLINGS = 1_024
"""Rotated files looked at beside a log, the newest first: a week of rotation each ten minutes."""

_SEPARATOR = re.compile(r"[._-]")


class RotatedFile(Struct, frozen=True):
    """A rotated file beside a log, and the source that it is by its content. `stamp` changes when it is written to."""

    path: Path
    source: str
    stamp: tuple[int, int, int]

    @property
    def modified_ns(self) -> int:
        """When it was last written to, since 1970."""
        return self.stamp[1]

    @property
    def packed(self) -> bool:
        """Whether it is compressed: whole, once it unpacks to its end."""
        return self.path.name.endswith(PACKED)


class RotatedNames:
    """The rotated files of one log. What each is by its content is looked up once for each state of it."""

    def __init__(self, log: Path, folders: Folders) -> None:
        self._log = log
        self._folders = folders
        self.unreadable: OSError | None = None
        """Why one of those that stood there last, or their folder, could not be opened."""
        self._sources: dict[tuple[int, int, int], str | None] = {}
        self._named: dict[Path, tuple[Listing, list[Path]]] = {}
        self._walked: set[Path] = set()

    def standing(self, *, fresh: bool = False) -> dict[str, list[RotatedFile]]:
        """Those that stand there now by source, the newest last. `fresh` looks at each folder anew.

        A file and its packed copy are one source, the file first: a compressor leaves it until its copy is whole.
        """
        self.unreadable = None
        found: list[tuple[int, Path, tuple[int, int, int]]] = []
        for path in self._paths(fresh=fresh):
            try:
                state = path.stat()
            except OSError:
                continue
            found.append((state.st_mtime_ns, path, (state.st_ino, state.st_mtime_ns, state.st_size)))
        newest = sorted(found, key=lambda one: (one[0], one[1]), reverse=True)[:MAX_SIBLINGS]
        self._sources = {stamp: self._sources[stamp] for _, _, stamp in newest if stamp in self._sources}
        by_source: dict[str, list[RotatedFile]] = {}
        for _, path, stamp in reversed(newest):
            if stamp not in self._sources:
                try:
                    self._sources[stamp] = self._source_of(path)
                except OSError as error:
                    self.unreadable = error
                    continue
            source = self._sources[stamp]
            if source is not None:
                by_source.setdefault(source, []).append(RotatedFile(path, source, stamp))
        for several in by_source.values():
            several.sort(key=lambda one: one.packed)
        return by_source

    def paths(self) -> list[Path]:
        """Their paths, whatever they hold."""
        return list(self._paths(fresh=False))

    def _source_of(self, path: Path) -> str | None:
        """What it is by its content; None for damage, and without a row. Raises OSError when it can't be read now."""
        try:
            with open_bytes(path) as stream:
                print_ = fingerprint(head_of(stream))
        except UNREADABLE as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise
            return None  # a packed file without its end, or none at all: it bears no number
        return None if print_ is None else f"{self._log}#{print_.digest}"

    def any(self) -> bool:
        """Whether there is one at all."""
        return next(self._paths(fresh=False), None) is not None

    def _paths(self, *, fresh: bool) -> Iterator[Path]:
        here = self._log.parent
        self._named = {folder: kept for folder, kept in self._named.items() if folder in self._walked}
        self._walked = set()
        yield from self._within(here, fresh=fresh)
        if is_day(here.name):
            return  # the same hour of another day is no rotated file of this one's
        try:
            beside = self._folders.listing(here.parent, fresh=fresh)
        except OSError:
            return  # a collector need not see more than its own folder
        for day in last_days(beside.folders):
            yield from self._within(here.parent / day, fresh=fresh)

    def _within(self, folder: Path, *, fresh: bool) -> list[Path]:
        try:
            listing = self._folders.listing(folder, fresh=fresh)
        except FileNotFoundError:
            return []
        except OSError as error:
            self.unreadable = error
            return []
        self._walked.add(folder)
        kept = self._named.get(folder)
        if kept is None or kept[0] is not listing:
            own = [folder / name for name in listing.files if is_rotated(name, self._log.name)]
            kept = self._named[folder] = listing, own
        return kept[1]


class Claims:
    """Which files may be rotated ones of some logs, by name and by where they are looked for."""

    def __init__(self, logs: Iterable[Path]) -> None:
        self._beside: dict[tuple[Path, str], list[str]] = {}
        self._archived: dict[tuple[Path, str], list[str]] = {}
        for log in logs:
            folder, stem = log.parent, stem_of(log.name)
            self._beside.setdefault((folder, stem), []).append(log.name)
            if not is_day(folder.name):
                self._archived.setdefault((folder.parent, stem), []).append(log.name)

    def __contains__(self, file: Path) -> bool:
        name, folder = file.name, file.parent
        stems = [name[: found.start()] for found in _SEPARATOR.finditer(name)]
        claims = [self._beside.get((folder, stem)) for stem in stems]
        if is_day(folder.name):
            claims += [self._archived.get((folder.parent, stem)) for stem in stems]
        return any(is_rotated(name, log) for logs in claims if logs for log in logs)
