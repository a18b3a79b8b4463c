"""The names that Zeek's fields have had, and those that shippers make of them: one name each.

Zeek writes dotted names. Shippers replace the dots, or nest the parts as objects; Zeek's own context of a
connection (`id.ctx`, since Zeek 8) moved the VLANs, and Zeek's streaming logs name the log `@path` or `_path`.
"""

from collections.abc import Iterable, Mapping

_CONNECTION = ("orig_h", "orig_p", "resp_h", "resp_p")
_VLANS = ("vlan", "inner_vlan")
_BEFORE_VLANS = ("id", "ctx", "id.ctx")

ZEEK_NAMES: dict[str, str] = (
    {name: f"id.{name}" for name in _CONNECTION}
    | {f"id_{name}": f"id.{name}" for name in _CONNECTION}
    | {f"{before}.{vlan}": vlan for before in _BEFORE_VLANS for vlan in _VLANS}
    | {f"{before.replace('.', '_')}_{vlan}": vlan for before in _BEFORE_VLANS for vlan in _VLANS}
    | {"@path": "_path"}
)
"""Another spelling -> the name that is used here."""


_DEEPEST = 4
"""Objects within objects that are looked into: Zeek's deepest name, `id.ctx.inner_vlan`, needs two."""


def zeek_names(names: Iterable[str]) -> tuple[str, ...]:
    """Columns by the names used here. Of two spellings of one field the later keeps its own name, and is not read."""
    found: dict[str, None] = {}
    given = tuple(names)
    for name in given:
        used = ZEEK_NAMES.get(name, name)
        found[name if used != name and (used in found or used in given) else used] = None
    return tuple(found) if len(found) == len(given) else given


def zeek_fields(row: Mapping[str, object]) -> dict[str, object]:
    """A JSON row by the names used here, nested objects by their dotted path, nulls left out."""
    fields: dict[str, object] = {}
    _flatten(row, "", fields, _DEEPEST)
    return fields


def _flatten(row: Mapping[str, object], before: str, fields: dict[str, object], depth: int) -> None:
    for key, value in row.items():
        name = before + key
        if isinstance(value, dict) and depth:
            _flatten(value, name + ".", fields, depth - 1)
        elif value is not None:
            used = ZEEK_NAMES.get(name, name)
            if used == name:
                fields[used] = value
            else:
                fields.setdefault(used, value)
