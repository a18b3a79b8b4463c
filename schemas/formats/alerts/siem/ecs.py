"""Alerts as documents of the Elastic Common Schema 9, for Elasticsearch and OpenSearch.

Source: elastic/ecs 9.4. What the schema has no field for lies under `weir`, an own name space as the schema advises.
`@timestamp` is the traffic's time and `event.created` the judgement's; `event.ingested` is set where it is stored
(`ecs_template.py`), so the three are never out of order. A document's `_id` is `weir.alert.id` with
`weir.alert.revision`.
"""

import msgspec

from schemas.alert import Alert, Party
from schemas.formats.alerts.parts import facts
from schemas.formats.alerts.parts.clean import clean
from schemas.formats.alerts.parts.documents import JsonObject, without_absent
from schemas.formats.alerts.parts.kinds import KIND_NAMES
from schemas.formats.alerts.parts.origin import PRODUCT, VENDOR, Origin
from schemas.formats.alerts.parts.statuses import action_of

ECS_VERSION = "9.4.0"
FRAMEWORK = "MITRE ATT&CK"
LISTED_HOPS = 50
"""Paths that a document lists; an alert holds as many."""


def ecs(alert: Alert, origin: Origin) -> bytes:
    """One document in one line."""
    return msgspec.json.encode(document(alert, origin))


def document(alert: Alert, origin: Origin) -> JsonObject:
    """The document as JSON values."""
    happened = min(alert.last_seen, facts.judged(alert))
    made: JsonObject = {
        "@timestamp": facts.timestamp(happened),
        "ecs": {"version": ECS_VERSION},
        "message": clean(alert.summary),
        "event": {
            "kind": "alert",
            "category": ["network", "intrusion_detection"],
            "type": ["info"],
            "id": f"{alert.id}-{alert.revision}",
            "action": alert.kind,
            "module": "weir",
            "dataset": "weir.alert",
            "provider": "weir",
            "severity": alert.severity,
            "risk_score": float(alert.severity),
            "reason": "; ".join(facts.reason_lines(alert)) or None,
            "created": facts.timestamp(max(facts.judged(alert), happened)),
            "start": facts.timestamp(alert.first_seen),
            "end": facts.timestamp(max(alert.first_seen, alert.last_seen)),
        },
        "observer": {
            "vendor": VENDOR,
            "product": PRODUCT,
            "type": "ids",
            "version": origin.version,
            "hostname": origin.host,
        },
        "rule": {"id": alert.kind, "name": KIND_NAMES[alert.kind], "category": "anomaly", "ruleset": "weir"},
        "source": _end(alert.initiator),
        "destination": _end(alert.responder),
        "network": {
            "transport": alert.transport,
            "protocol": facts.service_of(alert),
            "direction": _direction(alert),
            "vlan": {"id": None if alert.vlan is None else str(alert.vlan)},
            "bytes": (alert.initiator_octets + alert.responder_octets) or None,
            "community_id": [each.community_id for each in alert.evidence if each.community_id] or None,
        },
        "related": {"ip": facts.addresses(alert) or None, "hosts": facts.names(alert) or None},
        "threat": _threat(alert),
        "labels": {"site": clean(alert.site)},
        "weir": {
            "alert": {
                "id": alert.id,
                "revision": alert.revision,
                "change": action_of(alert),
                "status": alert.status,
                "level": alert.level,
                "title": clean(alert.title),
                "flows": alert.count,
                "closed_because": facts.ending(alert),
                "related": [each.id for each in alert.related] or None,
            },
            "initiator": _place(alert.initiator),
            "responder": _place(alert.responder),
            "crossing": None if alert.crossing is None else f"{alert.crossing.from_} -> {alert.crossing.to}",
            "paths": [facts.hop_text(hop) for hop in alert.hops[:LISTED_HOPS]] or None,
            "advice": None if alert.advice is None else clean(alert.advice.text),
            "evidence": [each.uid for each in alert.evidence if each.uid] or None,
        },
    }
    return without_absent(made)


def _end(party: Party | None) -> JsonObject | None:
    if party is None:
        return None
    address = facts.address_of(party)
    return {
        "address": facts.name_of(party) if address is None else address,
        "ip": address,
        "port": party.port,
        "mac": None if party.mac is None else party.mac.replace(":", "-").upper(),
        "domain": None if party.name is None else clean(party.name),
    }


def _place(party: Party | None) -> JsonObject | None:
    if party is None:
        return None
    return {
        "asset": clean(party.asset),
        "zone": None if party.zone is None else clean(party.zone),
        "level": party.purdue_level,
        "side": party.side,
        "role": None if party.role is None else clean(party.role),
        "owner": None if party.owner is None else clean(party.owner),
        "criticality": party.criticality,
    }


def _threat(alert: Alert) -> JsonObject | None:
    if not alert.attack:
        return None
    return {
        "framework": FRAMEWORK,
        "tactic": _named(facts.tactics(alert)),
        "technique": _named(facts.techniques(alert)),
    }


def _named(names: dict[str, str | None]) -> JsonObject:
    """Ids and names side by side, where every one has a name."""
    return {"id": list(names), "name": list(names.values()) if all(names.values()) else None}


def _direction(alert: Alert) -> str:
    """Seen from OT, whose perimeter Weir watches."""
    sides = [None if party is None else party.side for party in (alert.initiator, alert.responder)]
    if sides == ["ot", "ot"]:
        return "internal"
    if "ot" not in sides:
        return "external" if None not in sides else "unknown"
    return "outbound" if sides[0] == "ot" else "inbound"
