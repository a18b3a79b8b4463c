"""Stored records of older versions, step by step to today's: the way an upgrade keeps what was learnt.

The law of this file: a converter is a pure function from one version's value to the next one's, both as
msgpack gives them (lists, dicts, numbers, text, bytes), and knows nothing of today's classes, which go
on changing. What it cannot make sense of is a ValueError: then that record is learnt anew. To change a
stored shape: raise `STATE_VERSION`, add a line to `CONVERTERS`, and keep a state of the version before
in `tests/corpus/`, from which it is tested.
"""

from collections.abc import Callable

from schemas.state import HEAD, STATE_VERSION

Converter = Callable[[str, object], object]
"""From the kind of record (see `schemas.state.kind_of`) and its value to the value one version later."""


def convert(version: int, kind: str, value: object) -> object:
    """A value of an older version as today's. Raises ValueError where a step is not known or does not fit."""
    for step in range(version, STATE_VERSION):
        converter = CONVERTERS.get(step)
        if converter is None:
            msg = f"state version {version}, this Weir reads {min(CONVERTERS)} to {STATE_VERSION}"
            raise ValueError(msg)
        value = converter(kind, value)
    return value


_HEAD_FIELDS_1 = 35
_SLOTS_1, _RESPONDED_1, _STATISTICS_1 = 28, 31, 34
"""Where version 1 kept `slots` to `responded` (with `free_slots` and `initiated` between them), and `statistics`."""

_PARTS_1 = ("flows_mean", "flows_var", "flows_tail", "octets_mean", "octets_var")
"""The statistics of version 1, which it kept in this order without names."""


def _from_1(kind: str, value: object) -> object:
    """Heads lose what their paths tell (slots and tallies), and their statistics get names."""
    if kind != HEAD:
        return value
    if not isinstance(value, list) or len(value) != _HEAD_FIELDS_1:
        msg = "no head of state version 1"
        raise ValueError(msg)
    kept = [*value[:_SLOTS_1], *value[_RESPONDED_1 + 1 : _STATISTICS_1]]
    match value[_STATISTICS_1]:
        case None:
            return [*kept, None]
        case [river, windows, [*parts]] if len(parts) == len(_PARTS_1):
            return [*kept, [river, windows, dict(zip(_PARTS_1, parts, strict=True))]]
        case _:
            msg = "no statistics of state version 1"
            raise ValueError(msg)


def _from_2(_kind: str, value: object) -> object:
    """Only the number of paths a chunk holds is another (see `restore.OLD_CHUNKS`)."""
    return value


CONVERTERS: dict[int, Converter] = {1: _from_1, 2: _from_2}
"""By the version they begin with."""
