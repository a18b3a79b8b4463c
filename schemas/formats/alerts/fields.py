"""Fields of one's own in the formats that are JSON: constants, and values under other names.

Each format keeps what is not its own in one place, and constants go there: a schema that knows no such field would
refuse the event. Names are changed in `ndjson` alone; the others are in their receiver's own words.
"""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from schemas.alert import Alert
from schemas.formats.alerts.parts.documents import JsonObject

PLACES: Mapping[str, tuple[str, ...]] = {
    "ndjson": (),
    "ocsf": ("unmapped",),
    "ecs": ("labels",),
    "hec": ("event",),
    "udm": ("additional",),
}
"""Where a format keeps fields that are not its own: the path of an object, () the event itself."""

RENAMED = "ndjson"


def fields_problem(form: str, fields: Mapping[str, object], rename: Mapping[str, str]) -> str | None:
    """What the format can't do of this, in a sentence that says what would do; None: it can."""
    if not fields and not rename:
        return None
    if form not in PLACES:
        return f"{form} takes no fields of one's own; these do: {', '.join(PLACES)}"
    if form == RENAMED:
        return _name_problem(list(fields), rename)
    if rename:
        return f"rename is for {RENAMED}: the names of {form} are its receiver's, who would not know others"
    return None


def _name_problem(fields: list[str], rename: Mapping[str, str]) -> str | None:
    own = frozenset(field.encode_name for field in msgspec.structs.fields(Alert))
    names = [*fields, *rename.values()]
    for path in rename:
        if path.partition(".")[0] not in own:
            return f"rename: an alert has no {path!r}; docs/reference/alert.schema.json has all there is"
    for name in names:
        if name in own:
            return f"{name!r} is a field of {RENAMED} itself: take another name"
        if names.count(name) > 1:
            return f"{name!r} is named twice in fields and rename"
    return None


def with_fields(
    form: str, write: Callable[[Alert], bytes], fields: Mapping[str, object], rename: Mapping[str, str]
) -> Callable[[Alert], bytes]:
    """The format with constant `fields`, and with values of `rename` moved to the top.

    What the format itself says under a name is never covered by a constant.
    """
    place = PLACES[form]

    def written(alert: Alert) -> bytes:
        event: JsonObject = msgspec.json.decode(write(alert))
        for path, name in rename.items():
            _move(event, path, name)
        home: Any = event
        for step in place:
            home = home.setdefault(step, {})
        for name, value in fields.items():
            home.setdefault(name, value)
        return msgspec.json.encode(event)

    return written


def _move(event: JsonObject, path: str, name: str) -> None:
    """Move a value to the top under a name; what is not there stays so."""
    *steps, last = path.split(".")
    home: object = event
    for step in steps:
        home = home.get(step) if isinstance(home, dict) else None
    if isinstance(home, dict) and last in home:
        event[name] = home.pop(last)
