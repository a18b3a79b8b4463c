"""Files of assets and zones, read once. `change_files.py` looks at them again and again."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from schemas.asset_change import AssetChange
from schemas.formats.assets.csv_file import read_csv, sites_in_csv
from schemas.formats.assets.declared_zones import in_declared_zones
from schemas.formats.assets.json_file import read_json
from schemas.formats.assets.reading import Reading, RunSites
from schemas.formats.assets.several_files import among
from schemas.formats.maintenance_file import windows_of
from schemas.formats.zones.checks import MOST_CONTRADICTIONS, contradictions
from schemas.formats.zones.file import zone_entries
from schemas.formats.zones.places import ZoneEntry

_Read = TypeVar("_Read")

MAX_CHANGE_FILE_BYTES = 67_108_864
"""A whole inventory is read into memory: 64 MB is some 500,000 assets, past any plant's."""


MOST_REFUSED = 5
"""Rows named in an error: `weir assets check` names them all."""


def read_inventory(path: Path, sites: RunSites, time: float) -> Reading:
    """What an asset file declares, and what of it is refused: CSV with headings, or NDJSON (or a JSON list).

    `time` stands where the file says none. Raises OSError, and ValueError where no row can be told, or where the file
    declares zones.
    """
    content = content_of(path)
    try:
        reading = _inventory(content, sites, time, path.name)
    except ValueError as error:
        _refuse_zones(content, path, error)
        raise
    if not reading.changes:
        _refuse_zones(content, path, None)
    return reading


def _inventory(content: bytes, sites: RunSites, time: float, name: str) -> Reading:
    read = read_json if _is_json(content) else read_csv
    return read(content, sites=sites, time=time, source=name)


def _refuse_zones(content: bytes, path: Path, error: ValueError | None) -> None:
    """Raises ValueError that names the right option where an inventory is a file of zones."""
    try:
        found = zone_entries(content, site="any", time=0.0, source=path.name)
    except ValueError:
        return
    if found:
        msg = f"{path.name}: this declares zones, and no assets: give it with --zones (or [embedded] zones)"
        raise ValueError(msg) from error


def _refuse_inventory(content: bytes, path: Path, error: ValueError) -> None:
    """Raises ValueError that names the right option where a file of zones is an inventory."""
    try:
        found = _inventory(content, RunSites(default="any"), 0.0, path.name)
    except ValueError:
        return
    if any(change.subject == "asset" for change in found.changes):
        msg = f"{path.name}: this is an inventory of assets, and no zones: give it with --assets (or [embedded] assets)"
        raise ValueError(msg) from error


def sites_named_in(path: Path) -> tuple[str, ...]:
    """The sites that an asset file names, as it spells them. Raises as `read_inventory`."""
    content = content_of(path)
    try:
        if _is_json(content):
            # Under no name of a site, a line that names none is none.
            return read_json(content, sites=RunSites(default=""), time=0.0, source=path.name).sites
        return sites_in_csv(content, path.name)
    except ValueError as error:
        _refuse_zones(content, path, error)
        raise


def inventory_reader(
    *,
    known: Sequence[str] = (),
    only: bool = False,
    strict: bool = False,
    zones: Sequence[Path] = (),
    beside: Sequence[Path] = (),
) -> Callable[[Path, str, float], Reading]:
    """Reads an inventory for the site that it is called with; `known` and `only` are as in `RunSites`.

    The zones that it names are held against those of the files `zones`, and its addresses against those of the other
    inventories `beside`; of these files, one that cannot be read is passed over here. With `strict` a file of which a
    row is refused is refused whole, by a ValueError that names its rows.
    """

    def read(path: Path, site: str, time: float) -> Reading:
        sites = RunSites(default=site, known=tuple(known), only=only)
        reading = read_inventory(path, sites, time)
        others = [one for other in beside if (one := _readable(partial(read_inventory, other, sites, time)))]
        declared = [entry.change for one in zones for entry in _readable(partial(_zone_entries, one, site, time)) or ()]
        declared += [change for other in others for change in other.changes]
        reading = in_declared_zones(among(reading, others), declared)
        if strict and reading.refused:
            first = [f"{one.place}: {one.reason}" for one in reading.refused[:MOST_REFUSED]]
            more = len(reading.refused) - len(first)
            head = f"{path.name}: rows refused: {len(reading.refused)}; --strict takes all of a file or nothing"
            raise ValueError("\n".join([head, *first, *([f"and {more} more"] if more else [])]))
        return reading

    return read


def _readable(read: Callable[[], _Read]) -> _Read | None:
    try:
        return read()
    except (OSError, ValueError):
        return None


def read_assets(path: Path, site: str, time: float) -> list[AssetChange]:
    """What `read_inventory` takes of a file, for a run of many sites. Raises OSError and ValueError as it does."""
    return list(read_inventory(path, RunSites(default=site), time).changes)


def read_zones(path: Path, site: str, time: float, beside: Sequence[Path] = ()) -> list[AssetChange]:
    """The zones and conduits that a JSON or TOML file declares.

    `beside` are the other zone files of the run: a contradiction with one of them is told, and a conduit may name
    its zones; one that cannot be read for itself is passed over here. Raises OSError, and ValueError with the place.
    """
    own = _zone_entries(path, site, time)
    others: list[ZoneEntry] = []
    for other in beside:
        others += _readable(partial(_zone_entries, other, site, time)) or ()
    found = contradictions(own, others)
    if found:
        more = [f"and {len(found) - MOST_CONTRADICTIONS} more"] if len(found) > MOST_CONTRADICTIONS else []
        raise ValueError("\n".join([*found[:MOST_CONTRADICTIONS], *more]))
    return [entry.change for entry in own]


def read_windows(path: Path, site: str, time: float) -> list[AssetChange]:
    """The maintenance windows of a TOML file. Raises OSError, and ValueError with the place."""
    return windows_of(content_of(path), site=site, time=time, source=path.name)


def content_of(path: Path) -> bytes:
    """A whole file. Raises OSError, and ValueError past `MAX_CHANGE_FILE_BYTES`."""
    size = path.stat().st_size
    if size > MAX_CHANGE_FILE_BYTES:
        msg = f"{path.name}: {size} bytes; at most {MAX_CHANGE_FILE_BYTES} are taken. Split the file"
        raise ValueError(msg)
    return path.read_bytes()


def _is_json(content: bytes) -> bool:
    return content[:4_096].removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in {b"{", b"["}


def _zone_entries(path: Path, site: str, time: float) -> list[ZoneEntry]:
    content = content_of(path)
    try:
        return zone_entries(content, site=site, time=time, source=path.name)
    except ValueError as error:
        _refuse_inventory(content, path, error)
        raise
