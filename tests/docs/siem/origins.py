"""Which of an alert's fields each field of a format comes from, found by changing one after the other.

A format is asked for the same alert again and again, each time with one field changed: what changes in its answer comes
from there. So the tables of docs/siem/ say what the code does, and nobody keeps them by hand.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from schemas.alert import Alert
from schemas.formats.alerts.parts.origin import Origin
from schemas.formats.alerts.registry import ALERT_FORMATS
from tests.schemas.formats.alerts import parsers
from tests.schemas.formats.alerts.alerts import HERE, whole

Fields = dict[str, str]

_V6 = {"initiator": "2001:db8:1::17", "responder": "2001:db8:9::7"}

_OTHER_WORDS = {
    "level": "critical", "status": "muted", "kind": "scan", "transport": "udp", "mac": "00:1b:1b:00:00:99",
    "technique": "T0843", "tactic": "TA0104",
}  # fmt: skip


def flat(value: object, name: str = "") -> Iterator[tuple[str, str]]:
    """Leaves of a document by their path; of a list all under one name, with `[]` where it holds objects."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from flat(each, f"{name}.{key}" if name else key)
    elif isinstance(value, list):
        for each in value:
            yield from flat(each, f"{name}[]" if isinstance(each, dict) else name)
    else:
        yield name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def of_document(body: bytes) -> Fields:
    """A document's leaves; those of a list in one text."""
    found: dict[str, list[str]] = {}
    for name, value in flat(json.loads(body)):
        found.setdefault(name, []).append(value)
    return {name: ", ".join(values) for name, values in found.items()}


def _of_cef(body: bytes) -> Fields:
    header, extension = parsers.cef(body.decode())
    names = ("Device Vendor", "Device Product", "Device Version", "Device Event Class ID", "Name", "Severity")
    return dict(zip(names, header, strict=True)) | extension


def _of_leef(body: bytes) -> Fields:
    header, attributes = parsers.leef(body.decode())
    return dict(zip(("Vendor", "Product", "Version", "EventID"), header, strict=True)) | attributes


def _of_syslog(body: bytes) -> Fields:
    header, parameters, text = parsers.rfc5424(body.decode())
    names = ("priority", "time of the message", "host", "application", "process", "message id")
    return dict(zip(names, header, strict=True)) | parameters | {"message": text}


FIELDS_OF: dict[str, Callable[[bytes], Fields]] = {"cef": _of_cef, "leef": _of_leef, "rfc5424": _of_syslog}
"""How a format's bytes are taken apart; all others are documents of JSON."""


def fields_of(form: str, alert: Alert, origin: Origin = HERE) -> Fields:
    """What a format says of an alert, field by field."""
    return FIELDS_OF.get(form, of_document)(ALERT_FORMATS[form].write(alert, origin))


def _filled(alert: Alert, end: str, **more: object) -> Alert:
    party = getattr(alert, end)
    given = {"mac": "00:50:56:00:00:17", "port": 51_544, "zone": "office", "role": "engineering", "owner": "it team"}
    given["criticality"] = 3
    absent = {key: value for key, value in given.items() if getattr(party, key) is None}
    return msgspec.structs.replace(alert, **{end: msgspec.structs.replace(party, **absent, **more)})


def bases() -> list[Alert]:
    """Alerts that have, between them, every field that a format writes down; the first is the pages' sample."""
    full = _filled(whole(), "initiator")
    newer = _filled(_filled(full, "initiator", ip=_V6["initiator"]), "responder", ip=_V6["responder"])
    return [full, newer, msgspec.structs.replace(full, status="closed", closed_because="quiet for 24 h", revision=3)]


def _changes(value: object, name: str = "") -> Iterator[tuple[str, object]]:
    """The value again with one leaf changed, for each of its leaves, and the leaf's name."""
    if isinstance(value, msgspec.Struct):
        for field in msgspec.structs.fields(type(value)):
            for inner, other in _changes(getattr(value, field.name), field.name):
                said = f"{field.encode_name}.{inner}" if inner else field.encode_name
                yield said, msgspec.structs.replace(value, **{field.name: other})
    elif isinstance(value, tuple):
        if value:
            yield from ((inner, (other, *value[1:])) for inner, other in _changes(value[0], name))
    elif value is not None:
        yield "", _other(value, name)


def _other(value: object, name: str) -> object:
    if isinstance(value, bool):
        return not value
    if name == "revision":
        return 1 if value != 1 else 2
    if isinstance(value, int | float):
        return value + 1
    text = str(value)
    if name == "side":
        return "dmz" if text == "ot" else "ot"
    if name.endswith("ip") and name in {"ip", "initiator_ip", "responder_ip"}:
        return f"{text}9"
    return _OTHER_WORDS.get(name, f"{text} x")


def origins(form: str) -> dict[str, list[str]]:
    """Each field of a format, in the order in which it writes them, with the alert's fields that it comes from.

    Those of the output's own settings stand as `host` and `version` of the output; a field that is always the same has
    none.
    """
    found: dict[str, list[str]] = {}
    for base in bases():
        before = fields_of(form, base)
        for name in before:
            found.setdefault(name, [])
        variants: list[tuple[str, Fields]] = [
            (name, fields_of(form, other)) for name, other in _changes(base) if isinstance(other, Alert)
        ]
        variants += [
            (f"output's {name}", fields_of(form, base, msgspec.structs.replace(HERE, **{name: other})))
            for name, other in (("host", "other"), ("version", "9"), ("facility", 4))
        ]
        for name, after in variants:
            for key, value in before.items():
                if after.get(key) != value and name not in found[key]:
                    found[key].append(name)
    return found


def samples(form: str) -> dict[str, Any]:
    """An example of each field."""
    found: Fields = {}
    for base in bases():
        for name, value in fields_of(form, base).items():
            found.setdefault(name, value)
    return found
