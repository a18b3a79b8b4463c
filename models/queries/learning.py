"""How far a site is learnt, by zone: what is ready, what remains, and about when."""

from collections import Counter
from collections.abc import Iterable
from math import fsum
from typing import NamedTuple

from msgspec import Struct

from models.baseline import baseline
from models.baseline.asset import Asset
from models.baseline.path import Path, StoredPath
from models.baseline.remaining import quiet_days
from models.boundary.policy import Rule
from models.boundary.zones import ZoneIndex
from models.event_time.calendar import Calendar
from models.lessons.group import Group
from models.queries.taught import taught
from models.settings import CoreSettings
from schemas.asset_change import Side
from schemas.overview.learning import SiteLearning, ZoneLearning

_ORDER: tuple[Side | None, ...] = ("ot", "dmz", "it", "external", None)


class Watched(NamedTuple):
    """A site as its learning is asked for: its latest event time in seconds UTC (0: none yet) and its settings."""

    site: str
    latest: float
    settings: CoreSettings


Place = tuple[str | None, Side | None]
"""A zone and its side."""


class _Counts(Struct):
    ready: int = 0
    waiting: int = 0
    changing: int = 0
    silent: int = 0
    first_ready: float = float("inf")
    all_ready: float = 0.0
    shares: list[float] = []
    quiet_days: float = 0.0
    untold: int = 0

    def learns(self, share: float, days: float | None) -> None:
        """One more that is not ready, and how many quiet days it takes."""
        self.shares.append(share)
        if days is None:
            self.untold += 1
        else:
            self.quiet_days = max(self.quiet_days, days)

    def told(self, zone: str | None, side: Side | None, new_today: int) -> ZoneLearning:
        learning = self.waiting + self.changing
        return ZoneLearning(
            zone=zone,
            side=side,
            assets=self.ready + self.waiting + self.changing + self.silent,
            ready=self.ready,
            waiting=self.waiting,
            changing=self.changing,
            silent=self.silent,
            first_ready=self.first_ready if self.waiting else None,
            all_ready=self.all_ready if self.waiting else None,
            share=fsum(self.shares) / learning if learning else None,
            quiet_days=self.quiet_days if learning > self.untold else None,
            untold=self.untold,
            new_today=new_today,
        )


def learning(
    watched: Watched,
    assets: Iterable[Asset],
    zones: ZoneIndex,
    paths: Iterable[tuple[StoredPath | Path, Asset, Asset]],
    groups: Iterable[Group],
) -> SiteLearning:
    """How far a site is, at its latest event time.

    Shared roles, internet peers, and addresses that were only tried are in no figure. `groups` are what words on alerts
    have taught.
    """
    latest, until = watched.latest, watched.settings.learn_until
    declared = until is not None and latest < until
    found: dict[Place, _Counts] = {}
    for asset in assets:
        share = baseline.readiness(asset, latest, until)
        if share is None or asset.record.retired or _only_tried(asset):
            continue
        counts = found.setdefault((asset.zone, asset.side), _Counts())
        if share >= baseline.READY_AT:
            counts.ready += 1
        elif not asset.initiated.hour_draws and not asset.responded.hour_draws:
            counts.silent += 1
        elif declared or not baseline.seasoned(asset, latest):
            due = until if declared and until is not None else baseline.ready_from(asset)
            counts.waiting += 1
            counts.learns(share, None if declared else quiet_days(asset, latest))
            counts.first_ready = min(counts.first_ready, due)
            counts.all_ready = max(counts.all_ready, due)
        else:
            counts.changing += 1
            counts.learns(share, quiet_days(asset, latest))
    forbidden = [rule for rule in watched.settings.policy.rules if rule.action == "forbidden"]
    new = _new_by_place(paths, today(watched.settings, latest))
    told = [found[place].told(*place, new[place]) for place in sorted(found, key=_order)]
    return SiteLearning(
        site=watched.site,
        time=latest or None,
        learn_until=until,
        declared=declared,
        assets=sum(zone.assets for zone in told),
        ready=sum(zone.ready for zone in told),
        zones=tuple(told),
        forbidden=_ways(rule for rule in forbidden if zones.has_dmz or not rule.needs_dmz),
        forbidden_with_dmz=_ways(rule for rule in forbidden if rule.needs_dmz and not zones.has_dmz),
        taught=taught(watched.site, groups),
    )


def today(settings: CoreSettings, latest: float) -> float:
    """When the site's day of its latest event began, seconds UTC, by the clock of the plant."""
    calendar = Calendar(settings.time_zone)
    return calendar.moment(calendar.day_of(latest), 0)


def is_new(path: StoredPath | Path, since: float) -> bool:
    """Whether a path was learnt that nobody had seen before `since`."""
    return path.status == "learnt" and path.first_seen >= since


def _new_by_place(paths: Iterable[tuple[StoredPath | Path, Asset, Asset]], since: float) -> Counter[Place]:
    """The paths that are new, each once in either end's place."""
    found: Counter[Place] = Counter()
    for path, initiator, responder in paths:
        if is_new(path, since):
            found.update({(initiator.zone, initiator.side), (responder.zone, responder.side)})
    return found


def _ways(rules: Iterable[Rule]) -> tuple[str, ...]:
    return tuple(f"{rule.from_} -> {rule.to}" for rule in rules)


def _only_tried(asset: Asset) -> bool:
    """Whether nobody declared it and nothing was heard of it: an address that others tried is no asset to learn."""
    return asset.record.declared_id is None and not asset.record.alive


def _order(place: Place) -> tuple[int, str]:
    zone, side = place
    return _ORDER.index(side), zone or ""
