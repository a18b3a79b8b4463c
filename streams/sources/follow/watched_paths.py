"""What a path of the command line means at this moment: files, and the folders they are looked for in."""

import os
from collections.abc import Iterable
from contextlib import suppress
from fnmatch import fnmatch
from functools import cached_property
from glob import glob, has_magic
from pathlib import Path

from streams.sources.follow.folders import Folders, Tree, is_day
from streams.system_errors import sentence


class Standing:
    """What stands there. `news` says whether anything came or went since the last look; `failures` are new ones."""

    def __init__(
        self,
        files: list[Path],
        trees: dict[Path, Tree],
        failures: list[str],
        *,
        globbed: Iterable[Path] = (),
        news: bool,
    ) -> None:
        self.files = files
        self.globbed = sorted({file.parent for file in globbed})
        """The folders of files that a glob named: met too, but nothing else is followed in them."""
        # A mount that is away is an empty folder: nothing is absent there.
        self._above_days = frozenset(folder for tree in trees.values() if tree.files for folder in tree.folders)
        self.folders = [folder for folder, tree in trees.items() if tree.looked_into]
        self.unusable = {path: reason for tree in trees.values() for path, reason in tree.unusable.items()}
        self.failures = failures
        self.news = news

    @cached_property
    def there(self) -> frozenset[Path]:
        """The files, to be asked for."""
        return frozenset(self.files)

    @cached_property
    def _within(self) -> frozenset[Path]:
        return frozenset(file.parent for file in self.files)

    def absent_of(self, logs: Iterable[Path]) -> list[Path]:
        """Of these logs those whose folder holds something, but not them; or that was a day's, and looked into then."""
        return sorted(log for log in logs if log not in self.there and self._is_there(log.parent))

    def _is_there(self, folder: Path) -> bool:
        return folder in self._within or (is_day(folder.name) and folder.parent in self._above_days)


class WatchedPaths:
    """One path: a file that may still come, a folder with all below it, or a glob of both."""

    def __init__(self, path: str, folders: Folders) -> None:
        self._path = path
        self._folders = folders
        self._before: list[Path | Tree] = []
        self._standing = Standing([], {}, [], news=True)
        self._told: set[str] = set()

    def standing(self) -> Standing:
        """What it means now. What can't be looked at is told in `failures`, once for each reason."""
        files: list[Path] = []
        trees: dict[Path, Tree] = {}
        failures: set[str] = set()
        try:
            meant = self._meant()
        except OSError as error:
            meant = []
            failures.add(f"{self._path}: not looked at: {sentence(error)}")
        for path in meant:
            try:
                if path.is_dir():
                    trees[path] = tree = self._folders.tree(path)
                    failures.update(tree.failures)
                else:
                    files.append(path)
            except OSError as error:
                failures.add(f"{path}: not looked at: {sentence(error)}")
        new, self._told = failures - self._told, failures
        now: list[Path | Tree] = [*files, *trees.values()]
        same = len(now) == len(self._before) and all(
            one == other if isinstance(one, Path) else one is other
            for one, other in zip(now, self._before, strict=True)
        )
        self._before = now
        if same:
            self._standing.news, self._standing.failures = False, sorted(new)
        else:
            every = dict.fromkeys([*files, *(file for tree in trees.values() for file in tree.files)])
            globbed = files if self._is_glob() else []
            self._standing = Standing(list(every), trees, sorted(new), globbed=globbed, news=True)
        return self._standing

    def covers(self, log: Path) -> bool:
        """Whether this path may mean a log, wherever that is just now."""
        if not self._is_glob():
            return Path(self._path) in (log, *log.parents)
        path = str(Path(self._path))
        if "**" in path:
            return any(fnmatch(str(one), path.replace("**/", "*")) for one in (log, *log.parents))
        return any(one.match(path) for one in (log, *log.parents))

    def _meant(self) -> list[Path]:
        if self._is_glob():
            self._look_into_base()
            return [Path(name) for name in sorted(glob(self._path, recursive=True))]  # noqa: PTH207 - Path.glob refuses absolute patterns
        return [Path(self._path)]

    def _look_into_base(self) -> None:
        """Raises OSError where a glob's folder can't be looked into: the glob itself would only find nothing."""
        base = next(one for one in Path(self._path).parents if not has_magic(str(one)))
        with suppress(FileNotFoundError), os.scandir(base):
            pass

    def _is_glob(self) -> bool:
        try:
            return has_magic(self._path) and not Path(self._path).exists()
        except OSError:
            return True
