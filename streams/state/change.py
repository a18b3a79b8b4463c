"""Changes to what is kept, each as one checkpoint: an import, or back to learning.

Positions stay, so that a change of state never reads anything twice or not at all;
readers of paths and alerts hear of what is gone and what has come. Deliberately left out: where it is kept.
"""

from collections.abc import Callable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from models.pipeline import Output, Pipeline
from models.settings import CoreSettings
from schemas.alert import Alert
from schemas.path import PathRecord
from schemas.state import StateRecord, part_of, site_of
from streams.checkpoint.protocol import Checkpoint, Loaded, Store
from streams.state.inspection import asset_named, belongs

SettingsFor = Callable[[str], CoreSettings]


class StateChange(Struct, kw_only=True):
    """A checkpoint that makes the change, and what to say of it: the records it writes and deletes, and problems."""

    checkpoint: Checkpoint
    written: int
    deleted: int
    problems: list[str]


class StateRefused(Exception):
    """The change is not to be made; says why and what to do."""


async def changed_in(store: Store, make: Callable[[Loaded], StateChange]) -> StateChange:
    """Make a change in a store, as its owner for so long, in one commit. Raises what the store and `make` raise."""
    try:
        made = make(await store.load())
        await store.commit(made.checkpoint)
    finally:
        await store.close()
    return made


def selected(
    loaded: Loaded, settings_for: SettingsFor, *, site: str | None, asset: str | None
) -> list[tuple[str, str | None, list[StateRecord]]]:
    """Each site with its records, or with those of one asset (and its id), in the order of their keys."""
    found: list[tuple[str, str | None, list[StateRecord]]] = []
    for name in sorted({site_of(record) for record in loaded.records}):
        if site not in {None, name}:
            continue
        records = _of(loaded, name)
        if asset is None:
            found.append((name, None, records))
            continue
        wanted = asset_named(_restored(name, records, settings_for)[0], records, asset)
        if wanted is not None:
            found.append((name, wanted, [record for record in records if belongs(part_of(record), wanted)]))
    return found


def reset_asset(loaded: Loaded, settings_for: SettingsFor, *, site: str, asset: str) -> StateChange:
    """One asset back to learning, by id, declared id or address. Raises StateRefused where there is none."""
    records = _of(loaded, site)
    pipeline, problems = _restored(site, records, settings_for)
    wanted = asset_named(pipeline, records, asset)
    if wanted is None:
        msg = f"site {site} knows no asset {asset!r}; `weir assets list --site {site}` shows them"
        raise StateRefused(msg)
    pipeline.relearn_asset(wanted)
    changed = {record.key: record for record in pipeline.changed_records()}
    for record in records:
        # Whatever lies under its name and is not written anew, such as what a newer Weir left.
        if belongs(part_of(record), wanted) and (record.key not in changed):
            changed[record.key] = StateRecord(record.key, None)
    return _change(loaded, [changed[key] for key in sorted(changed)], pipeline.take_output(), problems)


def reset_site(loaded: Loaded, settings_for: SettingsFor, *, site: str, keep_declared: bool) -> StateChange:
    """A site back to learning. Raises StateRefused where nothing is kept of it."""
    records = _of(loaded, site)
    if not records:
        msg = f"nothing is kept of site {site!r}; `weir state inspect` shows the sites"
        raise StateRefused(msg)
    pipeline, problems = _restored(site, records, settings_for)
    output = pipeline.relearn(keep_declared=keep_declared)
    changed = {record.key: StateRecord(record.key, None) for record in records}
    changed |= {record.key: record for record in pipeline.changed_records()}
    return _change(loaded, [changed[key] for key in sorted(changed)], output, problems)


def imported(  # noqa: PLR0913 - what to import, and how
    loaded: Loaded,
    *,
    records: Sequence[StateRecord],
    settings_for: SettingsFor,
    site: str,
    asset: str | None,
    may_replace: bool,
) -> StateChange:
    """A site's exported records, or with `asset` those of one, in place of what is kept of it.

    They are kept byte for byte; what does not fit what is there is told, and mended by the next start. Raises
    StateRefused where something is kept already and may not be replaced.
    """
    kept = _of(loaded, site)
    there = kept if asset is None else [record for record in kept if belongs(part_of(record), asset)]
    if there and not may_replace:
        what = f"site {site}" if asset is None else f"asset {asset} of site {site}"
        msg = f"{len(there)} records are kept of {what} already: --replace takes the file's in their place"
        raise StateRefused(msg)
    changed = {record.key: StateRecord(record.key, None) for record in there}
    changed |= {record.key: record for record in records}
    before, _ = _restored(site, kept, settings_for)
    merged = {record.key: record for record in kept} | changed
    after, problems = _restored(site, list(merged.values()), settings_for)
    present = {path.key: path for path in after.paths()}
    old = {path.key: path for path in before.paths()}
    _, now = before.span() or (0.0, 0.0)
    gone = [
        replace(path, retired=True, as_of=max(now, path.last_seen)) for key, path in old.items() if key not in present
    ]
    new = [path for key, path in present.items() if old.get(key) != path]
    return _change(
        loaded, [changed[key] for key in sorted(changed)], Output([], [*gone, *new], [], urgent=False), problems
    )


def _of(loaded: Loaded, site: str) -> list[StateRecord]:
    return sorted((record for record in loaded.records if site_of(record) == site), key=_key)


def _key(record: StateRecord) -> str:
    return record.key


def _restored(site: str, records: Sequence[StateRecord], settings_for: SettingsFor) -> tuple[Pipeline, list[str]]:
    pipeline = Pipeline(site, settings_for(site))
    return pipeline, [f"{site}: {problem}" for problem in pipeline.restore(records)]


def _change(loaded: Loaded, records: Sequence[StateRecord], output: Output | None, problems: list[str]) -> StateChange:
    alerts: list[Alert] = [] if output is None else output.alerts
    paths: list[PathRecord] = [] if output is None else output.paths
    checkpoint = Checkpoint(
        alerts=alerts, records=records, paths=paths, dead_letters=[], runs=[], positions=dict(loaded.positions)
    )
    deleted = sum(record.value is None for record in records)
    return StateChange(checkpoint=checkpoint, written=len(records) - deleted, deleted=deleted, problems=problems)
