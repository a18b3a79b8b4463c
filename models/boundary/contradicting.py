"""Where a declared side contradicts what its hosts serve: questions to a person, who may know better.

A PLC in a zone that is declared office is not watched as OT, and nothing else would tell. No decision rests on this.
"""

from collections.abc import Iterable, Mapping
from typing import Literal

from msgspec import Struct

from models.boundary.ot_traffic import OtTraffic, ot_traffic
from schemas.asset_change import Side
from schemas.asset_summary import AssetSummary
from schemas.path import PathRecord

Finding = Literal["serves-ot", "polls-ot", "meets-internet"]
"""serves-ot: answers OT protocols, and is not declared OT. polls-ot: keeps polling controllers from an office.
meets-internet: hosts of a whole zone that is declared OT speak no OT, and most of them keep talking to the internet."""

THROUGH_A_DMZ = frozenset({"opc-ua"})
"""What a DMZ may serve: gateways and historians pass OPC UA on between OT and office (NAMUR NE 175)."""

ENOUGH_HOSTS = 5
"""Of a zone before its silence about OT says something: a cell of three may be tapped where its polling does not pass.
A convention."""


class SideContradiction(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One contradiction. `zone` None: no declared zone holds the asset; `side` None: nobody told it.

    `peers` counts who is at the other end; where the whole zone is meant, `asset` is empty and `hosts` tells of how
    many that holds.
    """

    site: str
    finding: Finding
    zone: str | None
    side: Side | None
    asset: str = ""
    name: str | None = None
    ip: str | None = None
    services: tuple[str, ...] = ()
    peers: int = 0
    hosts: int = 0


def contradictions_in_sides(
    site: str, assets: Iterable[AssetSummary], paths: Iterable[PathRecord]
) -> list[SideContradiction]:
    """Of one site, by zone and asset. Sides that are inferred from the same traffic contradict nothing."""
    by_id = {asset.id: asset for asset in assets}
    if all(asset.side_inferred or asset.external for asset in by_id.values()):
        return []
    traffic = ot_traffic(by_id, paths)
    found: list[SideContradiction] = []
    for asset in by_id.values():
        if asset.side == "ot" or asset.side_inferred or asset.external:
            continue
        told = _of_asset(site, asset, traffic)
        if told is not None:
            found.append(told)
    found += _of_zones(site, by_id, traffic)
    return sorted(found, key=lambda one: (one.zone is None, one.zone or "", one.asset))


def _of_asset(site: str, asset: AssetSummary, traffic: OtTraffic) -> SideContradiction | None:
    finding: Finding = "serves-ot"
    shown = traffic.served.get(asset.id, {})
    if asset.side == "dmz":
        shown = {service: peers for service, peers in shown.items() if service not in THROUGH_A_DMZ}
    if not shown and asset.side == "it":
        finding, shown = "polls-ot", traffic.polled.get(asset.id, {})
    if not shown:
        return None
    return SideContradiction(
        site=site,
        finding=finding,
        zone=asset.zone,
        side=asset.side,
        asset=asset.id,
        name=asset.name,
        ip=asset.ips[0].rpartition("/")[2] if asset.ips else None,
        services=tuple(sorted(shown)),
        peers=len(set().union(*shown.values())),
    )


def _of_zones(site: str, assets: Mapping[str, AssetSummary], traffic: OtTraffic) -> list[SideContradiction]:
    """Zones declared OT in which nobody speaks OT, and most keep talking to the internet."""
    internet = traffic.talking_to({asset.id for asset in assets.values() if asset.external})
    zones: dict[str, list[str]] = {}
    for asset in assets.values():
        if asset.side == "ot" and asset.zone is not None and asset.alive and not asset.external:
            zones.setdefault(asset.zone, []).append(asset.id)
    found: list[SideContradiction] = []
    for zone, hosts in zones.items():
        online = [host for host in hosts if host in internet]
        silent = not any(host in traffic.served or host in traffic.polled for host in hosts)
        if silent and len(hosts) >= ENOUGH_HOSTS and 2 * len(online) > len(hosts):
            found.append(
                SideContradiction(
                    site=site, finding="meets-internet", zone=zone, side="ot", peers=len(online), hosts=len(hosts)
                )
            )
    return found
