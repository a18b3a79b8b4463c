"""What is usual for an asset: its learnt paths as incidences, and how far they can be trusted.

One draw per path and hour, and per path and day, of event time. Only learnt paths count: what
alerted waits in the ledger and is no part of any figure here.
"""

from models.baseline.asset import Asset, Tally
from models.baseline.path import Path, StoredPath
from models.baseline.surprise import coverage, surprise_bits
from models.event_time.calendar import DAY_S

RULE_OF_THREE = 3.0
"""With n days and no event, its daily rate is below 3/n at 95 % (Hanley and Lippman-Hand 1983)."""

READY_AT = 0.7
"""Ready: with 95 % confidence, whatever happens on three days in ten has been seen. Needs ten days at the least."""


_COUNTED_APART = 3
"""From the fourth hour on a path neither comes to be one of those seen once or twice, nor leaves them."""


def learn(path: Path | StoredPath, initiator: Asset, responder: Asset) -> None:
    """Make a path that is not counted yet, new or restored, part of both ends' baselines with all its incidences."""
    _link(path, initiator, responder, 1)
    for tally in (initiator.initiated, responder.responded):
        _add(tally, path.hours, path.days, 1)


def unlearn(path: Path, initiator: Asset, responder: Asset) -> None:
    """Take a learnt path out of both baselines."""
    _link(path, initiator, responder, -1)
    for tally in (initiator.initiated, responder.responded):
        _add(tally, path.hours, path.days, -1)


def count_hour(path: Path, initiator: Asset, responder: Asset) -> None:
    """One more hour in which a path was seen; counts in the baselines only when it is learnt."""
    path.hours = hours = path.hours + 1
    if path.status != "learnt":
        return
    initiator.initiated.hour_draws += 1
    responder.responded.hour_draws += 1
    if hours > _COUNTED_APART:
        return
    for tally in (initiator.initiated, responder.responded):
        tally.hours_once += _step(hours, 1)
        tally.hours_twice += _step(hours, 2)


def count_day(path: Path, initiator: Asset, responder: Asset) -> None:
    """One more day in which a path was seen."""
    path.days += 1
    if path.status != "learnt":
        return
    for tally in (initiator.initiated, responder.responded):
        tally.day_draws += 1
        tally.days_once += _step(path.days, 1)


def readiness(asset: Asset, time: float, learn_until: float | None) -> float | None:
    """How far an asset's history can be trusted, 0 to 1; None for shared roles and internet peers.

    The lower of the Good-Turing coverages by hour and by day, capped by 1 - 3/(days watched). An
    asset known before `learn_until` is ready by declaration.
    """
    if asset.shared or asset.record.external:
        return None
    if learn_until is not None and asset.record.first_seen < learn_until <= time:
        return 1.0
    out, back = asset.initiated, asset.responded
    by_hour = coverage(draws=out.hour_draws + back.hour_draws, once=out.hours_once + back.hours_once)
    by_day = coverage(draws=out.day_draws + back.day_draws, once=out.days_once + back.days_once)
    return max(0.0, min(by_hour, by_day, days_cap(asset.record.first_seen, time)))


def seasoned(asset: Asset, time: float) -> bool:
    """Whether an asset has been watched for as long as it takes to be ready."""
    return not asset.record.external and days_cap(asset.record.first_seen, time) >= READY_AT


def ready_from(asset: Asset) -> float:
    """The earliest time, in seconds UTC, at which an asset can be ready: when it was watched for long enough."""
    return asset.record.first_seen + RULE_OF_THREE / (1.0 - READY_AT) * DAY_S


def days_cap(first_seen: float, time: float) -> float:
    """The most that so few days can show, by the rule of three."""
    days = days_watched(first_seen, time)
    return 1.0 - RULE_OF_THREE / days if days > RULE_OF_THREE else 0.0


def days_watched(first_seen: float, time: float) -> float:
    """Days between a first sight and `time`, as a fraction."""
    return max(0.0, (time - first_seen) / DAY_S)


def new_peer_bits(asset: Asset, peer: str, *, as_initiator: bool) -> float | None:
    """Surprise in bits that an asset meets this peer in this role; 0 for a known peer, None with no history."""
    peers = asset.peers_out if as_initiator else asset.peers_in
    return _bits(asset, peers, peer, as_initiator=as_initiator)


def new_service_bits(asset: Asset, service: str, *, as_initiator: bool) -> float | None:
    """Surprise in bits that an asset uses (or offers) this service; 0 for a known one, None with no history."""
    services = asset.services_out if as_initiator else asset.services_in
    return _bits(asset, services, service, as_initiator=as_initiator)


def _bits(asset: Asset, kinds: dict[str, int], kind: str, *, as_initiator: bool) -> float | None:
    tally = asset.initiated if as_initiator else asset.responded
    if kind in kinds:
        return 0.0
    return surprise_bits(draws=tally.hour_draws, kinds=len(kinds), once=tally.hours_once, twice=tally.hours_twice)


def _add(tally: Tally, hours: int, days: int, sign: int) -> None:
    tally.hour_draws += sign * hours
    tally.day_draws += sign * days
    if hours == 1:
        tally.hours_once += sign
    elif hours == 2:
        tally.hours_twice += sign
    if days == 1:
        tally.days_once += sign


def _step(now: int, bucket: int) -> int:
    """How a bucket of paths seen exactly `bucket` times changes when one path comes to `now`."""
    return (now == bucket) - (now == bucket + 1)


def _link(path: Path | StoredPath, initiator: Asset, responder: Asset, sign: int) -> None:
    for table, key in (
        (initiator.peers_out, path.responder),
        (initiator.services_out, path.service),
        (responder.peers_in, path.initiator),
        (responder.services_in, path.service),
    ):
        count = table.get(key, 0) + sign
        if count:
            table[key] = count
        else:
            table.pop(key, None)
