"""JSON from strangers, and the text at a path of it.

What is nested too deeply, is no JSON or is of another type than expected is a refusal, never an error of ours.
"""

import re
from collections.abc import Iterator

import msgspec

from streams.listener.word import Refused

Json = dict[str, "Json"] | list["Json"] | str | int | float | bool | None

_ID = re.compile(r"(?<![0-9a-z])[0-9a-f]{20}(?![0-9a-z])")
"""An alert's id: 20 hexadecimal digits, wherever they stand in a text."""

MOST_LOOKED_AT = 1_000
"""Items of a list in which an id is looked for."""


def decoded(body: bytes) -> Json:
    """The JSON of a body. Raises Refused."""
    try:
        found: Json = msgspec.json.decode(body)
    except RecursionError:
        raise Refused(400, "is nested too deeply", "body") from None
    except ValueError as error:
        raise Refused(400, f"is no JSON: {error}", "body") from None
    return found


def at(value: Json, path: str) -> Json:
    """What lies at a path such as `issue.fields.labels` or `actions.0.value`; None where nothing does."""
    for name in path.split("."):
        if isinstance(value, dict):
            value = value.get(name)
        elif isinstance(value, list) and name.isdecimal() and len(name) < 6:
            value = value[int(name)] if int(name) < len(value) else None
        else:
            return None
    return value


def text_at(value: Json, path: str) -> str | None:
    """The text or number there, as text; None for anything else."""
    found = at(value, path)
    if isinstance(found, bool) or not isinstance(found, str | int | float):
        return None
    return str(found)


def id_at(value: Json, path: str) -> str | None:
    """The alert's id in the text there, or in one of a list of texts; a short text that holds none, as it stands."""
    found = at(value, path)
    for text in _texts(found):
        match = _ID.search(text)
        if match is not None:
            return match[0]
    return text_at(value, path)


def _texts(found: Json) -> Iterator[str]:
    for one in found[:MOST_LOOKED_AT] if isinstance(found, list) else [found]:
        if isinstance(one, str):
            yield one
