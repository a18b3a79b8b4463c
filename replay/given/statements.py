"""What files state of zones, assets, maintenance and verdicts, as a replay takes it.

Declarations go in first, at the time when the traffic begins. Verdicts have times of their own, and each goes in
before the first record of its time or later.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from replay.merge import order_time
from schemas.asset_change import AssetChange
from schemas.formats.assets.reading import Reading
from schemas.formats.registry import BRING_SITES
from schemas.verdict import Verdict
from streams.messages import Batch, Record
from streams.sources.files.change_files import read_verdicts
from streams.sources.files.flow_files import AUTO
from streams.sources.files.statements import inventory_reader, read_windows, read_zones

STATEMENTS = "statements"
"""The source of what the asset, zone and verdict files say."""


class StatementPaths(Struct, frozen=True, kw_only=True):
    """The files. What names no site is of `site`; `file_format` is the traffic's, which may bring sites of its own.

    `strict` refuses an inventory whole when a row of it is refused.
    """

    site: str
    file_format: str = AUTO
    zones: tuple[str, ...] = ()
    assets: tuple[str, ...] = ()
    maintenance: tuple[str, ...] = ()
    verdicts: tuple[str, ...] = ()
    strict: bool = False


class Stated(Struct, frozen=True):
    """What the files state: declarations in their order, verdicts by time, and what was made of each inventory."""

    changes: list[AssetChange]
    verdicts: list[Verdict]
    inventories: list[Reading]

    def all(self) -> list[AssetChange | Verdict]:
        """All statements, declarations first."""
        return [*self.changes, *self.verdicts]

    def batch(self) -> Batch:
        """The declarations, to go in first of all."""
        return Batch(records=[*self.changes], dead_letters=[], source=STATEMENTS)


def read_statements(paths: StatementPaths, first: float) -> Stated:
    """Read all of them; declarations are of the time `first`, seconds UTC.

    Raises OSError and ValueError for a file that cannot be taken.
    """
    stated = Stated([], [], [])
    zones = [Path(name) for name in paths.zones]
    for path in zones:
        stated.changes.extend(read_zones(path, paths.site, first, [other for other in zones if other != path]))
    assets = [Path(name) for name in paths.assets]
    for path in assets:
        read = inventory_reader(
            only=paths.file_format not in BRING_SITES,
            strict=paths.strict,
            zones=zones,
            beside=[other for other in assets if other != path],
        )
        reading = read(path, paths.site, first)
        stated.inventories.append(reading)
        stated.changes.extend(reading.changes)
    for name in paths.maintenance:
        stated.changes.extend(read_windows(Path(name), paths.site, first))
    for name in paths.verdicts:
        stated.verdicts.extend(read_verdicts(Path(name), paths.site))
    stated.verdicts.sort(key=order_time)
    return stated


def with_verdicts(batches: Iterable[Batch], verdicts: list[Verdict]) -> Iterator[Batch]:
    """The batches, with each verdict before the first record of its time or later; the rest at the end.

    The verdicts are by time, and a batch that has to be parted keeps what belongs to it for its last part.
    """
    waiting = list(reversed(verdicts))
    for batch in batches:
        begin = 0
        for index, record in enumerate(batch.records if waiting else ()):
            if not waiting or order_time(record) < waiting[-1].time:
                continue
            due: list[Record] = []
            while waiting and waiting[-1].time <= order_time(record):
                due.append(waiting.pop())
            yield Batch(batch.records[begin:index], [], batch.source)
            yield Batch(due, [], STATEMENTS)
            begin = index
        yield Batch(batch.records[begin:], batch.dead_letters, batch.source, batch.position, batch.repeats, batch.notes)
    if waiting:
        yield Batch([*reversed(waiting)], [], STATEMENTS)
