"""Syslog headers of both kinds, and alerts as structured data.

Sources: RFC 5424 (header, structured data), RFC 3164 (what went before). What a header can't hold, is `?` in it: names
are printable ASCII there, and have no spaces.
"""

import re
from datetime import UTC, datetime

from schemas.alert import Alert, Party
from schemas.formats.alerts.parts import facts
from schemas.formats.alerts.parts.clean import clean, cut
from schemas.formats.alerts.parts.origin import Origin
from schemas.formats.alerts.parts.severities import STEPS

APPLICATION = "weir"
PARAMETER_BYTES = 1_024
"""The longest parameter: RFC 5424 asks receivers for 2,048 bytes of a whole message, and most take 8,192 or more."""

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NO_NAME = re.compile(r"[^\x21-\x7e]")
_ESCAPED = re.compile(r'[\\"\]]')


def priority(alert: Alert, origin: Origin) -> int:
    """Facility and severity in one figure."""
    return origin.facility * 8 + STEPS[alert.level].syslog


def framed_5424(alert: Alert, body: bytes, origin: Origin, sent_s: float, *, structured: str = "-") -> bytes:
    """`body` behind a header of RFC 5424 with the time of sending, seconds UTC; the kind is the message's id."""
    header = (
        f"<{priority(alert, origin)}>1 {facts.timestamp(sent_s)} {_name(origin.host, 255)} {APPLICATION} - "
        f"{_name(alert.kind, 32)} {structured}"
    )
    return header.encode("ascii" if structured == "-" else "utf-8") + (b" " + body if body else b"")


def framed_3164(alert: Alert, body: bytes, origin: Origin, sent_s: float) -> bytes:
    """`body` behind a header of RFC 3164 in UTC, without a tag: CEF and LEEF begin where the tag would stand."""
    when = datetime.fromtimestamp(max(0, int(sent_s)), UTC)
    header = (
        f"<{priority(alert, origin)}>{_MONTHS[when.month - 1]} {when.day:2} {when:%H:%M:%S} {_name(origin.host, 255)} "
    )
    return header.encode("ascii") + body


def rfc5424(alert: Alert, origin: Origin) -> bytes:
    """A whole message: the alert's fields as structured data, its title as text. Its time is that of the judgement."""
    return structured_at(alert, origin, facts.judged(alert))


def structured_at(alert: Alert, origin: Origin, sent_s: float) -> bytes:
    """The same with the time of its sending."""
    title = cut(clean(f"{alert.title}. {alert.summary}"), 2 * PARAMETER_BYTES)
    return framed_5424(alert, title.encode(), origin, sent_s, structured=_structured(alert, origin))


def _structured(alert: Alert, origin: Origin) -> str:
    parameters: dict[str, str | int | None] = {
        "id": alert.id,
        "revision": alert.revision,
        "kind": alert.kind,
        "status": alert.status,
        "level": alert.level,
        "severity": alert.severity,
        "site": alert.site,
        "time": facts.timestamp(facts.judged(alert)),
        "firstSeen": facts.timestamp(alert.first_seen),
        "lastSeen": facts.timestamp(alert.last_seen),
        "flows": alert.count,
        "service": facts.service_of(alert),
        "transport": alert.transport,
        "attack": ",".join(each.technique for each in alert.attack),
        **_end("initiator", alert.initiator),
        **_end("responder", alert.responder),
        "closedBecause": facts.ending(alert),
        "reason": next(facts.reason_lines(alert), None),
        "nextStep": alert.advice.text if alert.advice else None,
        "paths": "; ".join(facts.hop_text(hop) for hop in alert.hops),
    }
    told = "".join(f' {name}="{said}"' for name, value in parameters.items() if (said := _parameter(value)))
    return f"[weir@{origin.enterprise}{told}]"


def _end(which: str, party: Party | None) -> dict[str, str | int | None]:
    if party is None:
        return {}
    return {
        f"{which}Ip": facts.address_of(party),
        f"{which}Port": party.port,
        f"{which}Mac": party.mac,
        f"{which}Name": facts.name_of(party),
        f"{which}Zone": party.zone,
        f"{which}Level": facts.level_text(party),
        f"{which}Side": party.side,
        f"{which}Owner": party.owner,
    }


def _parameter(value: str | int | None) -> str:
    if value is None:
        return ""
    text = cut(clean(str(value)), PARAMETER_BYTES)
    return _ESCAPED.sub(r"\\\g<0>", text) if _ESCAPED.search(text) else text


def _name(text: str, most: int) -> str:
    return _NO_NAME.sub("?", text)[:most] or "-"
