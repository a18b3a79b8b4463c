"""How far a site is learnt, by zone: what is ready, what remains, and about when."""

from collections.abc import Iterable
from typing import NamedTuple

from msgspec import Struct

from models.baseline import baseline
from models.baseline.asset import Asset
from models.boundary.policy import Policy, Rule
from models.boundary.zones import ZoneIndex
from schemas.asset_change import Side
from schemas.overview.learning import SiteLearning, ZoneLearning

_ORDER: tuple[Side | None, ...] = ("ot", "dmz", "it", "external", None)


class Watched(NamedTuple):
    """A site as its learning is asked for: its latest event time in seconds UTC (0: none yet) and its settings."""

    site: str
    latest: float
    learn_until: float | None
    policy: Policy


class _Counts(Struct):
    ready: int = 0
    waiting: int = 0
    changing: int = 0
    silent: int = 0
    first_ready: float = float("inf")
    all_ready: float = 0.0

    def told(self, zone: str | None, side: Side | None) -> ZoneLearning:
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
        )


def learning(watched: Watched, assets: Iterable[Asset], zones: ZoneIndex) -> SiteLearning:
    """How far a site is, at its latest event time.

    Shared roles, internet peers, and addresses that were only tried are in no figure.
    """
    latest, until = watched.latest, watched.learn_until
    declared = until is not None and latest < until
    found: dict[tuple[str | None, Side | None], _Counts] = {}
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
            counts.first_ready = min(counts.first_ready, due)
            counts.all_ready = max(counts.all_ready, due)
        else:
            counts.changing += 1
    forbidden = [rule for rule in watched.policy.rules if rule.action == "forbidden"]
    told = [found[place].told(*place) for place in sorted(found, key=_order)]
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
    )


def _ways(rules: Iterable[Rule]) -> tuple[str, ...]:
    return tuple(f"{rule.from_} -> {rule.to}" for rule in rules)


def _only_tried(asset: Asset) -> bool:
    """Whether nobody declared it and nothing was heard of it: an address that others tried is no asset to learn."""
    return asset.record.declared_id is None and not asset.record.alive


def _order(place: tuple[str | None, Side | None]) -> tuple[int, str]:
    zone, side = place
    return _ORDER.index(side), zone or ""
