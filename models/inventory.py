"""Who stands behind an address: the asset, not the address, is the identity.

Law: an asset keeps its id for life; addresses come and go. A MAC is identity only on its own segment: a
flow within one segment makes it a device's, a flow between segments can only show a device known by it at
a new address. One seen with IPv4 addresses of several subnets, or with an internet address, is a router's,
and from then on never an identity. Internet peers are kept by prefix, only declared ones exactly. Everything is
bounded: past `MAX_ASSETS` new addresses share one asset a segment.
"""

from typing import Literal

from models.addresses import Address, read_address
from models.asset import Asset, new_asset
from models.endpoint import Endpoint
from models.macs import normal_mac
from schemas.asset_change import AssetChange, Binding

MAX_ASSETS = 50_000
"""Assets told apart in one site. A convention: more than a plant has, and a bound on what made-up
addresses can cost."""

MAX_EXTERNAL_PEERS = 4_096
"""Internet prefixes told apart in one site; past it they are one peer, `ext:other`."""

EXTERNAL_ANY = "ext:any"
"""The internet as a whole, as office hosts meet it: their single peers are nobody's business here."""

EXTERNAL_OTHER = "ext:other"


class Inventory:
    """All assets of one site and the addresses they hold now."""

    def __init__(self) -> None:
        self.assets: dict[str, Asset] = {}
        self.routers: set[str] = set()
        self._by_ip: dict[str, Asset] = {}
        self._by_mac: dict[str, Asset] = {}
        self._by_declared_id: dict[str, Asset] = {}
        self._externals = 0
        self.changed_assets: set[str] = set()
        self.rebound = False
        """Whether an address has moved, so that what was cached by address is no longer true."""
        self.displaced: list[Asset] = []
        """Assets that lost or gained an address, to be placed again."""

    def known(self, end: Endpoint) -> bool:
        """Whether an address belongs to an asset already; never creates one. Raises ValueError for no address."""
        address = read_address(end.ip)
        if self.holder(end) is not None:
            return True
        if address.kind != "external":
            return False
        return f"ext:{address.prefix}" in self.assets or EXTERNAL_OTHER in self.assets

    def holder(self, end: Endpoint) -> Asset | None:
        """The asset that holds exactly this address now. Raises ValueError for no address."""
        address = read_address(end.ip)
        return self._by_ip.get(_scoped(address.text, _realm_of(address, end)))

    def resolve(self, end: Endpoint, *, exact_peers: bool) -> Asset | None:
        """The asset behind an end; None where nobody stands there (broadcast, multicast, unset).

        `exact_peers` False folds all internet peers into one, for ends whose other end is no plant or
        DMZ asset. Raises ValueError where the text is no address.
        """
        address = read_address(end.ip)
        kind = address.kind
        if kind == "nobody":
            return None
        mac = normal_mac(end.mac)
        if kind == "external":
            if mac is not None:
                self._is_router(_scoped(mac, end.realm))
            return self._external(address, end, exact_peers=exact_peers)
        return self._internal(address, mac, _realm_of(address, end), end)

    def broadcast(self, end: Endpoint) -> bool:
        """Whether an unanswered flow to this address was most likely a broadcast: it ends in .255 and is nobody's."""
        address = read_address(end.ip)
        return address.looks_like_broadcast and self.holder(end) is None

    def apply(self, change: AssetChange) -> str | None:
        """Take a change of an asset. Returns why it was refused, None when it was taken."""
        for binding in change.addresses:
            if binding.ip is not None:
                try:
                    read_address(binding.ip)
                except ValueError:
                    return f"asset {change.id!r}: {binding.ip!r} is no IP address"
        asset = self._find_declared(change)
        if asset is None:
            if change.change in {"address-released", "retired", "maintenance-ended"}:
                return f"asset {change.id!r} is not known"
            asset = self._adopt(new_asset(change.id, change.realm, change.time))
        record = asset.record
        match change.change:
            case "address-released":
                self._release(asset, change.addresses)
            case "retired":
                self._release(asset, None)
                record.retired = True
            case "maintenance-started" | "maintenance-ended":
                record.maintenance = change.change == "maintenance-started"
            case _:
                self._bind_all(asset, change)
                _take_attributes(asset, change)
                record.retired = False
                record.last_seen = max(record.last_seen, change.time) if change.change == "seen" else record.last_seen
        renames = record.declared_id is None or change.id != asset.id
        if change.change != "address-released" and change.id and renames:
            record.declared_id = change.id
            self._by_declared_id[change.id] = asset
        self.changed_assets.add(asset.id)
        return None

    def find(self, name: str) -> Asset | None:
        """An asset by its id, its declared id, or an address."""
        return self.assets.get(name) or self._by_declared_id.get(name) or self._by_ip.get(name)

    def adopt_restored(self, asset: Asset) -> list[tuple[str, str]]:
        """Put a stored asset back with its addresses.

        Returns each address that another asset holds as well, with the id of the one that loses it: an
        address is one asset's, that which was seen last.
        """
        record = asset.record
        self.assets[record.id] = asset
        taken = self._claim(self._by_ip, asset, "ips") + self._claim(self._by_mac, asset, "macs")
        if record.declared_id is not None:
            self._by_declared_id[record.declared_id] = asset
        self._externals += record.external
        return taken

    def _claim(self, table: dict[str, Asset], asset: Asset, held: Literal["ips", "macs"]) -> list[tuple[str, str]]:
        taken: list[tuple[str, str]] = []
        for address in list(getattr(asset.record, held)):
            holder = table.setdefault(address, asset)
            if holder is asset:
                continue
            winner, loser = (holder, asset) if holder.record.last_seen >= asset.record.last_seen else (asset, holder)
            table[address] = winner
            getattr(loser.record, held).remove(address)
            taken.append((address, loser.id))
        return taken

    def _internal(self, address: Address, mac: str | None, realm: str, end: Endpoint) -> Asset:
        ip = _scoped(address.text, realm)
        holder = self._by_ip.get(ip)
        mac_key = None if mac is None else _scoped(mac, realm.partition("%")[0])
        device = None if mac_key is None else self._by_mac.get(mac_key)
        if mac_key is None or mac_key in self.routers or (device is None and not end.local):
            return holder or self._meet(ip, None, realm, end.time, address)
        if device is None:
            return self._meet_device(ip, mac_key, realm, end.time, address)
        if device is holder:
            return device
        segment = address.segment
        if address.version == 4 and any(s.endswith("/24") and s != segment for s in device.record.segments):
            self._is_router(mac_key)
            return holder or self._meet(ip, None, realm, end.time, address)
        if holder is None or end.local:
            self._bind_ip(device, ip, segment)
            return device
        return holder

    def _meet_device(self, ip: str, mac_key: str, realm: str, time: float, address: Address) -> Asset:
        """A MAC met for the first time, at an address that may be somebody's already."""
        holder = self._by_ip.get(ip)
        if holder is None:
            return self._meet(ip, mac_key, realm, time, address)
        if not holder.record.macs:
            self._bind_mac(holder, mac_key, address.segment)
            return holder
        if holder.record.declared_id is not None and len(holder.record.ips) > 1:
            self._bind_mac(holder, mac_key, address.segment)
            return holder
        newcomer = self._adopt(new_asset(f"mac:{mac_key}", realm, time))
        newcomer.record.note = f"took the address {ip} over from {holder.label}; its history starts here"
        self._bind_mac(newcomer, mac_key, address.segment)
        self._bind_ip(newcomer, ip, address.segment)
        return newcomer

    def _meet(self, ip: str, mac_key: str | None, realm: str, time: float, address: Address) -> Asset:
        segment = address.segment
        if len(self.assets) - self._externals >= MAX_ASSETS:
            pool = f"pool:{_scoped(segment, realm)}"
            return self.assets.get(pool) or self._adopt(new_asset(pool, realm, time))
        asset = self._adopt(new_asset(f"ip:{ip}", realm, time))
        self._bind_ip(asset, ip, segment)
        if mac_key is not None:
            self._bind_mac(asset, mac_key, segment)
        return asset

    def _external(self, address: Address, end: Endpoint, *, exact_peers: bool) -> Asset:
        named = self._by_ip.get(_scoped(address.text, end.realm))
        if named is not None:
            return named
        peer = f"ext:{address.prefix}" if exact_peers else EXTERNAL_ANY
        found = self.assets.get(peer)
        if found is None:
            if self._externals >= MAX_EXTERNAL_PEERS:
                peer = EXTERNAL_OTHER
            found = self.assets.get(peer)
        if found is None:
            found = self._adopt(new_asset(peer, "", end.time, external=True))
            self._externals += 1
        return found

    def _adopt(self, asset: Asset) -> Asset:
        base, number = asset.record.id, 2
        while asset.record.id in self.assets:
            asset.record.id = asset.window.asset = f"{base}#{number}"
            number += 1
        self.assets[asset.record.id] = asset
        self.changed_assets.add(asset.record.id)
        return asset

    def _bind_ip(self, asset: Asset, ip: str, segment: str | None) -> None:
        holder = self._by_ip.get(ip)
        if holder is asset:
            return
        if holder is not None:
            holder.record.ips.remove(ip)
            self._moved(holder)
        self._by_ip[ip] = asset
        asset.record.ips.append(ip)
        if segment is not None and segment not in asset.record.segments:
            asset.record.segments.append(segment)
        self.changed_assets.add(asset.id)
        self.displaced.append(asset)

    def _bind_mac(self, asset: Asset, mac_key: str, segment: str | None) -> None:
        holder = self._by_mac.get(mac_key)
        if holder is asset:
            return
        if holder is not None:
            holder.record.macs.remove(mac_key)
            self._moved(holder)
        self._by_mac[mac_key] = asset
        asset.record.macs.append(mac_key)
        # Ways remembered before, by other addresses with this MAC, may now show it to be a router's.
        self.rebound = True
        if segment is not None and segment not in asset.record.segments:
            asset.record.segments.append(segment)
        self.changed_assets.add(asset.id)

    def _is_router(self, mac_key: str) -> None:
        """From now on this MAC is no identity; addresses it had gathered stand for themselves again."""
        if mac_key in self.routers:
            return
        self.routers.add(mac_key)
        asset = self._by_mac.pop(mac_key, None)
        if asset is None:
            return
        asset.record.macs.remove(mac_key)
        for ip in asset.record.ips[1:]:
            del self._by_ip[ip]
        del asset.record.ips[1:]
        self._moved(asset)

    def _moved(self, asset: Asset) -> None:
        self.changed_assets.add(asset.id)
        self.displaced.append(asset)
        self.rebound = True

    def _release(self, asset: Asset, addresses: tuple[Binding, ...] | None) -> None:
        record = asset.record
        ips = list(record.ips) if addresses is None else [_scoped(b.ip, record.realm) for b in addresses if b.ip]
        for ip in ips:
            if self._by_ip.get(ip) is asset:
                del self._by_ip[ip]
                record.ips.remove(ip)
        if addresses is None:
            for mac in record.macs:
                self._by_mac.pop(mac, None)
            record.macs.clear()
        self._moved(asset)

    def _find_declared(self, change: AssetChange) -> Asset | None:
        found = self._by_declared_id.get(change.id) or self.assets.get(change.id)
        if found is not None:
            return found
        for binding in change.addresses:
            mac = normal_mac(binding.mac)
            by_mac = None if mac is None else self._by_mac.get(_scoped(mac, change.realm))
            by_ip = None
            if binding.ip is not None:
                by_ip = self._by_ip.get(_scoped(read_address(binding.ip).text, change.realm))
            match = by_mac or by_ip
            if match is not None and match.record.declared_id is None:
                return match
        return None

    def _bind_all(self, asset: Asset, change: AssetChange) -> None:
        for binding in change.addresses:
            if binding.ip is not None:
                address = read_address(binding.ip)
                self._bind_ip(asset, _scoped(address.text, change.realm), address.segment)
            mac = normal_mac(binding.mac)
            if mac is not None and _scoped(mac, change.realm) not in self.routers:
                self._bind_mac(asset, _scoped(mac, change.realm), None)
        self.rebound = True


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


def _realm_of(address: Address, end: Endpoint) -> str:
    """Link-local addresses mean something on their own segment only."""
    return f"{end.realm}%{end.scope}" if address.kind == "link-local" else end.realm


def _scoped(text: str, realm: str) -> str:
    return f"{realm}/{text}" if realm else text
