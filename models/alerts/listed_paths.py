"""The paths that an alert lists as its hops: added up to a bound, and taken from it where they are told elsewhere."""

from msgspec.structs import replace

from models.alerts import overflow
from models.alerts.alert_state import AlertState
from schemas.alert import Hop

MAX_HOPS = 50
"""Design section 4: at most 50, with the total."""

PathKey = tuple[str, str, str]
"""Initiator, responder and service."""


def add_hops(alert: AlertState, hops: list[Hop]) -> None:
    """List paths that are not listed yet. Past the bound they are counted; an overflow alert lists the newest."""
    known = {_key(hop) for hop in alert.hops}
    for hop in hops:
        if _key(hop) in known:
            continue
        alert.hops_total += 1
        if overflow.is_overflow(alert.cause):
            del alert.hops[: max(0, len(alert.hops) - MAX_HOPS + 1)]
            alert.unnamed = True
        if len(alert.hops) < MAX_HOPS:
            alert.hops.append(hop)


def drop_hops(alert: AlertState, keys: set[PathKey]) -> None:
    """List paths no more that were judged by themselves."""
    alert.hops = [hop for hop in alert.hops if _key(hop) not in keys]
    alert.hops_total = max(len(alert.hops), alert.hops_total - len(keys))
    if alert.initiator is not None and alert.responder is not None and not alert.joined:
        lead = (alert.initiator.asset, alert.responder.asset, alert.service or "")
        alert.leaderless = alert.leaderless or lead in keys


def drop_try(alert: AlertState, key: PathKey) -> bool:
    """List a try no more that was answered. Whether another path gives the alert its title now."""
    alert.hops = [hop for hop in alert.hops if _key(hop) != key]
    alert.hops_total -= 1
    shown = alert.initiator is not None and alert.responder is not None and not alert.joined
    return shown and alert.kind != "scan" and bool(alert.hops) and _speak_for_next(alert, key)


def _speak_for_next(alert: AlertState, key: PathKey) -> bool:
    """Where the path that left gave the alert its title, the next one speaks until a try is judged anew."""
    responder = alert.responder
    if responder is None or (responder.asset, alert.service) != key[1:]:
        return False
    alert.leaderless = True
    hop = alert.hops[0]
    named = hop.responder_name or hop.responder.partition(":")[2] or hop.responder
    began = hop.initiator_name or hop.initiator.partition(":")[2] or hop.initiator
    alert.title = f"{alert.title.partition(':')[0]}: {began} -> {named} ({hop.service})"
    alert.text = f"{began} tried to reach {named} by {hop.service}"
    alert.time, alert.service, alert.transport, alert.vlan = hop.time, hop.service, hop.transport, hop.vlan
    ip = None if hop.responder_ip is None else hop.responder_ip.rpartition("/")[2]
    alert.responder = replace(
        responder,
        asset=hop.responder,
        name=hop.responder_name,
        ip=ip,
        mac=hop.responder_mac,
        port=hop.port,
        role=hop.responder_role,
        owner=hop.responder_owner,
        criticality=None,
    )
    return True


def _key(hop: Hop) -> PathKey:
    return hop.initiator, hop.responder, hop.service
