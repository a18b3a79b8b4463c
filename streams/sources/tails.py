"""Several growing logs: files, folders and globs, looked at anew at each poll.

In a folder, `conn.log` stands for itself and for its rotated files beside it (`conn.2026-11-23.log`,
`conn.log.1.gz`), which its tail finishes and nothing else reads. Files of a folder that hold no flows are
passed over, with their reasons in `skipped`. Packed files are not tailed: replay or `collect --once` reads them.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from schemas.formats.zeek_uids import UidMemory
from streams.messages import Batch
from streams.sources.files import PACKED, expand
from streams.sources.flow_files import AUTO, BATCH_LINES, Skipped
from streams.sources.tail import Tail


class Tails:
    """Tails of all that some paths mean. See `Tail` for `poll`, `resume` and positions."""

    def __init__(
        self,
        paths: Sequence[str],
        *,
        site: str,
        sensor: str | None = None,
        format: str = AUTO,  # noqa: A002 - the command line's word
        size: int = BATCH_LINES,
    ) -> None:
        self.skipped: dict[Path, Skipped] = {}
        self._paths = list(paths)
        self._site = site
        self._sensor = sensor
        self._format = format
        self._size = size
        self._uids = UidMemory()
        self._tails: dict[Path, Tail] = {}
        self._positions: dict[str, int] = {}

    def resume(self, positions: Mapping[str, int]) -> None:
        """Take the positions that were committed, before the first poll."""
        self._positions = dict(positions)

    def poll(self, most: int = 16) -> list[Batch]:
        """What is new in any of the logs, about `most` batches of each; call again at once while it gives any.

        Raises ValueError, once, for a file named by itself that is no flow log.
        """
        self._find()
        batches: list[Batch] = []
        for path, tail in self._tails.items():
            try:
                batches += tail.poll(most)
            except ValueError as error:
                if str(path) in self._paths:
                    raise
                self.skipped[path] = Skipped(path, str(error))
        return batches

    def close(self) -> None:
        """Let go of all files."""
        for tail in self._tails.values():
            tail.close()

    def behind(self) -> int:
        """The bytes of all logs that are there and not given yet, rotated files that wait their turn aside."""
        return sum(tail.behind() for tail in self._tails.values())

    @property
    def sources(self) -> frozenset[str]:
        """The sources whose positions still matter."""
        return frozenset().union(*(tail.sources for tail in self._tails.values()))

    def _find(self) -> None:
        for path in self._paths:
            try:
                found = expand([path])
            except (FileNotFoundError, ValueError):
                # It may still come: a sensor makes its first log when it sees its first connection.
                found = [Path(path)] if not Path(path).is_dir() else []
            for file in found:
                if file in self._tails or (str(file) != path and not _is_live(file, found)):
                    continue
                tail = Tail(
                    file,
                    site=self._site,
                    sensor=self._sensor,
                    format=self._format,
                    size=self._size,
                    uids=self._uids,
                )
                tail.resume(self._positions)
                self._tails[file] = tail


def _is_live(file: Path, beside: Sequence[Path]) -> bool:
    """Whether a file of a folder is tailed by itself: not packed, and no rotated one of a log beside it."""
    if file.name.endswith(PACKED):
        return False
    stem, _, rest = file.name.partition(".")
    return "." not in rest or not any(file.with_name(f"{stem}.{rest.rpartition('.')[2]}") == one for one in beside)
