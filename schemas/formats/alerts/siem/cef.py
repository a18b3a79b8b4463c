r"""Alerts in the Common Event Format, for ArcSight, Sentinel's agent and whatever else reads CEF.

Source: ArcSight's CEF implementation standard and its extension dictionary (document 27), from which the lengths are.
The header escapes backslash and pipe, the extension backslash, equals sign and line breaks; of the backslash first, or
the others would be escaped twice. An empty value is left out: parsers refuse one at the end. `externalId` is the alert
and `cn1` its revision: together they are one event, and one `externalId` is one alert however often it is sent.
"""

from collections.abc import Iterator

from schemas.alert import Alert, Party
from schemas.formats.alerts.parts import facts
from schemas.formats.alerts.parts.clean import clean, cut
from schemas.formats.alerts.parts.kinds import KIND_NAMES
from schemas.formats.alerts.parts.origin import PRODUCT, VENDOR, Origin
from schemas.formats.alerts.parts.severities import STEPS

MOST_BYTES: dict[str, int] = {
    "externalId": 40, "cat": 1_023, "act": 63, "outcome": 63, "msg": 1_023, "reason": 1_023, "shost": 1_023,
    "dhost": 1_023, "proto": 31, "app": 31, "dvchost": 100, "deviceExternalId": 255, "deviceFacility": 1_023,
    "cs1": 4_000, "cs2": 4_000, "cs3": 4_000, "cs4": 4_000, "cs5": 4_000, "cs6": 4_000,
    "flexString1": 1_023, "flexString2": 1_023,
}  # fmt: skip
"""The longest value of each text key, in bytes before escaping: the dictionary's lengths."""

_HEADER_BYTES = {"version": 31, "kind": 1_023, "name": 512}


def cef(alert: Alert, origin: Origin) -> bytes:
    """One line of CEF, without a syslog header and without the line's end."""
    header = (
        f"CEF:0|{VENDOR}|{PRODUCT}|{_header(origin.version, _HEADER_BYTES['version'])}"
        f"|{_header(alert.kind, _HEADER_BYTES['kind'])}|{_header(KIND_NAMES[alert.kind], _HEADER_BYTES['name'])}"
        f"|{STEPS[alert.level].cef}|"
    )
    pairs = (f"{key}={said}" for key, value in _pairs(alert, origin) if (said := _value(key, value)))
    return (header + " ".join(pairs)).encode()


def _pairs(alert: Alert, origin: Origin) -> Iterator[tuple[str, str | int | None]]:
    yield "rt", facts.milliseconds(facts.judged(alert))
    yield "start", facts.milliseconds(alert.first_seen)
    yield "end", facts.milliseconds(alert.last_seen)
    yield "cnt", alert.count
    yield "externalId", alert.id
    yield "cat", "anomaly"
    yield "act", "allowed"  # Weir listens: what it tells of went through
    yield "outcome", alert.status
    yield "msg", alert.summary
    yield "reason", next(facts.reason_lines(alert), None)
    yield from _end("s", "c6a1", "initiator IPv6", alert.initiator)
    yield from _end("d", "c6a3", "responder IPv6", alert.responder)
    yield "out", alert.initiator_octets or None
    yield "in", alert.responder_octets or None
    yield "proto", None if alert.transport is None else alert.transport.upper()
    yield "app", facts.service_of(alert)
    yield "deviceDirection", _direction(alert)
    yield "dvchost", origin.host
    yield "deviceExternalId", alert.site
    yield "cn1Label", "revision"
    yield "cn1", alert.revision
    yield "cn2Label", "severity 0-100"
    yield "cn2", alert.severity
    yield from _labelled("cs1", "initiator zone", alert.initiator.zone if alert.initiator else None)
    yield from _labelled("cs2", "responder zone", alert.responder.zone if alert.responder else None)
    yield from _labelled("cs3", "ATT&CK for ICS", " ".join(each.technique for each in alert.attack))
    yield "cn3Label", "VLAN" if alert.vlan is not None else None
    yield "cn3", alert.vlan
    yield from _labelled("cs4", "title", alert.title)
    yield from _labelled("cs5", "paths", "; ".join(facts.hop_text(hop) for hop in alert.hops))
    yield from _labelled("cs6", "next step", alert.advice.text if alert.advice else None)
    yield from _labelled("flexString1", "initiator side and level", _place(alert.initiator))
    yield from _labelled("flexString2", "responder side and level", _place(alert.responder))


def _end(prefix: str, key_of_6: str, label_of_6: str, party: Party | None) -> Iterator[tuple[str, str | int | None]]:
    """One end. `src` and `dst` hold IPv4 alone, so an address of version 6 has a key of its own."""
    if party is None:
        return
    address = facts.address_of(party)
    if address is not None and facts.version_of(address) == 4:
        yield f"{prefix}{'rc' if prefix == 's' else 'st'}", address
    elif address is not None:
        yield f"{key_of_6.replace(' ', '')}Label", label_of_6
        yield key_of_6, address
    yield f"{prefix}pt", party.port
    yield f"{prefix}mac", party.mac
    yield f"{prefix}host", facts.name_of(party)


def _labelled(key: str, label: str, value: str | None) -> Iterator[tuple[str, str | None]]:
    if value and clean(value).strip():
        yield f"{key}Label", label
        yield key, value


def _direction(alert: Alert) -> int | None:
    """0 inbound, to OT; 1 outbound, from OT; None where neither or both ends are OT."""
    ot = [party is not None and party.side == "ot" for party in (alert.initiator, alert.responder)]
    return None if ot[0] == ot[1] else int(ot[0])


def _place(party: Party | None) -> str | None:
    if party is None:
        return None
    level = facts.level_text(party)
    return " ".join(each for each in (party.side, None if level is None else f"level {level}") if each) or None


def _header(text: str, most_bytes: int) -> str:
    return cut(clean(text), most_bytes).replace("\\", "\\\\").replace("|", "\\|")


def _value(key: str, value: str | int | None) -> str:
    if not isinstance(value, str):
        return "" if value is None else str(value)
    text = clean(value).strip()
    most = MOST_BYTES.get(key)
    return (text if most is None else cut(text, most)).replace("\\", "\\\\").replace("=", "\\=")
