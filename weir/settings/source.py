"""Where a setting was written, and what is said when it is not known: a TOML file and the environment."""

import difflib
import re
import tomllib
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from pathlib import Path
from types import UnionType
from typing import Never, Union, get_args, get_origin, get_type_hints

import msgspec

from weir.errors import UserError, why

Tree = dict[str, object]
"""A decoded TOML table, before it is checked."""

Report = Callable[[str], None]
"""Takes what is wrong with the settings, with its place. It may raise; what it is told of is left out otherwise."""

PREFIX = "WEIR_"

OTHER_VARIABLES = frozenset({"SETTINGS", "TRACEBACK", "LOGS", "SPOOL", "SITE", "TIME_ZONE", "SHARED", "TEST"})
"""How variables begin, after WEIR_, that set nothing here: the first two are the command line's, the next four those
of docker-compose.yml, the last two the tests'. Only the last two stand for more than one variable."""

_SERVICE_LINK = re.compile(r".+_(SERVICE_(HOST|PORT.*)|PORT(_\d+_(TCP|UDP|SCTP).*)?)")
"""What Kubernetes puts into each pod for a service of the namespace that is called `weir-...`."""


class Place:
    """The settings file, to say where in it something stands. `path` None: no file, only the environment."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.text = ""
        self.variables: dict[tuple[str, ...], str] = {}

    def at(self, keys: tuple[str, ...], message: str) -> str:
        """The message, led by the variable or the file and line that set `keys`, and the setting's name."""
        variable = self.variables.get(keys)
        if variable is not None:
            return f"{variable}: {message}"
        where = str(self.path) if self.path else "settings"
        line = self.line_of(keys)
        return f"{where}{f':{line}' if line else ''}: {'.'.join(keys)}: {message}"

    def of_validation(self, error: msgspec.ValidationError, table: tuple[str, ...] = ()) -> str:
        """The words of msgspec (`Expected ... - at $.key[0]`) with the place of `table` and the key put in front."""
        message = str(error).partition(" - at `")[0]
        return self.at((*table, *keys_of(error)), message[:1].lower() + message[1:])

    def line_of(self, keys: tuple[str, ...]) -> int | None:
        """The line of a key: the first line that sets it within its own table; None when it is not found."""
        table: tuple[str, ...] = ()
        for number, line in enumerate(self.text.splitlines(), 1):
            if header := re.match(r"\s*\[+\s*([^\]]+?)\s*\]+", line):
                table = tuple(part.strip().strip("\"'") for part in header[1].split("."))
                if table == keys:
                    return number
            elif found := re.match(r"\s*([\w\"'.-]+)\s*=", line):
                key = (*table, *(part.strip("\"'") for part in found[1].split(".")))
                if key == keys:
                    return number
        return None


def keys_of(error: msgspec.ValidationError) -> tuple[str, ...]:
    """Where msgspec found it, by keys alone: places in lists are left out."""
    path = str(error).partition(" - at `")[2]
    parts = re.split(r"[.\[]", path.rstrip("`").removeprefix("$"))
    return tuple(part for part in parts if part and "]" not in part)


def raise_it(message: str) -> Never:
    """A `Report` that ends at the first thing that is wrong."""
    raise UserError(message)


def read_toml(place: Place) -> Tree:
    """The file as a tree. Raises UserError when it cannot be read or is no TOML."""
    if place.path is None:
        return {}
    try:
        place.text = place.path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        msg = f"{place.path}: no such settings file; `weir settings init` writes one to begin with"
        raise UserError(msg) from error
    except (OSError, UnicodeDecodeError) as error:
        msg = f"{place.path}: {why(error)}"
        raise UserError(msg) from error
    try:
        tree = tomllib.loads(place.text)
    except tomllib.TOMLDecodeError as error:
        msg = f"{place.path}: no TOML: {error}"
        raise UserError(msg) from error
    return _plain_table(tree)


def check_keys(
    tree: Tree, kind: type[msgspec.Struct], place: Place, at: tuple[str, ...] = (), report: Report = raise_it
) -> None:
    """Report, and take out of the tree, any key that `kind` does not have, naming the nearest that it has."""
    hints = get_type_hints(kind)
    known = {field.encode_name: hints[field.name] for field in msgspec.structs.fields(kind)}
    for key, value in list(tree.items()):
        if key not in known:
            report(place.at((*at, key), _unknown(key, list(known), at)))
            del tree[key]
            continue
        for below, subtree in _structs_below(known[key], value):
            keys, inner = below
            check_keys(subtree, inner, place, (*at, key, *keys), report)


def overlay_environment(
    tree: Tree,
    kind: type[msgspec.Struct],
    environment: Mapping[str, str],
    place: Place,
    report: Report = raise_it,
) -> None:
    """Set in `tree` what `WEIR_<SECTION>_<KEY>` says. Reports one that fits no section, or no key of its section."""
    sections = {field.name: hint for field, hint in zip(*_fields(kind), strict=True)}
    for variable, text in sorted(environment.items()):
        name = variable.removeprefix(PREFIX).lower()
        if not variable.startswith(PREFIX):
            continue
        section = next((one for one in sections if name.startswith(one + "_")), None)
        try:
            if section is None:
                _check_other(variable, sections)
                continue
            path, hint = _named(name.removeprefix(section + "_"), section, sections[section], tree, variable)
            value = _value(text, hint, variable)
        except UserError as error:
            report(str(error))
            continue
        table = tree
        for part in path[:-1]:
            table = _table(table, part)
        table[path[-1]] = value
        place.variables[path] = variable


