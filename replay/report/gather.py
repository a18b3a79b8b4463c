"""A report's records from what is stored: the same whether a replay has just ended or a run has kept its state."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct

from models.queries.site_windows import announced
from models.queries.stored_site import StoredSite
from models.settings import CoreSettings
from replay.report.data import (
    BlindSpots,
    Origin,
    ReadRows,
    Report,
    ReportedPath,
    SiteFigures,
    SiteReport,
    Surprise,
    ZonePlace,
)
from replay.report.maintenance import spans
from replay.report.paths import reported_paths
from replay.report.quality import quality, refusals, time_span
from schemas.alert import Alert
from schemas.asset_change import AssetChange
from schemas.asset_summary import AssetSummary
from schemas.dead_letter import DeadLetter
from schemas.overview.inventory import inventory_count, inventory_parts
from schemas.state import StateRecord
from streams.read_model.protocol import ZoneSummary
from streams.read_model.site_lists import SiteLists
from streams.read_model.wanted import LEVELS, AssetsWanted, PathsWanted, UnknownValue

STANDING = frozenset({"open", "malicious", "closed"})
"""Statuses of alerts that nobody has called expected or muted, and nothing withholds."""


class Stored(Struct, kw_only=True):
    """What a report is made of: state records, each alert's latest revision, and the dead letters that are kept.

    `announced` is what was said of maintenance where that is known: a state remembers no window that is over.
    """

    records: Sequence[StateRecord]
    alerts: Sequence[Alert]
    letters: Sequence[DeadLetter]
    announced: Sequence[AssetChange] = ()


def gather(
    stored: Stored,
    settings_for: Callable[[str], CoreSettings],
    origin: Origin,
    *,
    site: str | None = None,
    read: ReadRows | None = None,
) -> Report:
    """The report of one site, or (None) of all. Raises UnknownValue for a site that is not there."""
    lists = SiteLists(stored.records, settings_for)
    names = [each.name for each in lists.sites]
    if site is not None and site not in names:
        msg = f"no site {site!r}; there are {', '.join(names) or 'none'}"
        raise UnknownValue(msg)
    by_site: dict[str, list[Alert]] = {}
    for alert in sorted(stored.alerts, key=lambda each: (each.time, each.id)):
        by_site.setdefault(alert.site, []).append(alert)
    sites = [
        _site(lists, each, stored, by_site.get(each.name, []), settings_for(each.name))
        for each in lists.sites
        if site in {None, each.name}
    ]
    letters = [letter for letter in stored.letters if site is None or letter.site in {None, site}]
    return Report(
        sites=tuple(sites),
        refusals=refusals(letters),
        refused_records=sum(letter.count for letter in letters),
        read=read,
        origin=origin,
    )


def _site(
    lists: SiteLists, stored: StoredSite, given: Stored, alerts: Sequence[Alert], settings: CoreSettings
) -> SiteReport:
    name = stored.name
    assets = lists.assets(AssetsWanted(site=name)).items
    conduits = tuple(lists.conduits(name))
    paths = reported_paths(name, stored.paths(), conduits, alerts)
    first, last = time_span(stored)
    return SiteReport(
        site=name,
        time_zone=settings.time_zone,
        figures=_figures(assets, paths, alerts, 0.0 if first is None or last is None else last - first),
        zones=tuple(_zone(each) for each in lists.zones() if each.site == name),
        matrix=tuple(lists.matrix(PathsWanted(site=name))),
        conduits=conduits,
        paths=paths,
        alerts=tuple(alerts),
        maintenance=spans(announced(stored), given.announced, name, settings.time_zone, last or 0.0),
        learning=stored.learning(settings),
        surprises=_surprises(alerts),
        inventory=inventory_count(name, assets),
        blind_spots=_blind_spots(assets),
        assets=tuple(assets),
        roles=tuple(lists.roles(AssetsWanted(site=name))),
        quality=quality(stored, alerts),
        first_time=first,
        last_time=last,
    )


def _figures(
    assets: Sequence[AssetSummary], paths: Sequence[ReportedPath], alerts: Sequence[Alert], span_s: float
) -> SiteFigures:
    crossing = [each for each in paths if each.crosses]
    standing = Counter(each.level for each in alerts if each.status in STANDING)
    others = Counter(each.status for each in alerts if each.status not in STANDING)
    return SiteFigures(
        days=span_s / 86_400.0,
        assets=len(assets),
        paths=len(paths),
        crossing=len(crossing),
        undeclared=sum(not each.declared for each in crossing),
        alerts=standing.total(),
        levels={level: standing[level] for level in reversed(LEVELS) if standing[level]},
        other_alerts=dict(sorted(others.items())),
    )


def _zone(zone: ZoneSummary) -> ZonePlace:
    return ZonePlace(name=zone.name, assets=zone.assets, level=zone.level, side=zone.side, cidrs=zone.cidrs)


def _surprises(alerts: Iterable[Alert]) -> tuple[Surprise, ...]:
    """All alerts that have one, the most surprising first."""
    found = [
        Surprise(alert=each.id, bits=each.baseline.surprise_bits)
        for each in alerts
        if each.baseline is not None and each.baseline.surprise_bits is not None
    ]
    return tuple(sorted(found, key=lambda each: (-each.bits, each.alert)))


def _blind_spots(assets: Sequence[AssetSummary]) -> BlindSpots:
    parts = [(each, inventory_parts(each)) for each in assets]
    return BlindSpots(
        never_seen=tuple(each.id for each, part in parts if "never-seen" in part),
        undeclared=tuple(each.id for each, part in parts if "undeclared" in part),
        only_tried=tuple(each.id for each, part in parts if not part and not each.external),
    )
