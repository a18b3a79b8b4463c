"""Assets, paths, zones and words of all sites of a state, filtered, ordered and cut to pages.

What a list says is what a pipeline restored from the same records would say (`models/queries/stored_site.py`).
"""

import gc
from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches

from models.baseline.asset import Asset
from models.queries.listed_path import ListedPath
from models.queries.stored_site import StoredSite
from models.settings import CoreSettings
from models.verdicts.standing import canonical, names_of
from schemas.asset_summary import AssetSummary
from schemas.path import PathRecord
from schemas.standing_word import StandingWord
from schemas.state import StateRecord, site_of
from streams.read_model.protocol import Known, ZoneSummary
from streams.read_model.wanted import AlertsWanted, AssetsWanted, Page, PathsWanted, UnknownValue, bounds

_NAMED = 12
"""How many values an error names: a line or two."""


class SiteLists:
    """The lists of one moment. `settings_for` gives a site's settings, for the readiness that they declare."""

    def __init__(self, records: Iterable[StateRecord], settings_for: Callable[[str], CoreSettings]) -> None:
        self._settings_for = settings_for
        enabled = gc.isenabled()
        # What is made lives long: to look through it again and again costs a third of the time (measured).
        gc.disable()
        try:
            by_site: dict[str, list[StateRecord]] = {}
            for record in records:
                by_site.setdefault(site_of(record), []).append(record)
            self.sites = [StoredSite(name, by_site[name]) for name in sorted(by_site)]
        finally:
            if enabled:
                gc.enable()

    def assets(self, wanted: AssetsWanted) -> Page[AssetSummary]:
        """Assets by site and id, or in the order wanted. Raises UnknownValue."""
        self._check(zone=wanted.zone, asset=wanted.asset, site=wanted.site)
        found = [asset for site in self._wanted_sites(wanted.site) for asset in self._assets_of(site, wanted)]
        match wanted.order:
            case "last-seen":
                found.sort(key=lambda asset: -asset.last_seen)
            case "paths":
                found.sort(key=lambda asset: -asset.paths)
            case "id":
                pass
        return Page(found[bounds(wanted.limit, wanted.page)], len(found))

    def paths(self, wanted: PathsWanted) -> Page[PathRecord]:
        """Paths by site and key, or in the order wanted. Raises UnknownValue."""
        self._check(zone=wanted.zone, asset=wanted.asset, service=wanted.service, site=wanted.site)
        found: list[tuple[StoredSite, ListedPath]] = []
        for site in self._wanted_sites(wanted.site):
            ids = None if wanted.asset is None else frozenset(asset.id for asset in called(site, wanted.asset))
            found += [(site, path) for path in site.paths(_filter(wanted, ids))]
        match wanted.order:
            case "first-seen":
                found.sort(key=lambda each: -each[1].stored.first_seen)
            case "last-seen":
                found.sort(key=lambda each: -each[1].stored.last_seen)
            case "flows":
                found.sort(key=lambda each: -each[1].flows)
            case "key":
                pass
        shown = found[bounds(wanted.limit, wanted.page)]
        return Page([path.record(site.name) for site, path in shown], len(found))

    def zones(self) -> list[ZoneSummary]:
        """Declared zones, by site and name."""
        found: list[ZoneSummary] = []
        for site in self.sites:
            places = [asset.zone for asset in site.assets.values()]
            found += [
                ZoneSummary(
                    site=site.name, name=zone.name, assets=places.count(zone.name), level=zone.level, side=zone.side,
                    cidrs=zone.cidrs, realm=zone.realm,
                )
                for _, zone in sorted(site.zones.map.zones.items())
            ]  # fmt: skip
        return found

    def words(self) -> list[StandingWord]:
        """What stands, by site, in the order in which it came."""
        return [word for site in self.sites for word in site.spoken()]

    def known(self) -> Known:
        """What filters may name."""
        return Known(
            sites=[site.name for site in self.sites],
            zones=self._zones(),
            services=self._services(),
            assets=sorted({asset.label for site in self.sites for asset in site.assets.values()}),
        )

    def names(self, wanted: str) -> frozenset[str]:
        """All that the assets called so are called, and what was asked for: for alerts, which name their ends."""
        found = {wanted, canonical(wanted)}
        for site in self.sites:
            for asset in called(site, wanted):
                found.update(_all_names(asset))
        return frozenset(found)

    def traffic(self) -> float | None:
        """The latest event time of any site; None before any."""
        return max((site.latest for site in self.sites if site.latest), default=None)

    def check_alerts(self, wanted: AlertsWanted) -> None:
        """Raises UnknownValue where no alert was found and no site has such a zone or asset."""
        self._check(zone=wanted.zone, asset=wanted.asset)

    def _wanted_sites(self, name: str | None) -> Iterator[StoredSite]:
        return (site for site in self.sites if name in {None, site.name})

    def _assets_of(self, site: StoredSite, wanted: AssetsWanted) -> list[AssetSummary]:
        ids = None if wanted.asset is None else {asset.id for asset in called(site, wanted.asset)}
        return [
            asset
            for asset in site.asset_summaries(self._settings_for(site.name).learn_until)
            if (ids is None or asset.id in ids)
            and wanted.side in {None, asset.side or "unknown"}
            and wanted.zone in {None, asset.zone}
            and wanted.role in {None, asset.role}
            and (wanted.since is None or asset.last_seen >= wanted.since)
        ]

    def _check(
        self, *, site: str | None = None, zone: str | None = None, asset: str | None = None, service: str | None = None
    ) -> None:
        """Refuse what no site has: an empty list would look like an answer."""
        if site is not None:
            _check_one("site", site, [each.name for each in self.sites])
        if zone is not None:
            _check_one("zone", zone, self._zones())
        if service is not None:
            _check_one("service", service, self._services())
        if asset is not None and not any(called(each, asset) for each in self.sites):
            _check_one("asset", asset, self.known().assets)

    def _zones(self) -> list[str]:
        return sorted({zone for site in self.sites for zone in site.zones.map.zones})

    def _services(self) -> list[str]:
        return sorted({path.stored.service for site in self.sites for path in site.paths()})


