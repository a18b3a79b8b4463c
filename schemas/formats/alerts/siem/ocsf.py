"""Alerts as OCSF 1.8.0 Detection Findings (class 2004).

Source: schema.ocsf.io, version 1.8.0. Times are integers of milliseconds. `time` is when the finding was judged, its
start and end those of the traffic. `finding_info.uid` is the alert; `metadata.uid` holds the revision too, so that a
store that keeps each event once keeps each revision once. Create, Update and Close follow the revisions.
"""

import msgspec

from schemas.alert import Alert, Party
from schemas.formats.alerts.parts import facts
from schemas.formats.alerts.parts.clean import clean
from schemas.formats.alerts.parts.documents import JsonObject, without_absent
from schemas.formats.alerts.parts.kinds import KIND_NAMES
from schemas.formats.alerts.parts.origin import PRODUCT, VENDOR, Origin
from schemas.formats.alerts.parts.severities import STEPS
from schemas.formats.alerts.parts.statuses import STATUSES, action_of

OCSF_VERSION = "1.8.0"
ATTACK_VERSION = "18.1"
CATEGORY, CLASS = 2, 2004
ACTIVITIES = {"created": (1, "Create"), "updated": (2, "Update"), "closed": (3, "Close")}
LEARNING = 4
"""`analytic.type_id`: Learning/ML, which a baseline is."""

IP_ADDRESS, HOSTNAME, MAC_ADDRESS = 2, 1, 3
"""`observable.type_id`."""

INBOUND, OUTBOUND, LATERAL, UNKNOWN = 1, 2, 3, 0
"""`connection_info.direction_id`, seen from OT."""

CONFIDENCE_HIGH, CONFIDENCE_MEDIUM, CONFIDENCE_LOW = 3, 2, 1


def ocsf(alert: Alert, origin: Origin) -> bytes:
    """One finding in one line."""
    return msgspec.json.encode(finding(alert, origin))


def finding(alert: Alert, origin: Origin) -> JsonObject:
    """The finding as JSON values."""
    activity, activity_name = ACTIVITIES[action_of(alert)]
    status, step = STATUSES[alert.status], STEPS[alert.level]
    made: JsonObject = {
        "activity_id": activity,
        "activity_name": activity_name,
        "category_uid": CATEGORY,
        "category_name": "Findings",
        "class_uid": CLASS,
        "class_name": "Detection Finding",
        "type_uid": CLASS * 100 + activity,
        "type_name": f"Detection Finding: {activity_name}",
        "time": facts.milliseconds(facts.judged(alert)),
        "start_time": facts.milliseconds(alert.first_seen),
        "end_time": facts.milliseconds(alert.last_seen),
        "count": max(1, alert.count),
        "severity_id": step.ocsf,
        "severity": step.ocsf_name,
        "status_id": status.ocsf,
        "status": status.ocsf_name,
        "status_detail": facts.ending(alert),
        "verdict_id": status.verdict,
        "verdict": status.verdict_name,
        "is_alert": True,
        "confidence_id": _confidence(alert),
        "risk_score": alert.severity,
        "message": clean(alert.summary),
        "timezone_offset": 0,
        "metadata": {
            "version": OCSF_VERSION,
            "uid": f"{alert.id}-{alert.revision}",
            "sequence": alert.revision,
            "tenant_uid": clean(alert.site) or None,
            "log_name": "weir.alerts",
            "profiles": ["incident"],
            "product": {"name": PRODUCT, "vendor_name": VENDOR, "version": origin.version or "0"},
        },
        "finding_info": {
            "uid": alert.id,
            "title": clean(alert.title),
            "desc": clean(alert.summary),
            "types": [alert.kind],
            "created_time": facts.milliseconds(facts.judged(alert)),
            "first_seen_time": facts.milliseconds(alert.first_seen),
            "last_seen_time": facts.milliseconds(alert.last_seen),
            "related_events_count": alert.count,
            "analytic": {"type_id": LEARNING, "type": "Learning (ML/DL)", "uid": alert.kind,
                         "name": KIND_NAMES[alert.kind]},
            "attacks": _attacks(alert),
        },
        "anomaly_analyses": _analyses(alert),
        "remediation": None if alert.advice is None else {"desc": clean(alert.advice.text)},
        "unmapped": {
            "site": clean(alert.site),
            "reasons": list(facts.reason_lines(alert)),
            "paths": [facts.hop_text(hop) for hop in alert.hops],
            "evidence": [each.uid for each in alert.evidence if each.uid],
        },
    }  # fmt: skip
    # Connections and observables are most of a long finding, and hold nothing that is absent.
    lists = {"evidences": _evidences(alert), "observables": _observables(alert)}
    return without_absent(made) | {name: found for name, found in lists.items() if found}


