"""The files of zones and assets of one run: for which site they speak, and which are read together."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from msgspec import Struct

from streams.sources.files.change_files import Read, WatchedChanges
from streams.sources.files.statements import inventory_reader, read_zones


class StatementFiles(Struct, frozen=True, kw_only=True):
    """`site` is that of what names none; `known` are the run's sites; `only` says that its flows have no other.

    `strict` refuses an inventory whole when a row of it is refused.
    """

    zones: tuple[Path, ...] = ()
    assets: tuple[Path, ...] = ()
    site: str
    known: tuple[str, ...] = ()
    only: bool = False
    strict: bool = False

    def check(self) -> None:
        """With `strict`, raise ValueError for an inventory that is there and of which a row is refused."""
        for path in self.assets if self.strict else ():
            if path.exists():
                self._reader_of(path)(path, self.site, 0.0)

    def check_new(self, memory_of: Callable[[Path], bytes | None]) -> None:
        """Raise ValueError or OSError for a file that is there, can't be taken, and of which nothing was taken before.

        Where something was, that still holds; a file that is not there yet is taken when it comes.
        """
        for path, read, _ in self._readers():
            if memory_of(path) is None and path.exists():
                read(path, self.site, 0.0)

    def watched(self, memory_of: Callable[[Path], bytes | None]) -> list[WatchedChanges]:
        """The files to be looked at, zones first.

        Zone files are checked against each other, and inventories against all of them.
        """
        return [
            WatchedChanges(path, read, site=self.site, memory=memory_of(path), beside=beside)
            for path, read, beside in self._readers()
        ]

    def _readers(self) -> Iterator[tuple[Path, Read, tuple[Path, ...]]]:
        """The files, how each is read, and those that it is read with."""
        for path in self.zones:
            beside = tuple(other for other in self.zones if other != path)
            yield path, partial(read_zones, beside=beside), beside
        for path in self.assets:
            yield path, self._reader_of(path), (*self.zones, *self._others(path))

    def _reader_of(self, path: Path) -> Read:
        return inventory_reader(
            known=self.known, only=self.only, strict=self.strict, zones=self.zones, beside=self._others(path)
        )

    def _others(self, path: Path) -> tuple[Path, ...]:
        return tuple(other for other in self.assets if other != path)
