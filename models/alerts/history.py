"""What an end's own history says of a new path: one sentence, its figures, and its share of the severity.

Of the two ends the one speaks to which the path is stranger. An end that has never been reached, or has never begun
anything, has no probabilities to ask; the days on which it was seen say how much that means.

"Usually" stands in each sentence, since only what was learnt counts: a path that alerted is not usual until somebody
says that it is expected.
"""

from collections.abc import Sequence

from models.baseline.asset import Asset
from models.baseline.baseline import RULE_OF_THREE, days_watched
from models.findings.sighting import Sighting
from schemas.alert import Reason

POINTS_PER_BIT = 2.0
MAX_SURPRISE_POINTS = 20.0
TRIED_SHARE = 0.5
"""A try that nobody answered is worth half of it: wherever a try arrives is unusual, and nothing was exchanged."""

UNKNOWN_POINTS = 15.0
"""Of a sweep whose initiator has no past: as much as most have that never swept before. A convention."""

MOST_NAMED = 3
"""Services that a sentence names; more are a number."""

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def history(sighting: Sighting, *, sweeping: bool = False) -> Reason | None:
    """The reason of the end that is surprised most; None where the path is unusual to neither, or none has a past.

    `sweeping`: the path is one of many tries of its initiator, so the initiator speaks of all of them.
    """
    if sweeping:
        return _of_sweep(sighting)
    spoken = [
        *_surprised(sighting, sighting.responder, sighting.responder_bits, as_responder=True),
        *_never(sighting, sighting.responder, sighting.responder_bits, as_responder=True),
        *_surprised(sighting, sighting.initiator, sighting.initiator_bits, as_responder=False),
        *_never(sighting, sighting.initiator, sighting.initiator_bits, as_responder=False),
    ]
    return max(spoken, key=lambda reason: reason.weight, default=None)


def _of_sweep(sighting: Sighting) -> Reason | None:
    initiator, bits = sighting.initiator, sighting.initiator_bits
    if initiator.record.external:
        return None
    own = [
        *_surprised(sighting, initiator, bits, as_responder=False, sweeping=True),
        *_never(sighting, initiator, bits, as_responder=False),
    ]
    if own or bits is not None:
        return own[0] if own else None
    text = f"{initiator.label} was first seen {since(initiator, sighting.time)} ago, and nothing is known of it"
    return Reason(text=text, weight=UNKNOWN_POINTS)


def since(asset: Asset, time: float) -> str:
    """For how long an asset has been watched, as people say it: `15 days`."""
    days = days_watched(asset.record.first_seen, time)
    if days >= 2.0:
        return f"{int(days)} days"
    hours = days * 24.0
    if hours >= 2.0:
        return f"{int(hours)} hours"
    minutes = max(1, int(hours * 60.0))
    return f"{minutes} minute{'' if minutes == 1 else 's'}"


def _surprised(
    sighting: Sighting, asset: Asset, bits: float | None, *, as_responder: bool, sweeping: bool = False
) -> Sequence[Reason]:
    if bits is None or bits <= 0.0:
        return ()
    peer = sighting.initiator if as_responder else sighting.responder
    peers = asset.peers_in if as_responder else asset.peers_out
    services = asset.services_in if as_responder else asset.services_out
    points = _points(sighting, POINTS_PER_BIT * bits, sweeping=sweeping)
    within = f"In {since(asset, sighting.time)}"
    if peer.id in peers:
        return (_new_service(sighting, asset, within, services, points, as_responder=as_responder),)
    known = len(peers)
    only = "only " if known < len(_ORDINALS) else ""
    hosts = f"{only}{known} host{'' if known == 1 else 's'}"
    this = f"this is the {_ORDINALS[known]}" if known < len(_ORDINALS) else "this one is new"
    if sweeping:
        text = f"{within} {asset.label} usually reached {hosts}"
    elif as_responder:
        text = f"{within} {hosts} usually talked to {asset.label}; {this}"
    else:
        text = f"{within} {asset.label} usually reached {hosts}; {this}"
    if sweeping:
        return (Reason(text=text, weight=points, expected=float(known), unit="hosts"),)
    return (Reason(text=text, weight=points, value=known + 1.0, expected=float(known), unit="hosts"),)


def _new_service(  # noqa: PLR0913 - facts of one sentence
    sighting: Sighting, asset: Asset, within: str, services: dict[str, int], points: float, *, as_responder: bool
) -> Reason:
    known = len(services)
    names = sorted(services, key=lambda name: (-services[name], name))
    usual = _listed(names) if known <= MOST_NAMED else f"{known} services"
    only = "only " if known <= MOST_NAMED else ""
    did = (
        f"{asset.label} was usually asked for {only}{usual}"
        if as_responder
        else f"{asset.label} usually used {only}{usual}"
    )
    text = f"{within} {did}; {sighting.service} is new"
    return Reason(text=text, weight=points, value=known + 1.0, expected=float(known), unit="services")


def _never(sighting: Sighting, asset: Asset, bits: float | None, *, as_responder: bool) -> Sequence[Reason]:
    """An end that was there on many days, and never in this role: by the rule of three it does so rarely at most."""
    days = asset.record.days - 1
    if bits is not None or asset.record.external or asset.shared or days <= RULE_OF_THREE:
        return ()
    points = _points(sighting, MAX_SURPRISE_POINTS * (1.0 - RULE_OF_THREE / days))
    label = asset.label
    never = f"usually nobody talked to {label}" if as_responder else f"{label} usually began no connections"
    text = f"On {days} days before, {never}"
    return (Reason(text=text, weight=points, value=1.0, expected=0.0, unit="hosts"),)


def _points(sighting: Sighting, points: float, *, sweeping: bool = False) -> float:
    tried = not sighting.answered and not sweeping
    return round(min(MAX_SURPRISE_POINTS, points) * (TRIED_SHARE if tried else 1.0), 1)


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
