"""How far the files of one log are read: what is committed with its batches, by source."""

from collections.abc import Container, Iterator, Mapping

from streams.messages import Batch

KEPT_POSITIONS = 32
"""Positions kept of files that stand nowhere any more: some of them are archived later, out of sight till then."""

DONE = 2**62
"""From here on a position says that nothing more is wanted of its file: no file is as long.

What goes beyond it is the turn in which that was said, so that a store need not keep the order.
"""


class ReadPositions:
    """Positions by source, the one touched last at the end; and the log's own mark, which says that it was met.

    The mark's position is the time of the newest rotated file there was then, in nanoseconds since 1970.
    """

    def __init__(self, log: str) -> None:
        self.mark = f"{log}#"
        self.forgotten: list[str] = []
        """Sources whose positions matter no more, until somebody takes them out."""
        self._positions: dict[str, int] = {}
        self._turn = 0

    def resume(self, positions: Mapping[str, int]) -> None:
        """Take the positions that were committed; those of other logs are not minded."""
        mine = {source: each for source, each in positions.items() if source.startswith(self.mark)}
        done = sorted((source for source in mine if mine[source] >= DONE), key=mine.__getitem__)
        self._positions = {source: mine[source] for source in (*done, *(one for one in mine if mine[one] < DONE))}
        self._turn = max((mine[source] - DONE for source in done), default=0)

    def __contains__(self, source: str) -> bool:
        return source in self._positions

    def __bool__(self) -> bool:
        return bool(self._positions)

    def __iter__(self) -> Iterator[str]:
        return iter(self._positions)

    def position(self, source: str) -> int:
        """How many bytes of it were given; 0 when it is not known."""
        return self._positions.get(source, 0)

    def is_done(self, source: str) -> bool:
        """Whether nothing more is wanted of it."""
        return self.position(source) >= DONE

    def keep(self, source: str, position: int | None) -> None:
        """Note how far a file is read, as the newest of all."""
        self._positions.pop(source, None)
        self._positions[source] = position or 0

    def kept(self, source: str, batches: Iterator[Batch]) -> Iterator[Batch]:
        """The batches of a file, each noted before it is given."""
        for batch in batches:
            self.keep(source, batch.position)
            yield batch

    def noted(self, source: str, position: int) -> Batch:
        """A batch that commits a position and nothing else."""
        self.keep(source, position)
        return Batch([], [], source, position)

    def settled(self, source: str) -> Batch:
        """A batch that says that nothing more is wanted of a file."""
        self._turn += 1
        return self.noted(source, DONE + self._turn)

    def begun(self) -> list[str]:
        """Of which files something is left to read."""
        return sorted(source for source in self._positions if source != self.mark and not self.is_done(source))

    def forget_but(self, needed: Container[str]) -> None:
        """Forget the positions of all others, but for the last few."""
        gone = [source for source in self._positions if source not in needed and source != self.mark]
        for source in gone[:-KEPT_POSITIONS]:
            del self._positions[source]
            self.forgotten.append(source)
