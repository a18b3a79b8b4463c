"""The names of input formats as people give them: those of the table, and `mapped:FILE.toml`."""

from pathlib import Path

from schemas.formats.tables.mapping import PREFIX, mapping_of, packed
from weir.errors import UserError, told

_LARGEST = 1_048_576
"""Bytes of a mapping's file: the longest takes a few thousand."""


def with_mapping(name: str, where: str) -> str:
    """A format's name with the mapping itself in place of its file; other names as they are.

    `where` is what a message names: the option or the key of the settings. Raises UserError.
    """
    if not name.startswith(PREFIX) or name.removeprefix(PREFIX).startswith("{"):
        return name
    path = Path(name.removeprefix(PREFIX))
    if not path.name:
        msg = f"{where} {name}: names no file; write {PREFIX}FILE.toml (weir formats guess proposes one)"
        raise UserError(msg)
    with told(OSError):
        if path.stat().st_size > _LARGEST:
            msg = f"{path}: no mapping: it has more than {_LARGEST:,} bytes"
            raise UserError(msg)
        text = path.read_bytes()
    try:
        return packed(mapping_of(text.decode("utf-8-sig")))
    except ValueError as error:
        msg = f"{path}: {error}"
        raise UserError(msg) from error
