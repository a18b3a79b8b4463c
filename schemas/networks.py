"""Networks in one form, whichever of the two notations of IPv4 they are written in."""

from ipaddress import IPv6Network, ip_network

_MAPPED_BITS = 96
"""Bits before the IPv4 address in an address mapped into IPv6 (RFC 4291, section 2.5.5.2)."""


def network_of(text: str, *, strict: bool = True) -> str:
    """A CIDR, or one address, in its canonical form; a network of mapped addresses is the IPv4 network that it means.

    Raises ValueError for what is none and, if `strict`, for bits set past the prefix.
    """
    network = ip_network(text, strict=strict)
    mapped = network.network_address.ipv4_mapped if isinstance(network, IPv6Network) else None
    if mapped is None or network.prefixlen < _MAPPED_BITS:
        return str(network)
    return f"{mapped}/{network.prefixlen - _MAPPED_BITS}"
