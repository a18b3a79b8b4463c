"""What is known of each network of a site: who spoke there, and who serves and polls OT protocols.

Networks are taken as /24 (IPv6: /64), the size in which plants number cells and offices. Addresses of the internet and
link-local ones are in none. An address that was tried and gave no answer is counted apart, and has no say.
"""

from collections.abc import Mapping
from ipaddress import ip_network

from msgspec import Struct, field

from models.boundary.ot_traffic import OtTraffic
from models.identity.addresses import Address
from models.identity.holdings import address_in, realm_in
from schemas.asset_change import Side
from schemas.asset_summary import AssetSummary

NetworkKey = tuple[str, str]
"""Realm ("" for none) and CIDR."""


class NetworkEvidence(Struct):
    """One network. Hosts are asset ids; `silent` counts addresses that were tried and gave no answer.

    `masters` poll and serve nothing; `declared` are hosts whose side an inventory names.
    """

    key: NetworkKey
    hosts: set[str] = field(default_factory=set)
    silent: int = 0
    servers: set[str] = field(default_factory=set)
    masters: set[str] = field(default_factory=set)
    office: set[str] = field(default_factory=set)
    declared: dict[Side, set[str]] = field(default_factory=dict)

    @property
    def order(self) -> tuple[str, int, int]:
        """Sorts networks by realm and number."""
        network = ip_network(self.key[1])
        return self.key[0], network.version, int(network.network_address)


def addresses_by_network(asset: AssetSummary) -> dict[NetworkKey, list[Address]]:
    """The private addresses of an asset by the network that they lie in."""
    found: dict[NetworkKey, list[Address]] = {}
    for key in asset.ips:
        try:
            address = address_in(key)
        except ValueError:
            continue
        if address.kind == "internal":
            found.setdefault((realm_in(key).partition("%")[0], address.segment), []).append(address)
    return found


def evidence_of(assets: Mapping[str, AssetSummary], traffic: OtTraffic) -> list[NetworkEvidence]:
    """The networks of one site, in order. Assets that stand in a declared zone have no say, nor have their networks."""
    networks: dict[NetworkKey, NetworkEvidence] = {}
    for asset in assets.values():
        if asset.external or asset.zone is not None:
            continue
        for key in addresses_by_network(asset):
            _count(networks.setdefault(key, NetworkEvidence(key)), asset, traffic)
    return sorted(networks.values(), key=lambda one: one.order)


def _count(network: NetworkEvidence, asset: AssetSummary, traffic: OtTraffic) -> None:
    if not asset.alive:
        network.silent += 1
        return
    network.hosts.add(asset.id)
    if asset.id in traffic.served:
        network.servers.add(asset.id)
    elif asset.id in traffic.polled:
        network.masters.add(asset.id)
    if asset.id in traffic.office:
        network.office.add(asset.id)
    if asset.side is not None and not asset.side_inferred:
        network.declared.setdefault(asset.side, set()).add(asset.id)
