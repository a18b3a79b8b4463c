"""Stored records of older versions, step by step to today's: the way an upgrade keeps what was learnt.

A converter is a pure function from one version's value to the next one's, both as msgpack gives them (lists,
dicts, numbers, text, bytes). It knows nothing of today's classes, which go on changing. What it cannot make
sense of is a ValueError: then that record is learnt anew. To change a stored shape once Weir is released:
raise `STATE_VERSION`, and add a line to `CONVERTERS`. Its test shows how: it makes up an older version.
"""

from collections.abc import Callable

from schemas.state import STATE_VERSION

Converter = Callable[[str, object], object]
"""From the kind of record (see `schemas.state.kind_of`) and its value to the value one version later."""

CONVERTERS: dict[int, Converter] = {}
"""By the version they begin with. None yet: nothing older than version 1 was released."""


def convert(version: int, kind: str, value: object) -> object:
    """A value of an older version as today's. Raises ValueError where a step is not known or does not fit."""
    for step in range(version, STATE_VERSION):
        converter = CONVERTERS.get(step)
        if converter is None:
            oldest = min(CONVERTERS, default=STATE_VERSION)
            msg = f"state version {version}, this Weir reads {oldest} to {STATE_VERSION}"
            raise ValueError(msg)
        value = converter(kind, value)
    return value
