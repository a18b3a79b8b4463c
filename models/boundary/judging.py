"""What side a network is taken for, and why: the rules behind proposed zones.

OT wins where OT protocols are served. What is mixed stays of unknown side, which the policy watches towards OT; it is
never guessed to be an office, since what is taken for an office is no longer watched.
"""

from collections.abc import Collection, Iterable, Mapping

from msgspec import Struct

from models.boundary.network_evidence import NetworkEvidence, NetworkKey
from models.boundary.ot_traffic import OtTraffic, Peers
from models.boundary.zones import DMZ_LEVEL
from schemas.asset_change import Side
from schemas.asset_summary import AssetSummary
from schemas.services.icmp import ICMP_SERVICES

OT_SHARE = 1 / 3
"""Of a network's hosts: from here on those that speak OT make it a cell, though panels, cameras and switches stand
beside them. A convention; the cells of simulated plants have 0.85 and more."""

FEW = 0.1
"""Of a network's hosts: fewer than this talking to OT are a remark, no doubt. A convention."""

MOST = 0.5

CONTROLLER_LEVEL, MIXED_LEVEL, OPERATIONS_LEVEL, OFFICE_LEVEL = 1.0, 2.0, 3.0, 4.0

INFRASTRUCTURE: frozenset[str] = ICMP_SERVICES | {
    *("dhcp", "dns", "kerberos", "ldap", "llmnr", "mdns", "netbios-dgm", "netbios-ns", "ntp", "radius", "snmp"),
    *("snmp-trap", "syslog"),
}
"""Services that plants take from office servers too: they make no DMZ of them."""


class Judgement(Struct, kw_only=True):
    """What a network is taken for. `side` None: mixed evidence. `apart` are hosts that are OT all the same."""

    side: Side | None
    why: str
    level: float | None = None
    why_level: str = ""
    apart: set[str]


def judged(
    networks: Iterable[NetworkEvidence], assets: Mapping[str, AssetSummary], traffic: OtTraffic
) -> dict[NetworkKey, Judgement]:
    """A judgement of each network in which somebody spoke."""
    internet = traffic.talking_to({asset.id for asset in assets.values() if asset.external})
    spoken = [one for one in networks if one.hosts]
    found: dict[NetworkKey, Judgement] = {}
    for one in spoken:
        judgement = _by_ot_protocols(one, traffic, internet)
        if judgement is not None:
            found[one.key] = judgement
    ot = {asset.id for asset in assets.values() if asset.side == "ot" and not asset.side_inferred}
    for one in spoken:
        if one.key in found:
            # A master in a network of something else may as well be a server that offices use.
            ot |= one.hosts if found[one.key].side == "ot" else one.servers
    with_ot = traffic.talking_to(ot)
    open_ = [one for one in spoken if one.key not in found]
    for one in open_:
        judgement = _by_few_who_talk_to_ot(one, with_ot, internet)
        if judgement is not None:
            found[one.key] = judgement
    it = {host for one in spoken if one.key in found and found[one.key].side == "it" for host in one.hosts}
    outside = traffic.talking_to(it).keys() | internet.keys()
    for one in open_:
        if one.key not in found:
            found[one.key] = _between(one, with_ot, outside)
    return found


def _by_ot_protocols(network: NetworkEvidence, traffic: OtTraffic, internet: Collection[str]) -> Judgement | None:
    """What serving and polling shows; None where it shows nothing, or only a few masters in a large network."""
    total = len(network.hosts)
    declared = network.declared.get("ot", set())
    speakers = network.servers | network.masters | declared
    protocols = _protocols(speakers, traffic)
    if network.servers or declared:
        said = f"{len(speakers)} of {_hosts(total)} {_answer_or_poll(network, declared, len(speakers))}{protocols}"
        online = {host for host in network.hosts - speakers if host in internet}
        if len(speakers) < OT_SHARE * total:
            return Judgement(side=None, why=f"only {said}", apart=speakers)
        if len(online) > len(speakers):
            return Judgement(side=None, why=f"{said}, but {len(online)} others reach the internet", apart=speakers)
        if len(network.servers) < MOST * total:
            level, why_level = MIXED_LEVEL, "controllers among other devices"
        else:
            level, why_level = CONTROLLER_LEVEL, "most of its hosts answer OT protocols, as controllers do"
        return Judgement(side="ot", why=said, level=level, why_level=why_level, apart=set())
    if len(network.masters) < max(1.0, FEW * total):
        return None
    count = len(network.masters)
    said = f"{count} of {_hosts(total)} {_does(count, 'keep')} polling controllers{protocols}"
    if count >= MOST * total:
        why_level = "masters, and no controller among them"
        return Judgement(side="ot", why=said, level=OPERATIONS_LEVEL, why_level=why_level, apart=set())
    return Judgement(side=None, why=f"{said}, the others do not", apart=set(network.masters))


