"""What is kept: sites, assets, paths, how much of it, of which versions, and what of it can't be read.

An inspection changes nothing; what it tells of a site is what a shell would find
there if it started now.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import groupby

from msgspec import Struct

from models.pipeline import Pipeline
from models.settings import CoreSettings
from models.state.state_codec import river_of, version_of
from schemas.state import HEAD, KEY_SEPARATOR, NEWER, StateRecord, asset_of, kind_of, part_of, site_of
from streams.checkpoint.protocol import Loaded
from streams.checkup import Diagnosis, ok, warn

DAMAGED = "damaged"


class PartState(Struct, frozen=True, kw_only=True):
    """One record: `head`, the number of a chunk of paths, or the site's own part. `version` None: it can't be told."""

    part: str
    version: int | None
    bytes: int


class SiteState(Struct, frozen=True, kw_only=True):
    """What is kept of one site, or of one asset of it.

    `versions` counts records by state version; `set_aside` are those of a newer Weir. `parts` is told of an asset only.
    """

    site: str
    asset: str | None = None
    assets: int
    paths: int
    held: int
    alerts: int
    records: int
    bytes: int
    versions: dict[str, int]
    set_aside: int
    problems: list[str]
    parts: list[PartState] | None = None


class HeldState(Struct, frozen=True, kw_only=True):
    """What one partition keeps, or the embedded store (`partition` None). `problem`: it can't be read at all."""

    partition: int | None
    positions: dict[str, int]
    sites: list[SiteState]
    problem: str | None = None


def inspect(
    partition: int | None,
    loaded: Loaded,
    settings_for: Callable[[str], CoreSettings],
    *,
    site: str | None = None,
    asset: str | None = None,
) -> HeldState:
    """What a store keeps; of one site, or of one asset as `asset_named` finds it."""
    found: list[SiteState] = []
    for name, group in groupby(sorted(loaded.records, key=site_of), key=site_of):
        records = list(group)
        if site in {None, name}:
            pipeline = Pipeline(name, settings_for(name))
            problems = pipeline.restore(records)
            wanted = None if asset is None else asset_named(pipeline, records, asset)
            if asset is None:
                found.append(_of_site(pipeline, records, problems))
            elif wanted is not None:
                found.append(_of_asset(pipeline, records, problems, wanted))
    return HeldState(partition=partition, positions=loaded.positions, sites=found)


def asset_named(pipeline: Pipeline, records: Sequence[StateRecord], name: str) -> str | None:
    """The id of the asset of that id, declared id or address, or of that id in records that can't be read."""
    known = pipeline.asset_id(name)
    if known is not None:
        return known
    return name if any(belongs(part_of(record), name) for record in records) else None


def belongs(part: str, asset: str) -> bool:
    """Whether a part is an asset's, also where it is set aside."""
    return asset_of(part.removeprefix(NEWER + KEY_SEPARATOR)) == asset


def diagnose_versions(records: Sequence[StateRecord], state_version: int, river: str) -> Diagnosis:
    """Whether what is stored of assets is of the versions that this Weir writes; other records are not looked at."""
    looked_at = [
        (kind_of(part_of(record)), record.value)
        for record in records
        if record.value and asset_of(part_of(record)) is not None
    ]
    versions = Counter(version_of(value) for _, value in looked_at)
    rivers = Counter(river_of(value) for kind, value in looked_at if kind == HEAD)
    what = f"{len(looked_at)} records of assets"
    newer = sorted(version for version in versions if version is not None and version > state_version)
    if newer:
        newest = newer[-1]
        said = f"{versions[newest]} of {what} are of state version {newest}, this Weir's is {state_version}"
        return warn(said, "upgrade this Weir: it sets them aside and learns them anew")
    if versions[None]:
        return warn(f"{versions[None]} of {what} are damaged", "`weir state inspect` names them")
    other = sorted(found for found in rivers if found not in {None, river})
    if other:
        said = f"statistics of River {other[-1]}, this is River {river}"
        return warn(said, "install that River, or let these statistics begin anew; nothing else is lost")
    of_river = f", River {river}" if river in rivers else ", statistics in none of them"
    return ok(f"{what} looked at, state version {state_version}{of_river}")


def _of_site(pipeline: Pipeline, records: list[StateRecord], problems: list[str]) -> SiteState:
    return SiteState(
        site=pipeline.site,
        assets=len(pipeline.assets()),
        paths=len(pipeline.paths()),
        held=len(pipeline.ledger()),
        alerts=sum(kind_of(part_of(record)) == "@alert" for record in records),
        records=len(records),
        bytes=_bytes(records),
        versions=_versions(records),
        set_aside=_set_aside(records),
        problems=problems,
    )


def _of_asset(pipeline: Pipeline, records: list[StateRecord], problems: list[str], asset: str) -> SiteState:
    own = [record for record in records if belongs(part_of(record), asset)]
    paths = [path for path in pipeline.paths() if asset in {path.initiator, path.responder}]
    begin = asset + KEY_SEPARATOR
    return SiteState(
        site=pipeline.site,
        asset=asset,
        assets=1,
        paths=len(paths),
        held=sum(path.status != "learnt" for path in paths),
        alerts=0,
        records=len(own),
        bytes=_bytes(own),
        versions=_versions(own),
        set_aside=_set_aside(own),
        problems=[problem for problem in problems if asset in problem],
        parts=[
            PartState(
                part=part_of(record).removeprefix(begin),
                version=version_of(record.value or b""),
                bytes=len(record.value or b""),
            )
            for record in own
        ],
    )


def _bytes(records: Sequence[StateRecord]) -> int:
    return sum(len(record.key.encode()) + len(record.value or b"") for record in records)


def _versions(records: Sequence[StateRecord]) -> dict[str, int]:
    versions = Counter(version_of(record.value or b"") for record in records)
    return dict(sorted((DAMAGED if version is None else str(version), count) for version, count in versions.items()))


def _set_aside(records: Sequence[StateRecord]) -> int:
    return sum(kind_of(part_of(record)) == NEWER for record in records)
