"""Who stands behind an address: the asset, not the address, is the identity.

An asset keeps its id for life; addresses come and go. A MAC is identity only on its own segment: a
flow within one segment makes it a device's, a flow between segments can only show a device known by it at
a new address. One seen with IPv4 addresses of several subnets, or with an internet address, is a router's,
and from then on never an identity. Internet peers are kept by prefix, only declared ones exactly.

So many assets are kept and no more. Past that a stand-in comes out, an asset that is looked at and not kept: its
address, zone and side are the true ones, so that it is judged as what it is. `keep` makes it one of the site's
from a reserve; `pool` gives the asset on which its traffic counts otherwise.
"""

from models.baseline.asset import Asset, new_asset
from models.identity import taking_over
from models.identity.addresses import Address, read_address
from models.identity.endpoint import Endpoint
from models.identity.holdings import Holdings, address_in, realm_in, scoped
from models.identity.macs import normal_mac
from models.identity.routers import Routers
from models.identity.taking_over import Arrival

MAX_ASSETS = 50_000
"""Assets told apart in one site. A convention: more than a plant has, and a bound on what made-up
addresses can cost."""

RESERVED_ASSETS = 10_000
"""Assets told apart past that, where an end of the flow lies in OT or the DMZ: a fifth more."""

MAX_EXTERNAL_PEERS = 4_096
"""Internet prefixes told apart in one site; past it they are one peer, `ext:other`."""

RESERVED_EXTERNAL_PEERS = 1_024
"""Internet prefixes told apart past that, where what they do alerts: a quarter more."""

MAX_POOLS = 4_096
"""Segments that have an asset of their own for all addresses past the bounds; further segments share one."""

EXTERNAL_ANY = "ext:any"
"""The internet as a whole, as office hosts meet it: their single peers are nobody's business here."""

EXTERNAL_OTHER = "ext:other"

POOL_OTHER = "pool:other"


