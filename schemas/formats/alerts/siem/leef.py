"""Alerts in LEEF 2.0, for QRadar.

Source: IBM's LEEF 2.0 and its predefined attributes. Pairs stand apart by a tab, which no value holds. There is no
escape in LEEF: a header field holds no pipe, and a value ends at the tab, whatever else it holds. Some parsers
(syslog-ng's kv-parser) begin a pair at ` word=` too, so a name could add attributes there: it is ` word:`. `alertId`
and `revision` are the event; `cat` and the event id, by which QRadar maps, are never translated and never vary.
"""

import re
from collections.abc import Iterator

from schemas.alert import Alert, Party
from schemas.formats.alerts.parts import facts
from schemas.formats.alerts.parts.clean import clean, cut
from schemas.formats.alerts.parts.kinds import KIND_NAMES
from schemas.formats.alerts.parts.origin import PRODUCT, VENDOR, Origin
from schemas.formats.alerts.parts.severities import STEPS

TIME_FORMAT = "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'"
"""How `devTime` is written, in the letters of Java's SimpleDateFormat, which QRadar reads."""

TEXT_BYTES = 1_024
"""The longest text: QRadar's default for a whole message over UDP is 4,096 bytes, over TCP 8,192, and cuts the rest."""

PATHS_BYTES = 2_048

_LIKE_A_PAIR = re.compile(r"(?<= )([^ =]+)=")


def leef(alert: Alert, origin: Origin) -> bytes:
    """One line of LEEF, without a syslog header and without the line's end."""
    version = cut(clean(origin.version).replace("|", "/"), 31)
    header = f"LEEF:2.0|{VENDOR}|{PRODUCT}|{version}|{alert.kind}|x09|"
    pairs = (f"{key}={value}" for key, given in _pairs(alert) if (value := _value(key, given)) is not None)
    return (header + "\t".join(pairs)).encode()


def _pairs(alert: Alert) -> Iterator[tuple[str, str | int | None]]:
    yield "cat", "anomaly"
    yield "devTime", facts.timestamp(facts.judged(alert))
    yield "devTimeFormat", TIME_FORMAT
    yield "sev", STEPS[alert.level].leef
    yield from _end("src", alert.initiator)
    yield from _end("dst", alert.responder)
    yield "proto", None if alert.transport is None else alert.transport.upper()
    yield "srcBytes", alert.initiator_octets or None
    yield "dstBytes", alert.responder_octets or None
    yield "alertId", alert.id
    yield "revision", alert.revision
    yield "status", alert.status
    yield "severity", alert.severity
    yield "site", alert.site
    yield "signature", KIND_NAMES[alert.kind]
    yield "title", alert.title
    yield "summary", alert.summary
    yield "service", facts.service_of(alert)
    yield "firstSeen", facts.timestamp(alert.first_seen)
    yield "lastSeen", facts.timestamp(alert.last_seen)
    yield "flows", alert.count
    yield "attack", ",".join(each.technique for each in alert.attack)
    yield "reason", next(facts.reason_lines(alert), None)
    yield "closedBecause", facts.ending(alert)
    yield "nextStep", alert.advice.text if alert.advice else None
    yield "paths", "; ".join(facts.hop_text(hop) for hop in alert.hops)


def _end(prefix: str, party: Party | None) -> Iterator[tuple[str, str | int | None]]:
    if party is None:
        return
    yield prefix, facts.address_of(party)
    yield f"{prefix}Port", party.port
    yield f"{prefix}MAC", party.mac
    yield f"{prefix}Name", facts.name_of(party)
    yield f"{prefix}Zone", party.zone
    yield f"{prefix}Level", facts.level_text(party)
    yield f"{prefix}Side", party.side
    yield f"{prefix}Owner", party.owner


def _value(key: str, value: str | int | None) -> str | None:
    """None where there is nothing to say: an empty value would end in the next key's name for some parsers."""
    if not isinstance(value, str):
        return None if value is None else str(value)
    text = clean(value).strip()
    if "=" in text:
        text = _LIKE_A_PAIR.sub(r"\1:", text)
    return cut(text, PATHS_BYTES if key == "paths" else TEXT_BYTES) or None
