"""Ends alerts on who a device is once an inventory says that it belongs there: a replacement that is declared later."""

from models.alerts.alert_state import AlertState, Ending
from models.identity.addresses import read_address
from models.identity.macs import normal_mac
from models.site import Site
from schemas.asset_change import AssetChange

_DECLARED = Ending("the inventory says now that this device has the address")


def declared_since(site: Site, change: AssetChange) -> None:
    """Close the open conflicts about an address and a MAC that a change, which was taken, names together."""
    named = {
        (read_address(binding.ip.partition("%")[0]).text, normal_mac(binding.mac))
        for binding in change.addresses
        if binding.ip is not None and binding.mac is not None
    }
    if not named or change.change in {"address-released", "retired"}:
        return
    for alert_id in sorted(site.alerting.alerts):
        alert = site.alerting.alerts[alert_id]
        if alert.kind == "identity-conflict" and not named.isdisjoint(_told(alert)):
            site.alerting.close(alert, max(change.time, alert.last_seen), _DECLARED)


def _told(alert: AlertState) -> set[tuple[str, str | None]]:
    """The address that the alert is about, with the MAC that it shows there."""
    about = alert.cause.rpartition("|")[2]
    ends = (end for end in (alert.initiator, alert.responder) if end is not None)
    return {(about, normal_mac(end.mac)) for end in ends if end.ip == about and end.mac is not None}