class Inventory:
    """All assets of one site and the addresses they hold now."""

    def __init__(self, learn_until: float | None = None) -> None:
        """`learn_until`, seconds UTC: assets met before are known once it has come; None: nothing is declared."""
        self._learn_until = learn_until
        self.assets: dict[str, Asset] = {}
        self.held = Holdings()
        self._by_declared_id: dict[str, Asset] = {}
        self._externals = 0
        self._pools = 0

    @property
    def changed_assets(self) -> set[str]:
        """Assets whose record has changed since the last checkpoint."""
        return self.held.changed

    @property
    def routers(self) -> Routers:
        """MACs that are no identity."""
        return self.held.routers

    @property
    def displaced(self) -> list[Asset]:
        """Assets that lost or gained an address, to be placed again."""
        return self.held.displaced

    @property
    def rebound(self) -> bool:
        """Whether an address has moved, so that what was cached by address is no longer true."""
        return self.held.rebound

    @rebound.setter
    def rebound(self, moved: bool) -> None:
        self.held.rebound = moved

    def known(self, end: Endpoint, *, inside: bool = False) -> bool:
        """Whether an address belongs to an asset already; never creates one. Raises ValueError for no address.

        `inside`: a public address that is the plant's own (see `resolve`).
        """
        address = read_address(end.ip)
        if self.holder(end) is not None:
            return True
        return address.kind == "external" and not inside and f"ext:{address.prefix}" in self.assets

    def holder(self, end: Endpoint) -> Asset | None:
        """The asset that holds exactly this address now. Raises ValueError for no address."""
        address = read_address(end.ip)
        return self.held.by_ip.get(scoped(address.text, _realm_of(address, end)))

    def resolve(self, end: Endpoint, *, exact_peers: bool, inside: bool = False) -> Asset | None:
        """The asset behind an end, past the bounds a stand-in (see `keeps`).

        None where nobody stands there (broadcast, multicast, unset). `exact_peers` False folds all internet
        peers into one, for ends whose other end is no plant or DMZ asset. `inside`: the plant uses this public
        address itself, so that a host of its own stands there. Raises ValueError where the text is no address.
        """
        address = read_address(end.ip)
        kind = address.kind
        if kind == "nobody":
            return None
        mac = normal_mac(end.mac)
        if kind == "external" and not inside:
            if mac is not None:
                self.held.is_router(scoped(mac, end.realm))
            return self._external(address, end, exact_peers=exact_peers)
        return self._internal(address, mac, _realm_of(address, end), end)

    def keeps(self, asset: Asset) -> bool:
        """Whether this is one of the site's assets, and no stand-in."""
        return self.assets.get(asset.id) is asset

    def keep(self, asset: Asset) -> bool:
        """Make a stand-in one of the site's assets, from the reserve. False where the reserve is used up."""
        record = asset.record
        if record.external:
            if self._externals >= MAX_EXTERNAL_PEERS + RESERVED_EXTERNAL_PEERS:
                return False
        elif len(self.assets) - self._externals >= MAX_ASSETS + RESERVED_ASSETS:
            return False
        ips, macs = record.ips, record.macs
        record.ips, record.macs = [], []
        self.adopt(asset)
        self._bind(asset, ips, macs)
        # Ways to its pool may have been remembered for this address.
        self.rebound = True
        return True

    def pool(self, asset: Asset) -> Asset:
        """The asset on which a stand-in's traffic counts."""
        record = asset.record
        if record.external:
            found = self.assets.get(EXTERNAL_OTHER)
            return found or self.adopt(new_asset(EXTERNAL_OTHER, "", record.first_seen, external=True))
        realm, address = realm_in(record.ips[0]), address_in(record.ips[0])
        name = new_asset(f"pool:{scoped(address.segment, realm)}", realm, record.first_seen)
        found = self.assets.get(name.id)
        if found is None and self._pools >= MAX_POOLS:
            name = new_asset(POOL_OTHER, "", record.first_seen)
            found = self.assets.get(POOL_OTHER)
        if found is None:
            found = self.adopt(name)
        return found

    def public_face(self, asset: Asset, end: Endpoint) -> Asset:
        """The peer on the internet that stands at a public address of an asset which lies within the plant.

        An inventory row may name both, as for a server behind address translation. It lends the peer its name and
        its zone, for conduits; what comes from the internet is no traffic of the plant's host.
        """
        address = read_address(end.ip)
        peer = new_asset(f"public:{scoped(address.text, end.realm)}", end.realm, end.time, external=True)
        face = self.assets.get(peer.id) or self.adopt(peer)
        said = (f"{asset.label} at {address.text}", asset.record.declared_zone)
        if said != (face.record.name, face.record.declared_zone):
            face.record.name, face.record.declared_zone = said
            self.changed_assets.add(face.id)
        return face

    def broadcast(self, end: Endpoint) -> bool:
        """Whether an unanswered flow to this address was most likely a broadcast: it ends in .255 and is nobody's."""
        address = read_address(end.ip)
        return address.looks_like_broadcast and self.holder(end) is None

    def find(self, name: str) -> Asset | None:
        """An asset by its id, its declared id, or an address."""
        return self.assets.get(name) or self._by_declared_id.get(name) or self.held.by_ip.get(name)

    def find_declared(self, asset_id: str) -> Asset | None:
        """An asset by the id that an inventory gave it, or by its own."""
        return self._by_declared_id.get(asset_id) or self.assets.get(asset_id)

    def name_of(self, asset_id: str) -> str | None:
        """The name of the asset of an id; None where it has none, or is gone."""
        asset = self.assets.get(asset_id)
        return None if asset is None else asset.record.name

    def name(self, asset: Asset, declared_id: str) -> None:
        """Note the id by which an inventory speaks of an asset."""
        if declared_id:
            asset.record.declared_id = declared_id
            self._by_declared_id[declared_id] = asset

    def adopt(self, asset: Asset) -> Asset:
        """Make it one of the site's assets; where its id is taken, under a numbered one."""
        base, number = asset.record.id, 2
        while asset.record.id in self.assets:
            asset.record.id = asset.window.asset = f"{base}#{number}"
            number += 1
        self._add(asset)
        self.changed_assets.add(asset.record.id)
        return asset

    def adopt_restored(self, asset: Asset) -> list[tuple[str, str]]:
        """Put a stored asset back with its addresses. Returns what `Holdings.claim` does."""
        self._add(asset)
        if asset.record.declared_id is not None:
            self._by_declared_id[asset.record.declared_id] = asset
        return self.held.claim(asset)

    def _add(self, asset: Asset) -> None:
        self.assets[asset.id] = asset
        self._externals += asset.record.external
        self._pools += asset.id.startswith("pool:")

    def _internal(self, address: Address, mac: str | None, realm: str, end: Endpoint) -> Asset:
        held = self.held
        ip = scoped(address.text, realm)
        holder = held.by_ip.get(ip)
        mac_key = None if mac is None else scoped(mac, end.realm)
        device = None if mac_key is None else held.by_mac.get(mac_key)
        nameless = device is None and (not end.local or held.routers.full)
        if mac_key is None or mac_key in held.routers or nameless:
            return holder or self._meet(ip, None, realm, end.time)
        if device is None:
            return self._meet_device(ip, mac_key, realm, end.time)
        if device is holder:
            return device
        segment = address.segment
        if address.version == 4 and any(s.endswith("/24") and s != segment for s in device.record.segments):
            if holder is None and device.record.declared_id is not None:
                held.elsewhere = (device, mac_key.rpartition("/")[2], address.text)
            held.is_router(mac_key)
            return holder or self._meet(ip, None, realm, end.time)
        if holder is None or end.local:
            if holder is not None:
                self._take_over(device, holder, Arrival(ip, taking_over.plain(mac_key), end.time, met=True))
            held.bind_ip(device, ip)
            return device
        return holder

    def _take_over(self, taker: Asset, holder: Asset, arrival: Arrival) -> None:
        how = taking_over.taking_over(taker, holder, arrival, self._learn_until)
        if taking_over.note(taker, holder, arrival, how) and how in {"conflict", "both"}:
            self.held.taken.append(taker)

    def _meet_device(self, ip: str, mac_key: str, realm: str, time: float) -> Asset:
        """A MAC met for the first time, at an address that may be somebody's already."""
        holder = self.held.by_ip.get(ip)
        if holder is None:
            return self._meet(ip, mac_key, realm, time)
        if not holder.record.macs or (holder.record.declared_id is not None and _declared_ips(holder) > 1):
            self.held.bind_mac(holder, mac_key)
            return holder
        mac = taking_over.plain(mac_key)
        if taking_over.still_speaks(mac, holder, time):
            # Not remembered: should it go on to speak, there are two.
            self.held.met_macs.append(mac)
            return holder
        if taking_over.replaces(mac, holder):
            self._replace(holder, mac_key, time)
            return holder
        newcomer = new_asset(f"mac:{mac_key}", realm, time)
        newcomer.record.note = f"took the address {ip} over from {holder.label}; its history starts here"
        self._take_over(newcomer, holder, Arrival(ip, mac, time, met=False))
        return self._kept_or_passing(newcomer, [ip], [mac_key])

    def _replace(self, holder: Asset, mac_key: str, time: float) -> None:
        """An asset goes on with another MAC: the device was replaced by one of the same maker."""
        former = holder.record.macs[0]
        holder.record.replaced = taking_over.replaced(taking_over.plain(mac_key), holder, time)
        self.held.release(holder, former)
        self.held.met_macs.append(taking_over.plain(former))
        self.held.bind_mac(holder, mac_key)

    def _meet(self, ip: str, mac_key: str | None, realm: str, time: float) -> Asset:
        return self._kept_or_passing(new_asset(f"ip:{ip}", realm, time), [ip], [] if mac_key is None else [mac_key])

    def _kept_or_passing(self, asset: Asset, ips: list[str], macs: list[str]) -> Asset:
        if len(self.assets) - self._externals >= MAX_ASSETS:
            asset.record.ips, asset.record.macs = ips, macs
            if asset.id in self.assets:
                # An asset that has lost this address: what is known of it says nothing of who has it now.
                asset.record.id = f"{asset.id}#next"
            return asset
        self.adopt(asset)
        self._bind(asset, ips, macs)
        return asset

    def _bind(self, asset: Asset, ips: list[str], macs: list[str]) -> None:
        for mac in macs:
            self.held.bind_mac(asset, mac)
        for ip in ips:
            self.held.bind_ip(asset, ip)

    def _external(self, address: Address, end: Endpoint, *, exact_peers: bool) -> Asset:
        named = self.held.by_ip.get(scoped(address.text, end.realm))
        if named is not None:
            return named
        peer = f"ext:{address.prefix}" if exact_peers else EXTERNAL_ANY
        found = self.assets.get(peer)
        if found is None:
            found = new_asset(peer, "", end.time, external=True)
            if exact_peers and self._externals >= MAX_EXTERNAL_PEERS:
                return found
            self.adopt(found)
        return found


def _declared_ips(asset: Asset) -> int:
    """How many addresses an inventory declared for an asset: one with several may have a MAC for each."""
    declared = asset.record.declared_at
    return sum(ip in declared for ip in asset.record.ips)


def _realm_of(address: Address, end: Endpoint) -> str:
    """Link-local addresses mean something on their own segment only."""
    return f"{end.realm}%{end.scope}" if address.kind == "link-local" else end.realm
