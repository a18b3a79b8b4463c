"""Inventories of one run, held against each other: two assets of two files that claim one address contradict.

As within one file (`conflicts.py`): neither is taken and each names the other; but where all of them have an IP of
their own, the one that they share is left out of all. Rows that bear no name are whoever has their address.
"""

from collections.abc import Container, Sequence

import msgspec
from msgspec import Struct

from schemas.asset_change import AssetChange, Binding
from schemas.formats.assets.addresses import is_mac
from schemas.formats.assets.conflicts import folded
from schemas.formats.assets.reading import Note, Reading, Refused

MOST_OTHERS = 3
"""Other claimants that a message names."""

_Place = tuple[str, str, str]
"""Site, realm and address."""


class _Claim(Struct, frozen=True):
    names: frozenset[str]
    """Its id and its name; two claims that share one are of one asset."""
    words: str
    own: bool
    """Whether its asset has an IP that nobody else claims."""


def among(own: Reading, others: Sequence[Reading]) -> Reading:
    """An inventory without what the others contradict."""
    readings = (own, *others)
    disputes = _disputes(readings)
    if not disputes:
        return own
    changes, origins = [], []
    refused: list[Refused] = []
    notes: list[Note] = []
    for change, rows in zip(own.changes, own.origins, strict=True):
        claims = {place: disputes[place] for place in _places(change) if place in disputes}
        kept = change
        for place, claimants in claims.items():
            address = place[2]
            rest = [one.words for one in claimants if one.names.isdisjoint(_names(change))]
            if not rest:
                continue
            said = ", ".join(rest[:MOST_OTHERS]) + (
                f" and {len(rest) - MOST_OTHERS} more" if len(rest) > MOST_OTHERS else ""
            )
            if not is_mac(address) and all(one.own for one in claimants):
                kept = _without(kept, address)
                text = f"{address} is shared with {said}: left out of all of them"
                notes.append(Note(text=text, line=rows[0].line, column=rows[0].column_of.get(address), value=address))
                continue
            reason = f"{address} is also in {said}: one device under two names, or a wrong address"
            refused += [
                Refused(
                    source=own.source,
                    line=row.line,
                    reason=reason,
                    column=row.column_of.get(address),
                    value=address,
                    name=change.name or change.id,
                    cells=row.cells,
                )
                for row in rows
            ]
            break
        else:
            changes.append(kept)
            origins.append(rows)
    return msgspec.structs.replace(
        own,
        changes=tuple(changes),
        origins=tuple(origins),
        refused=tuple(sorted([*own.refused, *refused], key=lambda one: one.line)),
        notes=(*own.notes, *notes),
    )


def _disputes(readings: Sequence[Reading]) -> dict[_Place, list[_Claim]]:
    """The addresses that differently named assets of two files claim, with all their claims."""
    holders: dict[_Place, list[tuple[int, int]]] = {}
    for file, reading in enumerate(readings):
        for index, change in enumerate(reading.changes):
            for place in _places(change):
                holders.setdefault(place, []).append((file, index))
    disputed = {}
    for place, found in holders.items():
        if len({file for file, _ in found}) < 2:
            continue
        names = [_names(readings[file].changes[index]) for file, index in found]
        if any(one.isdisjoint(other) for one in names for other in names):
            disputed[place] = found
    return {
        place: [_claim(readings[file], index, disputed) for file, index in found] for place, found in disputed.items()
    }


def _claim(reading: Reading, index: int, disputed: Container[_Place]) -> _Claim:
    change, rows = reading.changes[index], reading.origins[index]
    return _Claim(
        _names(change),
        f"{reading.source}, line {rows[0].line} ({change.name or change.id})",
        any(not is_mac(place[2]) and place not in disputed for place in _places(change)),
    )


def _places(change: AssetChange) -> list[_Place]:
    """Where an asset that has a name is declared to be; of other statements nothing."""
    if change.subject != "asset" or change.change != "declared":
        return []
    found = dict.fromkeys(one for binding in change.addresses for one in (binding.ip, binding.mac) if one is not None)
    if change.id in found:
        return []
    return [(change.site, change.realm, address) for address in found]


def _names(change: AssetChange) -> frozenset[str]:
    return frozenset(folded(name) for name in (change.id, change.name) if name)


def _without(change: AssetChange, address: str) -> AssetChange:
    kept = []
    for binding in change.addresses:
        ip = None if binding.ip == address else binding.ip
        if ip is not None or binding.mac is not None:
            kept.append(Binding(ip, binding.mac))
    return msgspec.structs.replace(change, addresses=tuple(dict.fromkeys(kept)))
