"""What an address is: a host of a plant, a peer on the internet, or nobody at all.

Broadcast and multicast are no peers (design section 5.2), and neither is an unset address.
"""

from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Literal

from msgspec import Struct

AddressKind = Literal["internal", "external", "link-local", "nobody"]

EXTERNAL_PREFIX_V4 = 24
EXTERNAL_PREFIX_V6 = 48
"""How finely internet peers are told apart: the smallest prefixes routed on the internet
(IPv4 /24, IPv6 /48, as RIPE-399 and RIPE-532 recommend filtering)."""

_SEGMENT_V6 = 64

REMEMBERED = 65_536
"""Addresses whose reading is remembered: parsing one costs ten times a lookup."""

_CARRIER_NAT = ip_network("100.64.0.0/10")


class Address(Struct, frozen=True, gc=False):
    """One address as read.

    `segment` is the subnet it most likely lies on, its /24 or /64: routers are told by their many;
    `prefix` is the one an internet peer is known by.
    """

    text: str
    version: int
    value: int
    kind: AddressKind
    segment: str
    prefix: str

    @property
    def looks_like_broadcast(self) -> bool:
        """Whether an IPv4 address ends in .255, the broadcast address of most plant subnets."""
        return self.version == 4 and self.value & 0xFF == 0xFF


@lru_cache(maxsize=REMEMBERED)
def read_address(text: str) -> Address:
    """The address in `text`, an IPv4-mapped IPv6 one as IPv4. Raises ValueError where it is none.

    A scope (`fe80::1%eth0`) is dropped: it names an interface of the sensor, and so nothing of the address.
    """
    address = ip_address(text)
    if isinstance(address, IPv6Address):
        if address.scope_id is not None:
            address = IPv6Address(int(address))
        if address.ipv4_mapped is None:
            return _read_v6(address)
        address = address.ipv4_mapped
    value = int(address)
    network = f"{IPv4Address(value & 0xFFFFFF00)}/{EXTERNAL_PREFIX_V4}"
    return Address(str(address), 4, value, _kind_of(address), network, network)


def _read_v6(address: IPv6Address) -> Address:
    value = int(address)
    segment = str(ip_network((value, _SEGMENT_V6), strict=False))
    prefix = str(ip_network((value, EXTERNAL_PREFIX_V6), strict=False))
    return Address(str(address), 6, value, _kind_of(address), segment, prefix)


def _kind_of(address: IPv4Address | IPv6Address) -> AddressKind:
    """What stands behind an address; documentation and benchmark ranges (RFC 5737, RFC 2544) count as internal."""
    if address.is_multicast or address.is_unspecified or address.is_loopback:
        return "nobody"
    if isinstance(address, IPv4Address) and (address.is_reserved or int(address) >> 24 == 0):
        return "nobody"
    if address.is_link_local:
        return "link-local"
    if address.is_private or (isinstance(address, IPv4Address) and address in _CARRIER_NAT):
        return "internal"
    return "external"