def _by_few_who_talk_to_ot(network: NetworkEvidence, with_ot: Peers, internet: Collection[str]) -> Judgement | None:
    """An office, where hardly anyone talks to OT and most live as offices do; None where more talk to OT."""
    total = len(network.hosts)
    for side, hosts in network.declared.items():
        if len(hosts) >= MOST * total:
            return Judgement(side=side, why=f"the inventory says so of {len(hosts)} of {_hosts(total)}", apart=set())
    talkers = network.hosts & (with_ot.keys() | network.masters)
    if len(talkers) >= max(1.0, FEW * total):
        return None
    remark = f"; {len(talkers)} {_does(len(talkers), 'keep')} talking to OT" if talkers else ""
    office = len([host for host in network.hosts if host in network.office or host in internet])
    uses = f"{office} of {_hosts(total)} {_does(office, 'use')} office services or the internet"
    if office < MOST * total:
        few = f"only {uses}" if office else f"none of {_hosts(total)} uses office services or the internet"
        return Judgement(side=None, why=f"none answers an OT protocol, but {few}{remark}", apart=set())
    why = f"{uses}, and none answers an OT protocol{remark}"
    return Judgement(side="it", why=why, level=OFFICE_LEVEL, why_level="the level of offices", apart=set())


def _between(network: NetworkEvidence, with_ot: Peers, outside: Collection[str]) -> Judgement:
    """A network that talks to OT: a DMZ where most hosts do, beyond time and names, and some talk to offices too."""
    total = len(network.hosts)
    talkers = {host: with_ot.get(host, set()) for host in network.hosts if host in with_ot or host in network.masters}
    relays = [host for host, services in talkers.items() if services - INFRASTRUCTURE]
    services = _listed(sorted(set().union(*talkers.values())))
    said = f"{len(talkers)} of {_hosts(total)} {_does(len(talkers), 'keep')} talking to OT{services}"
    out = len([host for host in network.hosts if host in outside])
    if out and len(relays) >= MOST * total:
        why = f"{said}, and {out} to offices or the internet; none answers an OT protocol"
        return Judgement(side="dmz", why=why, level=DMZ_LEVEL, why_level="between OT and offices", apart=set())
    beyond = f"and {out} to offices or the internet" if out else "and none to offices or the internet"
    return Judgement(side=None, why=f"{said}, {beyond}; none answers an OT protocol", apart=set())


def _answer_or_poll(network: NetworkEvidence, declared: set[str], count: int) -> str:
    parts = [_does(count, "answer")] if network.servers else []
    parts += [_does(count, "poll")] if network.masters else []
    said = f"{' or '.join(parts)} OT protocols" if parts else ""
    if declared - network.servers - network.masters:
        said += f"{' or ' if said else ''}{'is' if count == 1 else 'are'} OT by the inventory"
    return said


def _protocols(hosts: Iterable[str], traffic: OtTraffic) -> str:
    names = {name for host in hosts for peers in (traffic.served, traffic.polled) for name in peers.get(host, ())}
    return _listed(sorted(names))


def _listed(names: list[str], most: int = 5) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return f" ({', '.join(names[:most])}{more})" if names else ""


def _does(count: int, verb: str) -> str:
    return f"{verb}s" if count == 1 else verb


def _hosts(count: int) -> str:
    return f"{count} host{'' if count == 1 else 's'}"
