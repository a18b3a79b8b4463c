"""What a template sees of an alert: every field, and the sentences that the other formats write too.

All text is cleaned before: what a name on the network could hide behind stands in no value. A field that an alert lacks
is none, never missing, so a misspelt name is an error and an absent zone is not.
"""

from collections.abc import Mapping

import msgspec
from msgspec import Struct

from schemas.alert import Alert, Party
from schemas.formats.alerts.parts import facts
from schemas.formats.alerts.parts.clean import clean
from schemas.formats.alerts.parts.documents import JsonObject
from schemas.formats.alerts.parts.kinds import KIND_NAMES
from schemas.formats.alerts.parts.origin import Origin
from schemas.formats.alerts.parts.severities import STEPS
from schemas.formats.alerts.parts.statuses import action_of
from schemas.formats.alerts.text import text

Constant = str | int | float | bool
"""The value of a field that is the same in each alert."""

TOKEN = "\ue000weir-token\ue000"  # noqa: S105 - what stands for it
"""What `{{ token }}` gives; the sink puts the receiver's token there when it sends, so that no body holds it before.

Between characters of Unicode's private use, which are left out of every value: no name on the network can be one.
"""


def told(alert: Alert, origin: Origin, constants: Mapping[str, Constant]) -> JsonObject:
    """The names that a template may use, with their values."""
    return {
        "alert": _plain(alert),
        "initiator": _name(alert.initiator),
        "responder": _name(alert.responder),
        "kind": KIND_NAMES[alert.kind],
        "action": action_of(alert),
        "seen_from": facts.timestamp(alert.first_seen),
        "seen_to": facts.timestamp(alert.last_seen),
        "judged": facts.timestamp(facts.judged(alert)),
        "reasons": [_said(line) for line in facts.reason_lines(alert)],
        "paths": [_said(facts.hop_text(hop)) for hop in alert.hops],
        "techniques": [f"{key} {name}" if name else key for key, name in facts.techniques(alert).items()],
        "advice": "" if alert.advice is None else _said(alert.advice.text),
        "ending": _said(facts.ending(alert) or ""),
        "severities": msgspec.structs.asdict(STEPS[alert.level]),
        "text": text(alert, origin).decode().replace(_PRIVATE, ""),
        "host": origin.host,
        "version": origin.version,
        "fields": dict(constants),
        "token": TOKEN,
    }


_PRIVATE = "\ue000"


def _said(value: str) -> str:
    return clean(value).replace(_PRIVATE, "")


def _name(party: Party | None) -> str:
    return _said(facts.name_of(party) or "")


def _plain(value: object) -> object:
    """Records as objects with every field, their text cleaned."""
    if isinstance(value, str):
        return _said(value)
    if isinstance(value, Struct):
        return {field.encode_name: _plain(getattr(value, field.name)) for field in msgspec.structs.fields(type(value))}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value
