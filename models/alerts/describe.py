"""Assets and findings in the words and records an alert carries."""

from models.baseline import baseline
from models.baseline.asset import Asset
from models.findings.sighting import Sighting, Words
from models.identity.addresses import read_address
from schemas.alert import Advice, BaselineExcerpt, Evidence, Hop, Party, Technique
from schemas.attack import OT_SERVICE_TECHNIQUE, SERVICE_TECHNIQUES
from schemas.flow import Flow
from schemas.services.names import OT_SERVICES

USUAL_SHOWN = 5
"""Peers and services shown of a baseline: what fits a line."""


def party(asset: Asset, *, ip: str | None, mac: str | None, port: int | None) -> Party:
    """One end as an alert shows it, its address in the one form that assets have. Raises ValueError for no address."""
    record = asset.record
    return Party(
        asset=asset.id,
        name=record.name,
        ip=None if ip is None else read_address(ip).text,
        mac=mac or _mac(asset),
        port=port,
        zone=asset.zone,
        purdue_level=asset.level,
        side=asset.side,
        side_inferred=asset.side_inferred,
        role=record.role,
        owner=record.owner,
        criticality=record.criticality,
    )


def about(asset: Asset, ip: str | None = None) -> Party:
    """An asset that an alert is about, with an address; without one with the first of its own."""
    ips = asset.record.ips
    first = ips[0].rpartition("/")[2] if ips else None
    return party(asset, ip=first if ip is None else ip, mac=None, port=None)


def hop(  # noqa: PLR0913 - a path's ends, what it is, and its flow where there is one
    initiator: Asset,
    responder: Asset,
    service: str,
    time: float,
    *,
    flow: Flow | None = None,
    is_answered: bool | None = None,
) -> Hop:
    """A path as an alert lists it, each end with the first of its addresses, its name and what is declared of it.

    `flow` is the one that showed it; None where an older path is listed.
    """
    began, reached = initiator.record, responder.record
    return Hop(
        initiator.id,
        responder.id,
        service,
        time,
        initiator_ip=_address(initiator, None if flow is None else flow.initiator_ip),
        initiator_name=began.name,
        responder_ip=_address(responder, None if flow is None else flow.responder_ip),
        responder_name=reached.name,
        initiator_mac=_mac(initiator),
        responder_mac=_mac(responder),
        initiator_role=began.role,
        responder_role=reached.role,
        initiator_owner=began.owner,
        responder_owner=reached.owner,
        transport=None if flow is None else flow.transport,
        port=None if flow is None else flow.responder_port,
        vlan=None if flow is None else flow.vlan,
        answered=is_answered,
    )


def evidence(flow: Flow) -> Evidence:
    """Where to find the traffic of one flow."""
    octets = (flow.initiator_octets or 0) + (flow.responder_octets or 0)
    known = flow.initiator_octets is not None or flow.responder_octets is not None
    return Evidence(
        sensor=flow.sensor,
        start=flow.start,
        uid=flow.uid,
        community_id=flow.community_id,
        octets=octets if known else None,
        initiator_port=flow.initiator_port,
        responder_port=flow.responder_port,
        initiator_octets=flow.initiator_octets,
        responder_octets=flow.responder_octets,
        vlan=flow.vlan,
        notes=flow.notes,
    )


def excerpt(sighting: Sighting, learn_until: float | None) -> BaselineExcerpt | None:
    """The baseline of the end that was surprised; the responder's where neither was. None for internet peers."""
    responder, initiator = sighting.responder, sighting.initiator
    bits, own = sighting.surprise, sighting.responder_bits
    as_responder = (bits is None or own == bits) and not responder.record.external
    asset = responder if as_responder else initiator
    if asset.record.external:
        return None
    peers = asset.peers_in if as_responder else asset.peers_out
    services = asset.services_in if as_responder else asset.services_out
    statistics = asset.record.statistics
    ready = baseline.readiness(asset, sighting.time, learn_until)
    return BaselineExcerpt(
        asset=asset.id,
        days_watched=round(baseline.days_watched(asset.record.first_seen, sighting.time), 2),
        readiness=round(ready, 3) if ready is not None else 0.0,
        peers=len(peers),
        services=len(services),
        usual_peers=_most_usual(peers),
        usual_services=_most_usual(services),
        flows_per_window=None if statistics is None else round(statistics.flows_per_window, 2),
        octets_per_window=None if statistics is None else round(statistics.octets_per_window, 1),
        name=asset.label,
        surprise_bits=None if bits is None else round(bits, 2),
    )


def addressed(
    advice: Advice | None, initiator: Asset | None, responder: Asset | None = None, *, newcomer: Asset | None = None
) -> Advice | None:
    """A next step with the ends' names, owners and MAC where the words of a kind stand for them, as `{initiator}`.

    Of a host that acts for others it says first where to see for whom.
    """
    if advice is None:
        return None
    said: dict[str, str] = {}
    for end, asset in (("initiator", initiator), ("responder", responder), ("newcomer", newcomer)):
        if asset is not None:
            mac = _mac(asset)
            said[f"{{{end}}}"] = asset.label
            said[f"{{{end}'s owner}}"] = _owner(asset)
            said[f"{{{end}'s MAC}}"] = f"the MAC address of {asset.label}" if mac is None else f"MAC {mac}"
    where, text = advice.where, advice.text
    for stands, name in said.items():
        where, text = where.replace(stands, name), text.replace(stands, name)
    if responder is not None and initiator is not None and initiator.shared and not initiator.record.external:
        text = f"See in the logs of {initiator.label} who used it at that time. {text}"
    return Advice(where, text)


def techniques(words: Words, service: str, *, into_ot: bool) -> tuple[Technique, ...]:
    """The techniques of ATT&CK for ICS that a finding and a service show, without repeats."""
    shown = [*words.techniques]
    if service in SERVICE_TECHNIQUES:
        shown.append(Technique(*SERVICE_TECHNIQUES[service]))
    if into_ot and service in OT_SERVICES:
        shown.append(Technique(*OT_SERVICE_TECHNIQUE))
    return tuple(dict.fromkeys(shown))


def _address(asset: Asset, seen: str | None) -> str | None:
    """The first address of an asset; of one that holds none, as a peer on the internet, the one that was seen."""
    ips = asset.record.ips
    return ips[0] if ips else seen


def _owner(asset: Asset) -> str:
    owner = asset.record.owner
    return f"the owner of {asset.label}" + (f" ({owner})" if owner else "")


def _mac(asset: Asset) -> str | None:
    """The first MAC of an asset, without its realm; None where none is known."""
    macs = asset.record.macs
    return macs[0].rpartition("/")[2] if macs else None


def _most_usual(counts: dict[str, int]) -> tuple[str, ...]:
    return tuple(sorted(counts, key=lambda name: (-counts[name], name))[:USUAL_SHOWN])
