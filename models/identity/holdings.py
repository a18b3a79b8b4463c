"""Which asset holds which address and MAC now.

Keys are `address`, or `realm/address`; a link-local address bears its segment in the realm (`realm%segment/address`).
An asset keeps every address that an inventory declared for it, and of those that were only seen the newest: once there
are twice `MAX_LEARNT`, the older half is let go.
"""

from typing import Literal

from models.baseline.asset import Asset
from models.identity.addresses import Address, read_address
from models.identity.routers import Routers

MAX_LEARNT = 32
"""Addresses, and as well MACs, kept of one asset that no inventory declared. A host with privacy addresses (RFC 8981)
uses one a day and prefix and keeps each for two days."""

MAX_DECLARED = 256
"""Addresses and MACs declared for one asset: as many as one statement may name."""

MAX_SEGMENTS = 32
"""IPv4 subnets remembered of one asset. A second one shows a router already; only declared assets have more."""

Held = Literal["ips", "macs"]


class Holdings:
    """The addresses and MACs of one site's assets."""

    def __init__(self) -> None:
        self.by_ip: dict[str, Asset] = {}
        self.by_mac: dict[str, Asset] = {}
        self.routers = Routers()
        self.changed: set[str] = set()
        """Assets whose record has changed."""
        self.rebound = False
        """Whether an address has moved, so that what was cached by address is no longer true."""
        self.met_macs: list[str] = []
        """MACs that have become an asset's: what was cached for flows that bear one of them is no longer true."""
        self.taken: list[Asset] = []
        """Assets that have just taken an address over from another, as they should not."""
        self.elsewhere: tuple[Asset, str, str] | None = None
        """A declared device, its MAC, and an address of another subnet that was nobody's and bears it: the newest such
        one, until it is taken."""
        self.displaced: list[Asset] = []
        """Assets that lost or gained an address, to be placed again."""

    def bind_ip(self, asset: Asset, ip: str) -> None:
        """Give an asset an address, which leaves whoever had it."""
        if self.by_ip.get(ip) is not asset:
            self._take(self.by_ip, "ips", asset, ip)
            self.displaced.append(asset)
            self._note_segment(asset, ip)

    def bind_mac(self, asset: Asset, mac_key: str) -> None:
        """Give an asset a MAC, which leaves whoever had it."""
        if self.by_mac.get(mac_key) is not asset:
            # Ways remembered before, by other addresses with this MAC, may now show it to be a router's.
            self.met_macs.append(mac_key.rpartition("/")[2])
            self._take(self.by_mac, "macs", asset, mac_key)

    def declare(self, asset: Asset, key: str) -> None:
        """Note that an inventory says so: this address or MAC is not let go for newer ones."""
        if key not in asset.record.declared_at:
            asset.record.declared_at.append(key)

    def release(self, asset: Asset, key: str) -> None:
        """Take an address or a MAC from its asset."""
        record = asset.record
        if key in record.ips:
            record.ips.remove(key)
            if self.by_ip.get(key) is asset:
                del self.by_ip[key]
        if key in record.macs:
            record.macs.remove(key)
            if self.by_mac.get(key) is asset:
                del self.by_mac[key]
        if key in record.declared_at:
            record.declared_at.remove(key)

    def release_learnt_macs(self, asset: Asset) -> None:
        """Take the MACs from an asset that no inventory declared: where they lie has become somebody else's."""
        for mac in [mac for mac in asset.record.macs if mac not in asset.record.declared_at]:
            self.release(asset, mac)

    def recount_segments(self, asset: Asset) -> None:
        """Forget the subnets in which an asset holds no address any more."""
        left = {segment_of(ip) for ip in asset.record.ips}
        asset.record.segments = [segment for segment in asset.record.segments if segment in left]

    def is_router(self, mac_key: str) -> None:
        """From now on this MAC is no identity; addresses it had gathered stand for themselves again."""
        if not self.routers.add(mac_key) and mac_key not in self.by_mac:
            return
        asset = self.by_mac.get(mac_key)
        if asset is None:
            return
        declared = asset.record.declared_at
        for ip in asset.record.ips[1:]:
            if ip not in declared:
                self.release(asset, ip)
        self.release(asset, mac_key)
        self.moved(asset)

    def moved(self, asset: Asset) -> None:
        """Note that an asset has lost an address."""
        self.changed.add(asset.id)
        self.displaced.append(asset)
        self.rebound = True

    def claim(self, asset: Asset) -> list[tuple[str, str]]:
        """Take what a stored asset says it holds.

        Returns each address that another asset holds as well, with the id of the one that loses it: an
        address is one asset's, that which was seen last.
        """
        return self._claim(self.by_ip, asset, "ips") + self._claim(self.by_mac, asset, "macs")

    def _claim(self, table: dict[str, Asset], asset: Asset, held: Held) -> list[tuple[str, str]]:
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

    def _take(self, table: dict[str, Asset], held: Held, asset: Asset, key: str) -> None:
        holder = table.get(key)
        if holder is not None:
            self.release(holder, key)
            self.moved(holder)
        table[key] = asset
        own: list[str] = getattr(asset.record, held)
        own.append(key)
        self.changed.add(asset.id)
        learnt = [each for each in own if each not in asset.record.declared_at]
        if len(learnt) >= 2 * MAX_LEARNT:
            # Many at once: each time, all remembered ways are forgotten.
            for old in learnt[:-MAX_LEARNT]:
                self.release(asset, old)
            self.rebound = True

    def _note_segment(self, asset: Asset, ip: str) -> None:
        segment = segment_of(ip)
        segments = asset.record.segments
        if segment is not None and segment not in segments:
            segments.append(segment)
            del segments[:-MAX_SEGMENTS]


def address_in(ip_key: str) -> Address:
    """The address of a key. Raises ValueError where there is none."""
    return read_address(ip_key.rpartition("/")[2].partition("%")[0])


def realm_in(key: str) -> str:
    """The realm of a key, with the segment of a link-local address."""
    return key.rpartition("/")[0]


def segment_of(ip_key: str) -> str | None:
    """The IPv4 subnet of a key; None for IPv6, which tells no router from a host."""
    address = address_in(ip_key)
    return address.segment if address.version == 4 else None


def scoped(text: str, realm: str) -> str:
    """The key of an address or a MAC in a realm."""
    return f"{realm}/{text}" if realm else text
