"""One asset at length, from the stored records of its site."""

import re
from collections.abc import Iterable

from models.baseline import baseline
from models.baseline.asset import Asset
from models.baseline.remaining import quiet_days
from models.baseline.surprise import coverage
from models.boundary.place_reason import place_reason
from models.queries.learning import is_new, today
from models.queries.listed_path import ListedPath
from models.queries.stored_site import StoredSite
from models.settings import CoreSettings
from models.verdicts.spoken import spoken
from models.verdicts.word import Word
from schemas.overview.asset_detail import AssetDetail, KnownBy, PeerDetail, ReadinessDetail
from schemas.path import PathStatus
from schemas.standing_word import StandingWord

_TAKEN_OVER = re.compile(r"took the address (?P<address>\S+) over from (?P<former>.+); its history starts here")
"""As `models/identity/inventory.py` notes it on who came."""

_WORST: tuple[PathStatus, ...] = ("learnt", "held", "malicious")


def asset_detail(site: StoredSite, asset_id: str, settings: CoreSettings, *, most_peers: int | None) -> AssetDetail:
    """All that the state has of an asset, with the busiest `most_peers` (None: all) in each direction.

    Alerts are left to who can read them. Raises KeyError.
    """
    summary = site.asset_summary(asset_id, settings.learn_until)
    asset = site.assets[asset_id]
    record = asset.record
    own = site.paths(lambda path: asset_id in {path.stored.initiator, path.stored.responder})
    out = _peers(path for path in own if path.stored.initiator == asset_id)
    back = _peers((path for path in own if path.stored.responder == asset_id), inwards=True)
    asked = {path.stored.service for path in own if path.stored.responder == asset_id}
    return AssetDetail(
        summary=summary,
        known_by=_known_by(asset),
        place_reason=place_reason(asset, site.zones),
        realm=record.realm,
        owner=record.owner,
        model=record.model,
        firmware=record.firmware,
        tags=tuple(record.tags),
        declared_zone=record.declared_zone,
        declared_level=record.declared_level,
        declared_addresses=tuple(record.declared_at),
        maintenance=any(window.is_on(asset) for window in site.windows()),
        retired=record.retired,
        days=record.days,
        readiness=_readiness(asset, site.latest, settings, own),
        tried=tuple(sorted(asked - set(summary.services_served))),
        peers_out=tuple(out[:most_peers]),
        peers_out_total=len(out),
        peers_in=tuple(back[:most_peers]),
        peers_in_total=len(back),
        conflicts=tuple(_conflicts(site, asset)),
        words=tuple(_words(site, asset, own)),
    )


def _known_by(asset: Asset) -> KnownBy:
    record = asset.record
    if record.declared_id is not None:
        return "inventory"
    if record.external:
        return "internet"
    return "mac" if record.macs else "address"


def _readiness(
    asset: Asset, latest: float, settings: CoreSettings, own: Iterable[ListedPath]
) -> ReadinessDetail | None:
    learn_until, since = settings.learn_until, today(settings, latest)
    share = baseline.readiness(asset, latest, learn_until)
    if share is None:
        return None
    out, back = asset.initiated, asset.responded
    return ReadinessDetail(
        ready=share >= baseline.READY_AT,
        days_watched=baseline.days_watched(asset.record.first_seen, latest),
        by_hour=coverage(draws=out.hour_draws + back.hour_draws, once=out.hours_once + back.hours_once),
        by_day=coverage(draws=out.day_draws + back.day_draws, once=out.days_once + back.days_once),
        cap=baseline.days_cap(asset.record.first_seen, latest),
        ready_from=baseline.ready_from(asset),
        declared=learn_until is not None and asset.record.first_seen < learn_until <= latest,
        share=share,
        quiet_days=quiet_days(asset, latest),
        new_today=sum(is_new(path.stored, since) for path in own),
    )


def _peers(paths: Iterable[ListedPath], *, inwards: bool = False) -> list[PeerDetail]:
    """By peer, the busiest first."""
    by_peer: dict[str, list[ListedPath]] = {}
    for path in paths:
        by_peer.setdefault(path.stored.initiator if inwards else path.stored.responder, []).append(path)
    found = [_peer(own[0].initiator if inwards else own[0].responder, own) for own in by_peer.values()]
    return sorted(found, key=lambda peer: (-peer.flows, peer.asset))


def _peer(peer: Asset, paths: list[ListedPath]) -> PeerDetail:
    stored = [path.stored for path in paths]
    return PeerDetail(
        asset=peer.id,
        name=peer.label,
        zone=peer.zone,
        side=peer.side,
        services=tuple(sorted({path.service for path in stored})),
        flows=sum(path.flows for path in paths),
        first_seen=min(path.first_seen for path in stored),
        last_seen=max(path.last_seen for path in stored),
        answered=any(path.answered for path in stored),
        status=max((path.status for path in stored), key=_WORST.index),
    )


def _conflicts(site: StoredSite, asset: Asset) -> Iterable[str]:
    """Whose address it took over, and who took over one of its own."""
    if asset.record.note is not None:
        yield asset.record.note
    for other in site.assets.values():
        told = None if other.record.note is None else _TAKEN_OVER.search(other.record.note)
        if told is not None and other is not asset and told["former"] == asset.label:
            yield f"{other.label} took the address {told['address']} over from it"


def _words(site: StoredSite, asset: Asset, own: Iterable[ListedPath]) -> Iterable[StandingWord]:
    """Those on it, on paths of it, or on a pair of zones that one of its paths leads through, in their order."""
    zones = {(path.initiator.zone, path.responder.zone) for path in own}
    for word in site.words():
        if word.initiator == asset.id or _names(word, asset.id) or (word.zones is not None and word.zones in zones):
            yield spoken(site.name, word, site.assets)


def _names(word: Word, asset_id: str) -> bool:
    return any(asset_id in {initiator, responder} for initiator, responder, _ in word.paths)
