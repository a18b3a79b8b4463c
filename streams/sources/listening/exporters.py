"""Whose flows a datagram holds: the site, sensor and realm of its exporter, by its address alone.

The port is no part of it: an exporter behind a NAT changes it, and is the same.
"""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

from msgspec import Struct

from schemas.networks import network_of
from streams.sources.listening.settings import NetflowSettings

MOST_REMEMBERED = 65_536
"""Addresses whose answer is remembered. Bounded, since whoever can send a datagram can forge its sender."""


class Placed(Struct, frozen=True):
    """What is written on an exporter's flows. `sensor` None: what the format calls each exporter."""

    site: str
    sensor: str | None = None
    realm: str = ""

    @property
    def name(self) -> str:
        """All three as one text, which their memory is stored by."""
        return "|".join((self.site, self.sensor or "", self.realm))


class Exporters:
    """Those that are declared, of an input whose own `site` and `sensor` hold where they say nothing."""

    def __init__(self, settings: NetflowSettings, *, site: str, sensor: str | None) -> None:
        own = Placed(site, sensor)
        self.unknown: Placed | None = None if settings.parks else own
        """What is written on flows of exporters that are not declared; None: these are parked."""
        self._by_prefix: dict[int, dict[int, Placed]] = {}
        declared = {None if settings.parks else own: None}
        for one in settings.exporters:
            placed = Placed(one.site or site, one.sensor or sensor, one.realm)
            declared[placed] = None
            network = ip_network(network_of(one.address))
            length = network.prefixlen if isinstance(network, IPv6Network) else network.prefixlen + _MAPPED_BITS
            self._by_prefix.setdefault(length, {})[_number(network.network_address)] = placed
        self.all: tuple[Placed, ...] = tuple(one for one in declared if one is not None)
        """Every place that an exporter may have."""
        self._lengths = sorted(self._by_prefix, reverse=True)
        self._known: dict[str, Placed | None] = {}

    def of(self, address: str) -> Placed | None:
        """Where an exporter belongs, by the narrowest network that it lies in; None: it is unknown, and parked."""
        try:
            return self._known[address]
        except KeyError:
            if len(self._known) >= MOST_REMEMBERED:
                self._known.clear()
            found = self._known[address] = self._find(_number(ip_address(address)))
            return found

    def _find(self, number: int) -> Placed | None:
        for length in self._lengths:
            found = self._by_prefix[length].get(number >> (_BITS - length) << (_BITS - length))
            if found is not None:
                return found
        return self.unknown


_BITS = 128
_MAPPED_BITS = 96
_MAPPED = 0xFFFF << 32
"""IPv4 in IPv6 (RFC 4291, section 2.5.5.2), so that both are one kind of number."""


def _number(address: IPv4Address | IPv6Address) -> int:
    return int(address) | _MAPPED if isinstance(address, IPv4Address) else int(address)
