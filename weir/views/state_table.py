"""What `weir state inspect` shows people."""

from collections.abc import Iterator, Mapping, Sequence

from streams.sources.follow.read_positions import DONE
from streams.state.inspection import HeldState, SiteState


def lines(held: Sequence[HeldState]) -> Iterator[str]:
    """A few lines a site, and the positions of its partition under it."""
    for one in held:
        if one.problem is not None:
            yield f"partition {one.partition}: {one.problem}"
        for site in one.sites:
            yield from _site(site, one.partition)
        if one.sites:
            yield from _read(one.positions)


def _read(positions: Mapping[str, int]) -> Iterator[str]:
    done = [source for source, position in positions.items() if position >= DONE]
    for source, position in sorted(positions.items()):
        # What ends there says that a log or a folder was met, and when.
        if position < DONE and not source.endswith("#"):
            yield f"  read  {source} up to {position:,}"
    if done:
        yield f"  read  {len(done):,} rotated files to their end"


def _site(site: SiteState, partition: int | None) -> Iterator[str]:
    where = "" if partition is None else f"  (partition {partition})"
    yield f"{site.site}{where}" if site.asset is None else f"{site.asset} of {site.site}{where}"
    held = f", {site.held:,} of them held" if site.held else ""
    if site.asset is None:
        yield f"  {site.assets:,} assets, {site.paths:,} paths{held}, {site.alerts:,} alerts"
    else:
        yield f"  {site.paths:,} paths{held}"
    versions = ", ".join(f"{count:,} of version {version}" for version, count in site.versions.items())
    yield f"  {site.records:,} records, {site.bytes:,} bytes: {versions}"
    if site.set_aside:
        yield f"  {site.set_aside:,} records of a newer Weir are set aside: upgrade this one, or reset"
    for part in site.parts or ():
        version = "damaged" if part.version is None else f"version {part.version}"
        yield f"  {part.part:<8} {part.bytes:>10,} bytes  {version}"
    for problem in site.problems:
        yield f"  problem: {problem}"
