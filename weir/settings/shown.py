"""What is said of the settings: how they hold, each with where it comes from (secrets are `***`), and what is wrong."""

from collections.abc import Iterator
from typing import Literal

import msgspec

from streams.outputs.settings import OutputSettings, shown
from weir.settings.sections import Settings
from weir.settings.source import Place, Tree

Origin = Literal["default", "file", "environment"]

Level = Literal["error", "warning"]


class SaidOfSettings(msgspec.Struct, frozen=True):
    """One thing that a check of the settings has to say, with its place."""

    level: Level
    said: str


class ShownSetting(msgspec.Struct, frozen=True, kw_only=True):
    """One setting: `section` as a file's table names it, `value` as JSON has it, `place` None for a default."""

    section: str
    key: str
    value: object
    origin: Origin
    place: str | None = None


def shown_settings(settings: Settings, place: Place, given: Tree) -> Iterator[ShownSetting]:
    """Every setting in the order of the sections; of `[sites]` those alone that a site has of its own."""
    for section in msgspec.structs.fields(Settings):
        value = getattr(settings, section.name)
        if isinstance(value, dict):
            for name, own in value.items():
                if isinstance(own, str):
                    yield _shown(section.name, (section.name, name), own, place, given.get(section.name, {}))
                    continue
                shown = _of_section(own, (section.name, name), place, given)
                yield from (one for one in shown if one.origin != "default")
        else:
            yield from _of_section(value, (section.name,), place, given)


def toml_value(value: object) -> str:
    """A value as a settings file has it, in one line. None, which TOML has no word for, is empty."""
    if value is None:
        return ""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {toml_value(one)}" for key, one in value.items() if one is not None) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(toml_value(one) for one in value) + "]"
    # Words, numbers, true and false are the same in both.
    return msgspec.json.encode(value).decode()


def _of_section(record: msgspec.Struct, keys: tuple[str, ...], place: Place, given: Tree) -> Iterator[ShownSetting]:
    record = shown(record) if isinstance(record, OutputSettings) else record
    table: object = given
    for key in keys:
        table = table.get(key, {}) if isinstance(table, dict) else {}
    section = ".".join((*keys[:-1], keys[-1] if keys[-1].isidentifier() else toml_value(keys[-1])))
    for field in msgspec.structs.fields(record):
        value = msgspec.to_builtins(getattr(record, field.name), enc_hook=str)
        yield _shown(section, (*keys, field.encode_name), value, place, table)


def _shown(section: str, path: tuple[str, ...], value: object, place: Place, table: object) -> ShownSetting:
    """A setting with where it comes from; `table` is what the file has of its section."""
    origin: Origin = "default"
    where = None
    if path in place.variables:
        origin, where = "environment", place.variables[path]
    elif isinstance(table, dict) and path[-1] in table:
        line = place.line_of(path)
        origin, where = "file", f"{place.path}:{line}" if line else str(place.path)
    return ShownSetting(section=section, key=path[-1], value=value, origin=origin, place=where)
