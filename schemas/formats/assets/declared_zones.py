"""The zones that an inventory names, held against those that the zone files declare.

A name that differs from a declared one in case or spaces alone means it. One that is declared nowhere stays as it is
and is told: until it is declared, the address of the asset says in which zone it lies.
"""

from collections.abc import Iterable
from difflib import get_close_matches

import msgspec

from schemas.asset_change import AssetChange
from schemas.formats.assets.reading import Note, Reading, lines_are, shown

UNDECLARED = "is declared in no zone file"
"""What the note on a zone says that no file declares."""

MOST_ZONES = 8
"""Declared zones that a note names, where none is near the one in doubt."""


def in_declared_zones(reading: Reading, declared: Iterable[AssetChange]) -> Reading:
    """The reading with the zones of its assets as they are declared, and a note for each name that is not.

    `declared` are statements of any kind. Assets of a site for which they declare no zone are left as they are: their
    zones may be told elsewhere.
    """
    names: dict[str, dict[str, None]] = {}
    for change in (*declared, *reading.changes):
        if change.subject == "zone" and change.change == "declared":
            names.setdefault(change.site, {})[change.id] = None
    changes = list(reading.changes)
    lines: dict[tuple[str, str, str | None], list[int]] = {}
    for index, change in enumerate(changes):
        own = names.get(change.site)
        if change.subject != "asset" or change.zone is None or own is None or change.zone in own:
            continue
        meant = _meant(change.zone, own)
        lines.setdefault((change.site, change.zone, meant), []).append(_line(reading, index))
        if meant is not None:
            changes[index] = msgspec.structs.replace(change, zone=meant)
    notes = [_note(*key, found, tuple(names[key[0]])) for key, found in lines.items()]
    if not notes:
        return reading
    return msgspec.structs.replace(reading, changes=tuple(changes), notes=(*notes, *reading.notes))


def undeclared_zones(reading: Reading) -> tuple[str, ...]:
    """The zones that a reading names and no zone file declares, as `in_declared_zones` noted them."""
    return tuple(note.value for note in reading.notes if note.value is not None and UNDECLARED in note.text)


def _meant(name: str, declared: Iterable[str]) -> str | None:
    """The one declared zone that a name spells otherwise; None where there is none, or more than one."""
    found = [zone for zone in declared if _plain(zone) == _plain(name)]
    return found[0] if len(found) == 1 else None


def _plain(name: str) -> str:
    return "".join(name.casefold().split())


def _line(reading: Reading, index: int) -> int:
    return reading.origins[index][0].line if index < len(reading.origins) else 0


def _note(site: str, name: str, meant: str | None, found: list[int], declared: tuple[str, ...]) -> Note:
    where = lines_are(sorted(line for line in found if line))
    begin = f"{where}: zone {shown(name)!r}"
    if meant is not None:
        return Note(text=f"{begin} is read as {meant!r}, which is declared", column="zone", value=shown(name))
    folded = {zone.casefold(): zone for zone in declared}
    near = get_close_matches(name.casefold(), folded, n=1)
    if near:
        hint = f"did you mean {folded[near[0]]!r}?"
    else:
        more = ", ..." if len(declared) > MOST_ZONES else ""
        hint = f"there are: {', '.join(declared[:MOST_ZONES])}{more}"
    text = f"{begin} {UNDECLARED} for site {site}, so the address says where the asset lies; {hint}"
    return Note(text=text, column="zone", value=shown(name))