def _confidence(alert: Alert) -> int:
    """As ready as the baseline is that was surprised; where none was, nothing speaks against it."""
    if alert.baseline is None or alert.baseline.readiness >= 0.8:
        return CONFIDENCE_HIGH
    return CONFIDENCE_MEDIUM if alert.baseline.readiness >= 0.4 else CONFIDENCE_LOW


def _attacks(alert: Alert) -> list[JsonObject] | None:
    return [
        {
            "version": ATTACK_VERSION,
            "tactic": {"uid": each.tactic, "name": each.tactic_name},
            "technique": {"uid": each.technique, "name": each.technique_name},
        }
        for each in alert.attack
    ] or None


def _endpoint(party: Party | None) -> JsonObject | None:
    if party is None:
        return None
    name = facts.name_of(party)
    return {
        "uid": clean(party.asset) or None,
        "name": name,
        "hostname": None if party.name is None else clean(party.name) or None,
        "ip": facts.address_of(party),
        "mac": party.mac,
        "port": party.port,
        "zone": None if party.zone is None else clean(party.zone) or None,
        "owner": {"name": clean(party.owner)} if party.owner else None,
    }


def _evidences(alert: Alert) -> list[JsonObject]:
    """The connections as the sensor knows them, between the alert's ends; one without a uid where it has none."""
    ends = without_absent({"src_endpoint": _endpoint(alert.initiator), "dst_endpoint": _endpoint(alert.responder)})
    connection = without_absent(
        {
            "direction_id": _direction(alert),
            "protocol_name": alert.transport,
            "protocol_num": facts.TRANSPORT_NUMBERS.get(alert.transport or ""),
        }
    )
    seen: list[JsonObject] = [
        {**ends, "connection_info": connection | without_absent({"uid": each.uid, "community_uid": each.community_id})}
        for each in alert.evidence
    ]
    if not seen and alert.initiator is not None:
        seen = [{**ends, "connection_info": connection}]
    return seen


def _analyses(alert: Alert) -> list[JsonObject] | None:
    """What was seen against what is usual, for each reason that has a figure, and for a peer never seen before."""
    base = alert.baseline
    target = alert.responder or alert.initiator
    if base is None or target is None:
        return None
    anomalies: list[JsonObject] = [
        {"observation_parameter": clean(each.text), "observations": [{"value": f"{each.value:g}"}]}
        for each in alert.reasons
        if each.value is not None
    ]
    stranger = facts.name_of(alert.initiator)
    if stranger is not None:
        anomalies.insert(0, {
            "observation_parameter": "peer",
            "observation_type": "Frequency Analysis",
            "observed_pattern": "UNSEEN",
            "observations": [{"value": stranger, "count": max(1, alert.count)}],
        })  # fmt: skip
    if not anomalies:
        return None
    baselines = [
        {"observation_parameter": what, "observation_type": "Frequency Analysis", "observed_pattern": "FREQUENT",
         "observations": [{"value": clean(each)} for each in usual]}
        for what, usual in (("peer", base.usual_peers), ("service", base.usual_services)) if usual
    ]  # fmt: skip
    name = facts.name_of(target) or clean(base.asset)
    return [
        {"analysis_targets": [{"name": name, "type": f"{target.side.upper()} asset" if target.side else "asset"}],
         "anomalies": anomalies, "baselines": baselines or None}
    ]  # fmt: skip


def _observables(alert: Alert) -> list[JsonObject]:
    found: list[JsonObject] = [
        {"type_id": IP_ADDRESS, "name": "related.ip", "value": each} for each in facts.addresses(alert)
    ]
    found += [{"type_id": HOSTNAME, "name": "related.host", "value": each} for each in facts.names(alert)]
    macs = [party.mac for party in (alert.initiator, alert.responder) if party is not None and party.mac]
    found += [{"type_id": MAC_ADDRESS, "name": "related.mac", "value": each} for each in dict.fromkeys(macs)]
    return found


def _direction(alert: Alert) -> int:
    ot = [party is not None and party.side == "ot" for party in (alert.initiator, alert.responder)]
    if ot == [True, True]:
        return LATERAL
    if ot == [False, False]:
        return UNKNOWN
    return OUTBOUND if ot[0] else INBOUND
