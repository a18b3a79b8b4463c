"""Alerts as events of Splunk's HTTP Event Collector, with the fields of its Common Information Model.

Source: Splunk's HEC event format; Common Information Model 6, Alerts and Intrusion Detection. `tag` makes the event
part of Intrusion Detection (`ids`, `attack`) without configuration at search time. Suppress by `id` and the highest
`revision`.
"""

import msgspec

from schemas.alert import Alert, Party
from schemas.formats.alerts.parts import facts
from schemas.formats.alerts.parts.clean import clean
from schemas.formats.alerts.parts.documents import JsonObject
from schemas.formats.alerts.parts.kinds import KIND_NAMES
from schemas.formats.alerts.parts.origin import PRODUCT, VENDOR, Origin
from schemas.formats.alerts.parts.severities import STEPS
from schemas.formats.alerts.parts.statuses import action_of

SOURCE_TYPE = "weir:alert"


def hec(alert: Alert, origin: Origin) -> bytes:
    """One event in one line."""
    return msgspec.json.encode(envelope(alert, origin))


def envelope(alert: Alert, origin: Origin) -> JsonObject:
    """The event with what goes around it. `time` is the traffic's, seconds UTC."""
    event: JsonObject = {
        "id": alert.id,
        "revision": alert.revision,
        "change": action_of(alert),
        "status": alert.status,
        "vendor_product": f"{VENDOR} {PRODUCT}",
        "ids_type": "network",
        "tag": ["ids", "attack", "alert"],
        "type": "alert",
        "action": "allowed",  # Weir listens: what it tells of went through
        "category": "anomaly",
        "signature": KIND_NAMES[alert.kind],
        "signature_id": alert.kind,
        "severity": STEPS[alert.level].splunk,
        "severity_id": alert.severity,
        "subject": clean(alert.title),
        "description": clean(alert.summary),
        "reason": list(facts.reason_lines(alert)),
        "dvc": origin.host,
        "site": clean(alert.site),
        "transport": alert.transport,
        "app": facts.service_of(alert),
        "count": alert.count,
        "first_seen": facts.timestamp(alert.first_seen),
        "last_seen": facts.timestamp(alert.last_seen),
        "judged": facts.timestamp(facts.judged(alert)),
        "mitre_technique_id": [each.technique for each in alert.attack],
        "mitre_technique": [name for name in facts.techniques(alert).values() if name],
        "mitre_tactic_id": list(facts.tactics(alert)),
        "vlan": alert.vlan,
        "bytes_out": alert.initiator_octets or None,
        "bytes_in": alert.responder_octets or None,
        "closed_because": facts.ending(alert),
        "paths": [facts.hop_text(hop) for hop in alert.hops],
        "related_ip": facts.addresses(alert),
        "uid": [each.uid for each in alert.evidence if each.uid],
        "advice": None if alert.advice is None else clean(alert.advice.text),
        **_end("src", alert.initiator),
        **_end("dest", alert.responder),
    }
    return {
        "time": facts.milliseconds(alert.last_seen) / 1_000,
        "host": origin.host,
        "source": "weir",
        "sourcetype": SOURCE_TYPE,
        "event": {key: value for key, value in event.items() if value not in (None, [], "")},
    }


def _end(which: str, party: Party | None) -> JsonObject:
    if party is None:
        return {}
    return {
        which: facts.address_of(party) or facts.name_of(party),
        f"{which}_ip": facts.address_of(party),
        f"{which}_host": facts.name_of(party),
        f"{which}_mac": party.mac,
        f"{which}_port": party.port,
        f"{which}_zone": None if party.zone is None else clean(party.zone),
        f"{which}_level": party.purdue_level,
        f"{which}_side": party.side,
        f"{which}_owner": None if party.owner is None else clean(party.owner),
        f"{which}_priority": party.criticality,
    }