def _check_other(variable: str, sections: Mapping[str, object]) -> None:
    """Raises UserError for a variable that begins like a setting's and names no section."""
    name = variable.removeprefix(PREFIX)
    if name in OTHER_VARIABLES or name.startswith(("SHARED_", "TEST_")) or _SERVICE_LINK.fullmatch(name):
        return
    known = [
        f"{PREFIX}{section}_{field.name}".upper()
        for section, hint in sections.items()
        if isinstance(hint, type) and issubclass(hint, msgspec.Struct)
        for field in msgspec.structs.fields(hint)
    ]
    near = difflib.get_close_matches(variable, [*known, f"{PREFIX}SETTINGS"], n=1, cutoff=0.7)
    hint = f"did you mean {near[0]}?" if near else f"sections are {', '.join(sections)}"
    msg = f"{variable}: sets nothing, no section of the settings is called so; {hint}"
    raise UserError(msg)


def _named(key: str, section: str, hint: object, tree: Tree, variable: str) -> tuple[tuple[str, ...], object]:
    """Which setting a variable names, and its type."""
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        known = {field.name: inner for field, inner in zip(*_fields(hint), strict=True)}
        if key in known:
            return (section, key), known[key]
        msg = f"{variable}: {_unknown(key, list(known), (section,))}"
        raise UserError(msg)
    inner = get_args(hint)[1]
    if inner is str:
        return (section, key), str
    known = {field.name: one for field, one in zip(*_fields(inner), strict=True)}
    for name in _table(tree, section):
        lead = re.sub(r"\W", "_", name).lower() + "_"
        if key.startswith(lead) and key.removeprefix(lead) in known:
            own = key.removeprefix(lead)
            return (section, name, own), known[own]
    msg = f"{variable}: names no {section.removesuffix('s')} of the settings file and a key of it ({', '.join(known)})"
    raise UserError(msg)


def _value(text: str, hint: object, variable: str) -> object:
    """The variable's text as its type wants it: JSON for lists and tables, commas for lists of words."""
    if get_origin(hint) in {tuple, dict}:
        if get_origin(hint) is dict or text.lstrip().startswith(("[", "{")):
            try:
                return msgspec.json.decode(text.encode())
            except msgspec.DecodeError as error:
                msg = f"{variable}: no JSON: {error}"
                raise UserError(msg) from error
        return [part.strip() for part in text.split(",") if part.strip()]
    kinds = get_args(hint) if get_origin(hint) in {Union, UnionType} else (hint,)
    plain = {get_args(kind)[0] if hasattr(kind, "__metadata__") else kind for kind in kinds}
    try:
        if bool in plain:
            return msgspec.convert(text.lower(), bool, strict=False)
        if int in plain:
            return msgspec.convert(text, int, strict=False)
        if float in plain and str not in plain:
            return msgspec.convert(text, float, strict=False)
    except msgspec.ValidationError as error:
        msg = f"{variable}: {text!r}: {error}"
        raise UserError(msg) from error
    return text


def _unknown(key: str, known: list[str], at: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
    where = f"[{'.'.join(at)}]" if at else "the settings"
    if near:
        return f"no such key in {where}; did you mean {near[0]!r}?"
    return f"no such key in {where}; known are {', '.join(sorted(known))}"


def _fields(kind: type[msgspec.Struct]) -> tuple[tuple[msgspec.structs.FieldInfo, ...], list[object]]:
    fields = msgspec.structs.fields(kind)
    hints = get_type_hints(kind, include_extras=True)
    return fields, [hints[field.name] for field in fields]


def _structs_below(hint: object, value: object) -> list[tuple[tuple[tuple[str, ...], type[msgspec.Struct]], Tree]]:
    """The tables within a value that are structs by their type: where, of which kind, and what they hold."""
    structs = [one for one in (hint, *get_args(hint)) if isinstance(one, type) and issubclass(one, msgspec.Struct)]
    if get_origin(hint) is dict and isinstance(value, dict):
        inner = get_args(hint)[1]
        return [(((str(name),), inner), one) for name, one in value.items() if isinstance(one, dict)]
    if isinstance(value, list):
        structs = [one for member in get_args(hint) for one in (member, *get_args(member)) if _is_struct(one)]
        return [(((), structs[0]), one) for one in value if structs and isinstance(one, dict)]
    if structs and isinstance(value, dict):
        return [(((), structs[0]), value)]
    return []


def _is_struct(hint: object) -> bool:
    return isinstance(hint, type) and issubclass(hint, msgspec.Struct)


def _table(tree: Tree, key: str) -> Tree:
    inner = tree.setdefault(key, {})
    return inner if isinstance(inner, dict) else {}


def _plain_table(tree: Mapping[str, object]) -> Tree:
    return {key: _plain(value) for key, value in tree.items()}


def _plain(value: object) -> object:
    """TOML's own dates and times as ISO text, which is what the settings take."""
    if isinstance(value, dict):
        return _plain_table(value)
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return value
