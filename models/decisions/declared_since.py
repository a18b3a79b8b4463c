"""Ends alerts on who a device is once an inventory says that it belongs there: a replacement that is declared later.

What the alert on an unknown device lists is learnt with it: who declares the device has seen what it does.
"""

from models.alerts.alert_state import AlertState, Ending
from models.baseline.asset import Asset
from models.decisions.raising import cause_of_kind
from models.identity.addresses import read_address
from models.identity.macs import normal_mac
from models.site import Site
from schemas.asset_change import AssetChange

_KNOWN = Ending("the device is in the inventory now")

_DECLARED = Ending("the inventory says now that this device has the address")


def declared_since(site: Site, asset: Asset, change: AssetChange) -> None:
    """Close what a change of an asset, which was taken, makes no news: unless somebody judged it malicious."""
    if change.change in {"address-released", "retired"}:
        return
    named = {
        (read_address(binding.ip.partition("%")[0]).text, normal_mac(binding.mac))
        for binding in change.addresses
        if binding.ip is not None and binding.mac is not None
    }
    for alert_id in sorted(site.alerting.alerts):
        alert = site.alerting.alerts[alert_id]
        if alert.status == "malicious":
            continue
        if alert.kind == "new-asset" and alert.cause == cause_of_kind("new-asset", (asset.id,)):
            _learn_listed(site, alert)
            site.alerting.close(alert, max(change.time, alert.last_seen), _KNOWN)
        elif alert.kind == "identity-conflict" and not named.isdisjoint(_told(alert)):
            site.alerting.close(alert, max(change.time, alert.last_seen), _DECLARED)


def _learn_listed(site: Site, alert: AlertState) -> None:
    for hop in alert.hops:
        path = site.graph.paths.get((hop.initiator, hop.responder, hop.service))
        if path is not None and path.status == "held" and path.alert == alert.id:
            site.graph.learn(path)


def _told(alert: AlertState) -> set[tuple[str, str | None]]:
    """The address that the alert is about, with the MAC that it shows there."""
    about = alert.cause.rpartition("|")[2]
    ends = (end for end in (alert.initiator, alert.responder) if end is not None)
    return {(about, normal_mac(end.mac)) for end in ends if end.ip == about and end.mac is not None}
