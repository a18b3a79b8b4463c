"""Alerts as events of Google SecOps' Unified Data Model.

Source: Google's UDM field list and the `UDM` message of its public protobufs. One wrong field refuses the whole event,
so it holds few: what a detection rule matches by, and the rest under `additional`. A network connection needs both
ends; what has one is a generic event. Times are RFC 3339.
"""

import msgspec

from schemas.alert import Alert, Party
from schemas.formats.alerts.parts import facts
from schemas.formats.alerts.parts.clean import clean
from schemas.formats.alerts.parts.documents import JsonObject, without_absent
from schemas.formats.alerts.parts.kinds import KIND_NAMES
from schemas.formats.alerts.parts.origin import PRODUCT, VENDOR, Origin
from schemas.formats.alerts.parts.severities import STEPS

PROTOCOLS = {"tcp": "TCP", "udp": "UDP", "icmp": "ICMP", "icmp6": "ICMP6", "sctp": "SCTP"}
"""`Network.IpProtocol` of the transports that flows name."""

APPLICATIONS = {
    "dns": "DNS", "http": "HTTP", "https": "HTTPS", "tls": "HTTPS", "ssh": "SSH", "smb": "SMB", "rdp": "RDP",
    "ftp": "FTP", "tftp": "TFTP", "telnet": "TELNET", "ntp": "NTP", "snmp": "SNMP", "ldap": "LDAP", "smtp": "SMTP",
    "modbus": "MODBUS", "mqtt": "MQTT", "dhcp": "DHCP", "kerberos": "KRB5",
}  # fmt: skip
"""`Network.ApplicationProtocol` of the services that it has a value for."""

TEXT_CHARACTERS = 4_000

_QUIET = frozenset({"closed", "expected", "muted", "withheld"})
"""Statuses in which an alert asks for nobody."""


def udm(alert: Alert, origin: Origin) -> bytes:
    """One event in one line."""
    return msgspec.json.encode(event(alert, origin))


def event(alert: Alert, origin: Origin) -> JsonObject:
    """The event as JSON values, by the protobuf's names."""
    initiator, responder = _noun(alert.initiator), _noun(alert.responder)
    connection = bool(initiator and responder and (initiator.get("ip") and responder.get("ip")))
    kind = "NETWORK_CONNECTION" if connection else "GENERIC_EVENT"
    if alert.kind == "scan" and initiator:
        kind = "SCAN_NETWORK"
    made: JsonObject = {
        "metadata": {
            "event_timestamp": facts.timestamp(alert.last_seen),
            "collected_timestamp": facts.timestamp(max(facts.judged(alert), alert.last_seen)),
            "event_type": kind,
            "vendor_name": VENDOR,
            "product_name": PRODUCT,
            "product_version": origin.version,
            "product_event_type": alert.kind,
            "product_log_id": f"{alert.id}-{alert.revision}",
            "description": clean(alert.summary)[:TEXT_CHARACTERS],
        },
        "principal": initiator or {"hostname": origin.host},
        "target": responder,
        "intermediary": None,
        "observer": {"hostname": origin.host},
        "network": _network(alert),
        "security_result": [
            {
                "rule_id": alert.kind,
                "rule_name": KIND_NAMES[alert.kind],
                "severity": STEPS[alert.level].secops,
                "severity_details": str(alert.severity),
                "summary": clean(alert.title)[:TEXT_CHARACTERS],
                "description": "; ".join(facts.reason_lines(alert))[:TEXT_CHARACTERS] or None,
                "category": ["NETWORK_SUSPICIOUS"],
                "action": ["ALLOW"],
                "alert_state": "NOT_ALERTING" if alert.status in _QUIET else "ALERTING",
                "attack_details": _attack(alert),
            }
        ],
        "additional": {
            "alert_id": alert.id,
            "revision": alert.revision,
            "status": alert.status,
            "site": clean(alert.site),
            "paths": [facts.hop_text(hop) for hop in alert.hops] or None,
            "next_step": None if alert.advice is None else clean(alert.advice.text),
        },
    }
    return without_absent(made)


def _noun(party: Party | None) -> JsonObject | None:
    if party is None:
        return None
    address = facts.address_of(party)
    labels = {
        "zone": party.zone,
        "purdue_level": facts.level_text(party),
        "side": party.side,
        "role": party.role,
        "owner": party.owner,
    }
    return {
        "asset_id": f"{PRODUCT}:{clean(party.asset)}",
        "hostname": None if party.name is None else clean(party.name) or None,
        "ip": None if address is None else [address],
        "mac": None if party.mac is None else [party.mac],
        "port": party.port,
        "labels": [{"key": key, "value": clean(value)} for key, value in labels.items() if value] or None,
    }


def _network(alert: Alert) -> JsonObject | None:
    return {
        "ip_protocol": PROTOCOLS.get(alert.transport or ""),
        "application_protocol": APPLICATIONS.get(facts.service_of(alert) or ""),
        "community_id": next((each.community_id for each in alert.evidence if each.community_id), None),
        "sent_bytes": alert.initiator_octets or None,
        "received_bytes": alert.responder_octets or None,
        "session_id": next((each.uid for each in alert.evidence if each.uid), None),
    }


def _attack(alert: Alert) -> JsonObject | None:
    if not alert.attack:
        return None
    return {
        "techniques": [{"id": each, "name": name} for each, name in facts.techniques(alert).items()],
        "tactics": [{"id": each, "name": name} for each, name in facts.tactics(alert).items()],
    }