def called(site: StoredSite, wanted: str) -> list[Asset]:
    """The assets of a site that are called so: by id, inventory id, name, or any of their addresses, in any realm."""
    exact = site.assets.get(wanted)
    if exact is not None:
        return [exact]
    names = {wanted, canonical(wanted)}
    return [asset for asset in site.assets.values() if not names.isdisjoint(_all_names(asset))]


def _all_names(asset: Asset) -> Iterator[str]:
    yield from names_of(asset)
    for address in (*asset.record.ips, *asset.record.macs):
        yield address.rpartition("/")[2]


def _filter(wanted: PathsWanted, ids: frozenset[str] | None) -> Callable[[ListedPath], bool] | None:
    """Whether a path is wanted; None: all are, and nothing need be asked."""
    if wanted == PathsWanted(site=wanted.site, order=wanted.order, limit=wanted.limit, page=wanted.page):
        return None
    status = "learnt" if wanted.status == "unreviewed" else wanted.status

    def is_wanted(path: ListedPath) -> bool:
        stored, initiator, responder = path
        sides = (initiator.side, responder.side)
        return (
            (ids is None or stored.initiator in ids or stored.responder in ids)
            and status in {None, stored.status}
            and (wanted.status != "unreviewed" or path.unreviewed)
            and wanted.service in {None, stored.service}
            and (wanted.since is None or stored.last_seen >= wanted.since)
            and (wanted.side is None or wanted.side in {side or "unknown" for side in sides})
            and wanted.zone in {None, initiator.zone, responder.zone}
            and (not wanted.crossing or (None not in sides and sides[0] != sides[1]))
        )

    return is_wanted


def _check_one(what: str, value: str, known: list[str]) -> None:
    """Raises UnknownValue with what is known, or what of it is nearest, unless the value is."""
    if value in known:
        return
    if not known:
        msg = f"no {what} {value!r}: none is known yet"
    elif len(known) <= _NAMED:
        msg = f"no {what} {value!r}: is one of {', '.join(known)}"
    elif near := get_close_matches(value, known, n=3, cutoff=0.5):
        msg = f"no {what} {value!r} among {len(known):,}; the nearest are {', '.join(near)}"
    else:
        msg = f"no {what} {value!r} among {len(known):,}, such as {', '.join(known[:_NAMED])}"
    raise UnknownValue(msg)
