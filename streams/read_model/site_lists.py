"""Assets, paths, zones and words of all sites of a state, filtered, ordered and cut to pages.

What a list says is what a pipeline restored from the same records would say (`models/queries/stored_site.py`).
"""

import gc
from collections.abc import Callable, Iterable, Iterator

from models.queries.asset_detail import asset_detail
from models.queries.listed_path import ListedPath
from models.queries.stored_site import StoredSite
from models.settings import CoreSettings
from models.verdicts.standing import canonical
from schemas.alert import Alert
from schemas.asset_summary import AssetSummary
from schemas.overview.asset_detail import AssetDetail
from schemas.overview.conduits import ConduitEntry
from schemas.overview.inventory import InventoryCount, inventory_count, inventory_parts
from schemas.overview.learning import SiteLearning
from schemas.overview.matrix import MatrixCell
from schemas.overview.roles import Role
from schemas.overview.sensors import SensorView
from schemas.path import PathRecord
from schemas.standing_word import StandingWord
from schemas.state import StateRecord, site_of
from streams.read_model.matching import all_names, called, candidates, check_one, filter_of
from streams.read_model.protocol import Known, ZoneSummary
from streams.read_model.wanted import (
    AlertsWanted,
    AssetsWanted,
    Page,
    PathsWanted,
    UnknownValue,
    bounds,
)


class SiteLists:
    """The lists of one moment. `settings_for` gives a site's settings, for the readiness that they declare."""

    def __init__(self, records: Iterable[StateRecord], settings_for: Callable[[str], CoreSettings]) -> None:
        self._settings_for = settings_for
        self._summed: dict[str, list[AssetSummary]] = {}
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
        self._check(zone=wanted.zone, asset=wanted.asset, site=wanted.site, role=wanted.role)
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
            found += [(site, path) for path in site.paths(filter_of(site, wanted))]
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

    def matrix(self, wanted: PathsWanted) -> list[MatrixCell]:
        """The cells of all paths wanted, by site. Raises UnknownValue."""
        self._check(zone=wanted.zone, asset=wanted.asset, service=wanted.service, site=wanted.site)
        return [
            cell
            for site in self._wanted_sites(wanted.site)
            for cell in site.matrix(self._settings_for(site.name).policy, filter_of(site, wanted))
        ]

    def conduits(self, site: str | None) -> list[ConduitEntry]:
        """The register of conduits, by site. Raises UnknownValue."""
        self._check(site=site)
        return [
            entry for each in self._wanted_sites(site) for entry in each.conduits(self._settings_for(each.name).policy)
        ]

    def detail(self, asset: str, site: str | None, most_peers: int | None) -> AssetDetail:
        """One asset at length, without its alerts. Raises UnknownValue."""
        self._check(site=site, asset=asset)
        found = [(each, one) for each in self._wanted_sites(site) for one in called(each, asset)]
        if not found:
            sites = ", ".join(each.name for each in self.sites if called(each, asset))
            msg = f"site {site} has no asset {asset!r}; there is one in {sites}"
            raise UnknownValue(msg)
        if len(found) > 1:
            raise UnknownValue(candidates(asset, found))
        where, one = found[0]
        return asset_detail(where, one.id, self._settings_for(where.name), most_peers=most_peers)

    def learning(self) -> list[SiteLearning]:
        """How far each site is, by name."""
        return [site.learning(self._settings_for(site.name)) for site in self.sites]

    def roles(self, wanted: AssetsWanted) -> list[Role]:
        """The roles that have an asset which is wanted, by site. Raises UnknownValue."""
        self._check(zone=wanted.zone, asset=wanted.asset, site=wanted.site, role=wanted.role)
        found: list[Role] = []
        for site in self._wanted_sites(wanted.site):
            ids = {asset.id for asset in self._assets_of(site, wanted)}
            found += [role for role in site.roles() if any(member.asset in ids for member in role.members)]
        return found

    def sensors(self, site: str | None) -> list[SensorView]:
        """How well each sensor sees, by site and name. Raises UnknownValue."""
        self._check(site=site)
        return [view for each in self._wanted_sites(site) for view in each.sensors()]

    def inventory(self) -> list[InventoryCount]:
        """What was declared against what was heard, by site."""
        return [inventory_count(site.name, self._summaries(site)) for site in self.sites]

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

    def words_on(self, alert: Alert) -> list[StandingWord]:
        """What stands on an alert, in the order in which it came."""
        return [word for site in self._wanted_sites(alert.site) for word in site.spoken_on(alert)]

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
                found.update(all_names(asset))
        return frozenset(found)

    def traffic(self) -> float | None:
        """The latest event time of any site; None before any."""
        return max((site.latest for site in self.sites if site.latest), default=None)

    def check_alerts(self, wanted: AlertsWanted, sites: list[str]) -> None:
        """Raises UnknownValue where no alert was found and there is no such site, zone, asset or service.

        `sites` have alerts: one whose state was reset has them still.
        """
        if wanted.site is not None:
            check_one("site", wanted.site, sorted({*sites, *(each.name for each in self.sites)}))
        self._check(zone=wanted.zone, asset=wanted.asset, service=wanted.service)

    def _wanted_sites(self, name: str | None) -> Iterator[StoredSite]:
        return (site for site in self.sites if name in {None, site.name})

    def _summaries(self, site: StoredSite) -> list[AssetSummary]:
        """All of a site, made once."""
        if site.name not in self._summed:
            self._summed[site.name] = site.asset_summaries(self._settings_for(site.name).learn_until)
        return self._summed[site.name]

    def _assets_of(self, site: StoredSite, wanted: AssetsWanted) -> list[AssetSummary]:
        ids = None if wanted.asset is None else {asset.id for asset in called(site, wanted.asset)}
        return [
            asset
            for asset in self._summaries(site)
            if (ids is None or asset.id in ids)
            and wanted.side in {None, asset.side or "unknown"}
            and wanted.zone in {None, asset.zone}
            and wanted.role in {None, asset.role}
            and wanted.inventory in {None, *inventory_parts(asset)}
            and (wanted.since is None or asset.last_seen >= wanted.since)
            and (wanted.until is None or (asset.last_seen > 0.0 and asset.first_seen <= wanted.until))
        ]

    def _check(
        self,
        *,
        site: str | None = None,
        zone: str | None = None,
        asset: str | None = None,
        service: str | None = None,
        role: str | None = None,
    ) -> None:
        """Refuse what no site has: an empty list would look like an answer."""
        if site is not None:
            check_one("site", site, [each.name for each in self.sites])
        if zone is not None:
            check_one("zone", zone, self._zones())
        if service is not None:
            check_one("service", service, self._services())
        if role is not None:
            check_one("role", role, self._roles())
        if asset is not None and not any(called(each, asset) for each in self.sites):
            check_one("asset", asset, self.known().assets, self._asset_names())

    def _zones(self) -> list[str]:
        return sorted({zone for site in self.sites for zone in site.zones.map.zones})

    def _roles(self) -> list[str]:
        roles = {asset.record.role for site in self.sites for asset in site.assets.values()}
        return sorted(role for role in roles if role)

    def _asset_names(self) -> list[str]:
        """All that assets are called, addresses too."""
        return sorted({name for site in self.sites for asset in site.assets.values() for name in all_names(asset)})

    def _services(self) -> list[str]:
        return sorted({path.stored.service for site in self.sites for path in site.paths()})
