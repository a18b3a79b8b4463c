"""Alerts as rows of a table of Microsoft Sentinel, with the columns of the Advanced Security Information Model.

Source: ASIM's Alert Event schema, version 0.1. What it has no column for has one of ours (Revision, Site, Paths and
so on). Count by AlertId, show the highest Revision. `COLUMNS` makes the table, the rule and each row.
"""

from typing import Literal, TypeAlias

import msgspec
from msgspec import Struct

from schemas.alert import Alert, Party
from schemas.formats.alerts.parts import facts
from schemas.formats.alerts.parts.clean import clean, cut
from schemas.formats.alerts.parts.documents import JsonObject, without_absent
from schemas.formats.alerts.parts.kinds import KIND_NAMES
from schemas.formats.alerts.parts.origin import PRODUCT, VENDOR, Origin
from schemas.formats.alerts.parts.severities import STEPS

ColumnType: TypeAlias = Literal["datetime", "string", "int", "long", "dynamic"]


class Column(Struct, frozen=True):
    """A column, by the types that tables and rules share."""

    name: str
    type: ColumnType


_END = (
    Column("IpAddr", "string"), Column("Hostname", "string"), Column("MacAddr", "string"),
    Column("PortNumber", "int"), Column("Zone", "string"), Column("Bytes", "long"), Column("PurdueLevel", "string"),
    Column("Side", "string"), Column("Owner", "string"),
)  # fmt: skip

COLUMNS = (
    Column("TimeGenerated", "datetime"), Column("EventStartTime", "datetime"), Column("EventEndTime", "datetime"),
    Column("EventCount", "int"), Column("EventType", "string"), Column("EventSubType", "string"),
    Column("EventUid", "string"), Column("EventMessage", "string"), Column("EventSeverity", "string"),
    Column("EventOriginalSeverity", "string"), Column("EventOriginalType", "string"),
    Column("EventProduct", "string"), Column("EventProductVersion", "string"), Column("EventVendor", "string"),
    Column("EventSchema", "string"), Column("EventSchemaVersion", "string"), Column("DvcHostname", "string"),
    Column("AlertId", "string"), Column("AlertName", "string"), Column("AlertDescription", "string"),
    Column("AlertStatus", "string"), Column("AlertOriginalStatus", "string"), Column("AlertVerdict", "string"),
    Column("RuleName", "string"), Column("DetectionMethod", "string"), Column("AttackTactics", "string"),
    Column("AttackTechniques", "string"), Column("AttackRemediationSteps", "string"),
    Column("NetworkProtocol", "string"), Column("NetworkApplicationProtocol", "string"),
    *(Column(f"{end}{column.name}", column.type) for end in ("Src", "Dst") for column in _END),
    Column("Revision", "int"), Column("Site", "string"), Column("VlanId", "string"), Column("Reasons", "dynamic"),
    Column("Paths", "dynamic"), Column("RelatedAddresses", "dynamic"), Column("ClosedBecause", "string"),
)  # fmt: skip

SCHEMA_VERSION = "0.1"

TEXT_BYTES = 16_000
"""A value of a table holds 32 KB (Azure Monitor's limits), of two bytes a character."""

VERDICTS = {
    "open": "Unknown", "withheld": "Unknown", "expected": "Benign Positive", "malicious": "True Positive",
    "muted": "Benign Positive", "closed": "Unknown",
}  # fmt: skip
"""ASIM's AlertVerdict by status."""


def sentinel(alert: Alert, origin: Origin) -> bytes:
    """One row in one line."""
    return msgspec.json.encode(row(alert, origin))


def row(alert: Alert, origin: Origin) -> JsonObject:
    """The row as JSON values; what the alert lacks is left out."""
    made: JsonObject = {
        "TimeGenerated": facts.timestamp(facts.judged(alert)),
        "EventStartTime": facts.timestamp(alert.first_seen),
        "EventEndTime": facts.timestamp(alert.last_seen),
        "EventCount": min(alert.count, 2**31 - 1),
        "EventType": "Alert",
        "EventSubType": "Suspicious Activity",
        "EventUid": f"{alert.id}-{alert.revision}",
        "EventMessage": _text(alert.title),
        "EventSeverity": STEPS[alert.level].asim,
        "EventOriginalSeverity": str(alert.severity),
        "EventOriginalType": alert.kind,
        "EventProduct": PRODUCT,
        "EventProductVersion": origin.version,
        "EventVendor": VENDOR,
        "EventSchema": "AlertEvent",
        "EventSchemaVersion": SCHEMA_VERSION,
        "DvcHostname": origin.host,
        "AlertId": alert.id,
        "AlertName": _text(alert.title),
        "AlertDescription": _text(alert.summary),
        "AlertStatus": "Closed" if alert.status in {"closed", "expected"} else "Active",
        "AlertOriginalStatus": alert.status,
        "AlertVerdict": VERDICTS[alert.status],
        "RuleName": KIND_NAMES[alert.kind],
        "DetectionMethod": "Behavioral Analytics",
        "AttackTactics": ", ".join(name or key for key, name in facts.tactics(alert).items()),
        "AttackTechniques": ", ".join(_named(key, name) for key, name in facts.techniques(alert).items()),
        "AttackRemediationSteps": None if alert.advice is None else _text(alert.advice.text),
        "NetworkProtocol": None if alert.transport is None else alert.transport.upper(),
        "NetworkApplicationProtocol": facts.service_of(alert),
        **_end("Src", alert.initiator, alert.initiator_octets),
        **_end("Dst", alert.responder, alert.responder_octets),
        "Revision": alert.revision,
        "Site": _text(alert.site),
        "VlanId": None if alert.vlan is None else str(alert.vlan),
        "Reasons": [_text(line) for line in facts.reason_lines(alert)] or None,
        "Paths": [_text(facts.hop_text(hop)) for hop in alert.hops] or None,
        "RelatedAddresses": facts.addresses(alert) or None,
        "ClosedBecause": facts.ending(alert),
    }
    return without_absent(made)


def _end(which: str, party: Party | None, octets: int) -> JsonObject:
    if party is None:
        return {}
    return {
        f"{which}IpAddr": facts.address_of(party),
        f"{which}Hostname": facts.name_of(party),
        f"{which}MacAddr": party.mac,
        f"{which}PortNumber": party.port,
        f"{which}Zone": None if party.zone is None else _text(party.zone),
        f"{which}Bytes": octets or None,
        f"{which}PurdueLevel": facts.level_text(party),
        f"{which}Side": party.side,
        f"{which}Owner": None if party.owner is None else _text(party.owner),
    }


def _named(key: str, name: str | None) -> str:
    return key if name is None else f"{name} ({key})"


def _text(value: str) -> str:
    return cut(clean(value), TEXT_BYTES)
