"""Applies what an inventory or an engineer says about one asset.

What a statement says replaces what was known; what it leaves out stays. An address that it names leaves whoever had
it. Maintenance is another room's (`models/maintenance/`).
"""

from models.baseline.asset import Asset, new_asset
from models.identity.addresses import read_address
from models.identity.holdings import MAX_DECLARED, Holdings, address_in, realm_in, scoped
from models.identity.inventory import MAX_ASSETS, Inventory
from models.identity.macs import normal_mac
from schemas.asset_change import AssetChange, Binding

MAX_ASSETS_WITH_DECLARED = 2 * MAX_ASSETS
"""Assets of one site, declared ones included: so many can be declared even where traffic has used up its share."""


def apply_change(inventory: Inventory, change: AssetChange) -> str | None:
    """Take a change of an asset. Returns why it was refused, None when it was taken."""
    refused = _unreadable(change)
    if refused is not None:
        return refused
    asset = _find(inventory, change)
    refused = _too_much(inventory, asset, change)
    if refused is not None:
        return refused
    if asset is None:
        if change.change in {"address-released", "retired"}:
            return f"asset {change.id!r} is not known"
        asset = inventory.adopt(new_asset(change.id, change.realm, change.time))
    record, held = asset.record, inventory.held
    match change.change:
        case "address-released":
            _release(held, asset, change)
        case "retired":
            _release_all(held, asset)
            record.retired = True
        case _:
            _bind_all(held, asset, change)
            _take_attributes(asset, change)
            record.retired = False
            record.last_seen = max(record.last_seen, change.time) if change.change == "seen" else record.last_seen
    if change.change != "address-released" and (record.declared_id is None or change.id != asset.id):
        inventory.name(asset, change.id)
    inventory.changed_assets.add(asset.id)
    return None


def _unreadable(change: AssetChange) -> str | None:
    for binding in change.addresses:
        if binding.ip is not None:
            try:
                _plain(binding.ip)
            except ValueError:
                return f"asset {change.id!r}: {binding.ip!r} is no IP address"
    return None


def _too_much(inventory: Inventory, asset: Asset | None, change: AssetChange) -> str | None:
    if change.change in {"address-released", "retired"}:
        return None
    if asset is None:
        full = len(inventory.assets) >= MAX_ASSETS_WITH_DECLARED
        return f"asset {change.id!r}: a site holds at most {MAX_ASSETS_WITH_DECLARED} assets" if full else None
    named = {key for binding in change.addresses for key in _keys_of(binding, change.realm)}
    if len(named | set(asset.record.declared_at)) <= 2 * MAX_DECLARED:
        return None
    return (
        f"asset {change.id!r}: at most {2 * MAX_DECLARED} addresses and MACs can be declared for one asset; "
        "release those that it no longer has (address-released)"
    )


def _find(inventory: Inventory, change: AssetChange) -> Asset | None:
    found = inventory.find_declared(change.id)
    if found is not None:
        return found
    held = inventory.held
    for binding in change.addresses:
        for key in _keys_of(binding, change.realm):
            match = held.by_mac.get(key) or held.by_ip.get(key)
            if match is not None and match.record.declared_id is None:
                return match
    return None


def _bind_all(held: Holdings, asset: Asset, change: AssetChange) -> None:
    for binding in change.addresses:
        ip, mac = _ip_key(binding, change.realm), _mac_key(binding, change.realm)
        if ip is not None:
            former = held.by_ip.get(ip)
            held.declare(asset, ip)
            held.bind_ip(asset, ip)
            if former is not None and former is not asset:
                # Else the device's next flow would take the address back.
                held.release_learnt_macs(former)
                held.recount_segments(former)
        if mac is not None and mac not in held.routers:
            held.declare(asset, mac)
            held.bind_mac(asset, mac)
    held.rebound = True


def _release(held: Holdings, asset: Asset, change: AssetChange) -> None:
    """Take the named addresses from an asset, however they are spelled; those that it does not hold are none of its."""
    realms = {change.realm, change.realm or asset.record.realm}
    for binding in change.addresses:
        for realm in realms:
            mac = _mac_key(binding, realm)
            if mac is not None:
                held.release(asset, mac)
        if binding.ip is None:
            continue
        text = _plain(binding.ip)
        for key in list(asset.record.ips):
            if address_in(key).text == text and any(_lies_in(key, realm) for realm in realms):
                held.release(asset, key)
    held.recount_segments(asset)
    held.moved(asset)


def _release_all(held: Holdings, asset: Asset) -> None:
    for key in [*asset.record.ips, *asset.record.macs]:
        held.release(asset, key)
    held.recount_segments(asset)
    held.moved(asset)


def _lies_in(ip_key: str, realm: str) -> bool:
    """Whether a key is of this realm; link-local ones are on whichever segment of it."""
    own = realm_in(ip_key)
    return own == realm or own.startswith(f"{realm}%")


def _keys_of(binding: Binding, realm: str) -> list[str]:
    """The keys of a binding: its MAC first, then its address."""
    return [key for key in (_mac_key(binding, realm), _ip_key(binding, realm)) if key is not None]


def _ip_key(binding: Binding, realm: str) -> str | None:
    return None if binding.ip is None else scoped(_plain(binding.ip), realm)


def _plain(ip: str) -> str:
    """An address in its one spelling, without the interface that some tools write behind it (`fe80::1%eth0`)."""
    return read_address(ip.partition("%")[0]).text


def _mac_key(binding: Binding, realm: str) -> str | None:
    mac = normal_mac(binding.mac)
    return None if mac is None else scoped(mac, realm)


def _take_attributes(asset: Asset, change: AssetChange) -> None:
    """What the change says replaces what was known; what it leaves out stays."""
    record = asset.record
    record.name = change.name or record.name
    record.role = change.role or record.role
    record.vendor = change.vendor or record.vendor
    record.model = change.model or record.model
    record.firmware = change.firmware or record.firmware
    record.owner = change.owner or record.owner
    record.tags = list(change.tags) or record.tags
    record.declared_zone = change.zone or record.declared_zone
    if change.criticality is not None:
        record.criticality = change.criticality
    level = change.purdue_level if change.purdue_level is not None else change.level
    if level is not None:
        record.declared_level = level
