"""The simulator's door: a plan in; flows, or files, out. Nothing is held but what is still open."""

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from replay.simulate.calendar import iso
from replay.simulate.conn_log import footer, header, row
from replay.simulate.connection import to_flow
from replay.simulate.inventory import asset_changes, assets_csv, zones_toml
from replay.simulate.plan import SimulationPlan
from replay.simulate.scene import Scene
from replay.simulate.script import truth_of
from replay.simulate.sensor import sightings
from replay.simulate.truth import Truth
from schemas.asset_change import AssetChange
from schemas.flow import Flow

Progress = Callable[[float], None]
"""Told now and then the share done, 0 to 1."""

_ROWS_BETWEEN_REPORTS = 2_000

CONN_LOG, ASSETS, ZONES, TRUTH = "conn.log", "assets.csv", "zones.toml", "truth.json"


class Written(Struct, frozen=True, kw_only=True):
    """What `write` left in the folder. `first` and `last` are the plan's bounds, ISO 8601 UTC.

    `traffic` is the file of the connections, and `octets` its size.
    """

    folder: str
    rows: int
    octets: int
    assets: int
    zones: int
    attacks: int
    near_misses: int
    first: str
    last: str
    learn_until: str
    traffic: str = CONN_LOG


def simulate(plan: SimulationPlan) -> Iterator[Flow]:
    """The plan's flows in order of `end`: those a reader makes of the written conn.log."""
    for seen in sightings(Scene(plan)):
        yield to_flow(seen, site=plan.site, sensor=plan.sensor)


def plant_changes(plan: SimulationPlan) -> list[AssetChange]:
    """The plant's zones and assets, declared at the plan's start."""
    return asset_changes(Scene(plan))


def truth(plan: SimulationPlan) -> Truth:
    """What the plan plants. Raises ValueError for an unknown attack."""
    return truth_of(Scene(plan))


def write(plan: SimulationPlan, folder: Path, progress: Progress | None = None) -> Written:
    """Write conn.log, assets.csv, zones.toml and truth.json into a folder, made if need be.

    Each bears its name once all are whole: whatever ends it before leaves none of them, and no folder that it made.
    Raises ValueError for an unknown attack before anything is written, and OSError when the folder can't be.
    """
    scene = Scene(plan)
    planted = truth_of(scene)
    made = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    partial = {name: folder / f".{name}.part" for name in (ASSETS, ZONES, TRUTH, CONN_LOG)}
    try:
        partial[ASSETS].write_text(assets_csv(scene), encoding="utf-8")
        partial[ZONES].write_text(zones_toml(scene), encoding="utf-8")
        partial[TRUTH].write_bytes(msgspec.json.format(msgspec.json.encode(planted), indent=2) + b"\n")
        rows, octets = _write_log(scene, partial[CONN_LOG], progress)
        for name, path in partial.items():
            path.replace(folder / name)
    except BaseException:
        for path in partial.values():
            path.unlink(missing_ok=True)
        if made:
            folder.rmdir()
        raise
    return Written(
        folder=str(folder),
        rows=rows,
        octets=octets,
        assets=len(scene.plant.devices),
        zones=len(scene.plant.zones),
        attacks=len({item.name for item in planted.items if item.expected == "alert"}),
        near_misses=len({item.name for item in planted.items if item.expected == "silent"}),
        first=iso(scene.calendar.start),
        last=iso(scene.calendar.end),
        learn_until=planted.learn_until,
    )


def _write_log(scene: Scene, path: Path, progress: Progress | None) -> tuple[int, int]:
    """Rows and octets written."""
    start, end = scene.calendar.start, scene.calendar.end
    rows, last = 0, end
    with path.open("w", encoding="utf-8", newline="\n", buffering=1 << 20) as log:
        log.write(header(start))
        for seen in sightings(scene):
            log.write(row(seen))
            rows += 1
            last = max(last, seen.connection.end)
            if progress is not None and rows % _ROWS_BETWEEN_REPORTS == 0:
                progress(min(1.0, (seen.connection.end - start) / (end - start)))
        log.write(footer(last))
    if progress is not None:
        progress(1.0)
    return rows, path.stat().st_size
