"""Which zones to propose where none is declared, from who speaks and what is served there.

A proposal must not blind: what answers OT protocols is proposed as OT, if need be address by address within a network
of something else (`judging.py` has the rules). Each value of a proposal has its reason beside it.
"""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from models.boundary.judging import CONTROLLER_LEVEL, MIXED_LEVEL, OPERATIONS_LEVEL, Judgement, judged
from models.boundary.network_evidence import NetworkEvidence, addresses_by_network, evidence_of
from models.boundary.ot_traffic import OtTraffic, ot_traffic
from schemas.asset_change import Side
from schemas.asset_summary import AssetSummary
from schemas.path import PathRecord


class ProposedZone(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One zone. `side` None: the evidence is mixed, and a person has to say. Each reason is a phrase of one line."""

    site: str
    zone: str
    side: Side | None
    why_side: str
    cidrs: tuple[str, ...]
    why_cidrs: str
    level: float | None = None
    why_level: str = ""
    realm: str = ""


def propose(site: str, assets: Iterable[AssetSummary], paths: Iterable[PathRecord]) -> list[ProposedZone]:
    """Zones for the networks of one site that no declared zone holds, in their order; none where nobody spoke."""
    by_id = {asset.id: asset for asset in assets}
    traffic = ot_traffic(by_id, paths)
    networks = evidence_of(by_id, traffic)
    judgements = judged(networks, by_id, traffic)
    proposed: list[ProposedZone] = []
    for network in networks:
        judgement = judgements.get(network.key)
        if judgement is None:
            continue
        proposed.append(_zone(site, network, judgement))
        if judgement.apart:
            proposed.append(_hosts_apart(site, network, judgement, by_id, traffic))
    return proposed


def _zone(site: str, network: NetworkEvidence, judgement: Judgement) -> ProposedZone:
    realm, cidr = network.key
    count = len(network.hosts)
    silent = (
        f"; {network.silent} more {'was' if network.silent == 1 else 'were'} tried and gave no answer"
        if network.silent
        else ""
    )
    return ProposedZone(
        site=site,
        zone=_name(judgement.side or "unknown", network),
        side=judgement.side,
        why_side=judgement.why,
        cidrs=(cidr,),
        why_cidrs=f"{count} address{'' if count == 1 else 'es'} spoke or answered{silent}",
        level=judgement.level,
        why_level=judgement.why_level,
        realm=realm,
    )


def _hosts_apart(
    site: str,
    network: NetworkEvidence,
    judgement: Judgement,
    assets: Mapping[str, AssetSummary],
    traffic: OtTraffic,
) -> ProposedZone:
    """A zone of single addresses: OT that stands in a network of something else."""
    addresses = {one for host in judgement.apart for one in addresses_by_network(assets[host])[network.key]}
    serving = judgement.apart & traffic.served.keys()
    if serving == judgement.apart:
        level, why_level, what = CONTROLLER_LEVEL, "each answers OT protocols", "answer OT protocols"
    elif serving:
        level, why_level, what = MIXED_LEVEL, "some answer OT protocols", "answer or poll OT protocols"
    else:
        level, why_level, what = OPERATIONS_LEVEL, "masters, or OT by the inventory", "poll OT, or are OT by inventory"
    return ProposedZone(
        site=site,
        zone=_name("ot-in", network),
        side="ot",
        why_side=f"these {what}; the rest of {network.key[1]} may be something else",
        cidrs=tuple(one.text for one in sorted(addresses, key=lambda one: one.value)),
        why_cidrs="single addresses within the network above",
        level=level,
        why_level=why_level,
        realm=network.key[0],
    )


def _name(before: str, network: NetworkEvidence) -> str:
    """Named by the network, so that a second proposal has the same names: `ot-10.2.10`, `it-fd00::`."""
    realm, cidr = network.key
    address = cidr.partition("/")[0]
    short = address if ":" in address else address.rpartition(".")[0]
    return f"{before}-{short}{f'-{realm}' if realm else ''}"[:255]
