"""Rows that speak of one device: put together where that is plain, none of them taken where it is not.

Rows of one id (or name, in any case) are one asset. A row of addresses alone belongs to the named row that has one of
them. Two assets that claim one address are a contradiction: no row that claims it is taken, and each names the other.
An address that several assets share besides their own (a cluster's) is left out of all, and said.
"""

from collections.abc import Iterable

import msgspec
from msgspec import Struct

from schemas.asset_change import AssetChange, Binding
from schemas.formats.assets.addresses import is_mac
from schemas.formats.assets.reading import Note, Origin, Refused
from schemas.formats.assets.rows import Taken

MAX_ADDRESSES = 256
MAX_TAGS = 64
"""As `AssetChange` bounds them."""

_Key = tuple[str, str, str]


class Settled(Struct, frozen=True):
    """What all rows together declare; `origins` are the rows of each change."""

    changes: tuple[AssetChange, ...]
    origins: tuple[tuple[Origin, ...], ...]
    refused: tuple[Refused, ...]
    notes: tuple[Note, ...]


def settled(rows: Iterable[Taken], source: str) -> Settled:
    """The assets of a file, in the order of their first rows."""
    kept = list(rows)
    notes: list[Note] = []
    key_of = _joined(kept)
    refused = _disputed(kept, key_of, notes, source)
    gone = {one.line for one in refused}
    together: dict[_Key, list[Taken]] = {}
    for row in kept:
        if row.line not in gone:
            together.setdefault(key_of[row.line], []).append(row)
    changes = [_together(members, notes) for members in together.values()]
    origins = [tuple(map(origin_of, members)) for members in together.values()]
    return Settled(tuple(changes), tuple(origins), tuple(refused), tuple(notes))


def origin_of(row: Taken) -> Origin:
    """Where a row stood."""
    return Origin(row.line, row.row.cells, row.column_of)


def _joined(rows: list[Taken]) -> dict[int, _Key]:
    """Each row's asset, by its line: that of its id or name, or of the one other asset that has an address of it.

    Nameless rows with a MAC find their asset first, and then those with an IP alone.
    """
    key_of = {row.line: (row.change.site, row.change.realm, folded(row.change.id)) for row in rows}
    nameless = [row for row in rows if not row.named]
    with_mac = [row for row in nameless if _macs(row)]
    _join(with_mac, [row for row in rows if row.named], key_of)
    _join([row for row in nameless if not _macs(row)], [row for row in rows if row.named or _macs(row)], key_of)
    return key_of


def _join(nameless: list[Taken], others: list[Taken], key_of: dict[int, _Key]) -> None:
    if not nameless:
        return
    holders: dict[tuple[str, str, str], set[_Key]] = {}
    macs: dict[_Key, set[str]] = {}
    for row in others:
        macs.setdefault(key_of[row.line], set()).update(_macs(row))
        for address in row.column_of:
            holders.setdefault((row.change.site, row.change.realm, address), set()).add(key_of[row.line])
    for row in nameless:
        place = (row.change.site, row.change.realm)
        found = set().union(*(holders.get((*place, address), set()) for address in row.column_of))
        if len(found) == 1:
            (one,) = found
            # An IP under another MAC is another device's claim to it.
            if not _macs(row) or not macs[one] or _macs(row) & macs[one]:
                key_of[row.line] = one


def _macs(row: Taken) -> set[str]:
    return set(filter(is_mac, row.column_of))


def _disputed(rows: list[Taken], key_of: dict[int, _Key], notes: list[Note], source: str) -> list[Refused]:
    claims: dict[tuple[str, str, str], list[Taken]] = {}
    for row in rows:
        for address in row.column_of:
            claims.setdefault((row.change.site, row.change.realm, address), []).append(row)
    disputes = {
        place: claimants
        for place, claimants in claims.items()
        if len({key_of[claimant.line] for claimant in claimants}) > 1
    }
    refused: dict[int, Refused] = {}
    shared: dict[int, set[str]] = {}
    for (_, _, address), claimants in disputes.items():
        if not is_mac(address) and all(_has_own(claimant, disputes) for claimant in claimants):
            for claimant in claimants:
                shared.setdefault(claimant.line, set()).add(address)
                text = f"{address} is shared with {_others(claimant, claimants)}: left out of all of them"
                notes.append(Note(text=text, line=claimant.line, column=claimant.column_of[address], value=address))
            continue
        for claimant in claimants:
            refused.setdefault(claimant.line, _refusal(claimant, claimants, address, source))
    for index, row in enumerate(rows):
        if row.line in shared:
            rows[index] = msgspec.structs.replace(row, change=_without(row.change, shared[row.line]))
    return [refused[line] for line in sorted(refused)]


def _has_own(row: Taken, disputes: dict[tuple[str, str, str], list[Taken]]) -> bool:
    """Whether a row has an IP that nobody else claims, so that it stands without the disputed one."""
    place = (row.change.site, row.change.realm)
    return any(not is_mac(address) and (*place, address) not in disputes for address in row.column_of)


def _refusal(row: Taken, claimants: list[Taken], address: str, source: str) -> Refused:
    return Refused(
        source=source,
        line=row.line,
        reason=f"{address} is also in {_others(row, claimants)}: one device under two names, or a wrong address",
        column=row.column_of[address],
        value=address,
        name=row.change.name or row.change.id,
        cells=row.row.cells,
    )


def _others(row: Taken, claimants: list[Taken], most: int = 3) -> str:
    others = [claimant for claimant in claimants if claimant.line != row.line]
    told = ", ".join(f"line {one.line} ({one.change.name or one.change.id})" for one in others[:most])
    return told + (f" and {len(others) - most} more" if len(others) > most else "")


def _without(change: AssetChange, addresses: set[str]) -> AssetChange:
    kept = []
    for binding in change.addresses:
        ip = None if binding.ip in addresses else binding.ip
        if ip is not None or binding.mac is not None:
            kept.append(Binding(ip, binding.mac))
    return msgspec.structs.replace(change, addresses=tuple(dict.fromkeys(kept)))


def _together(members: list[Taken], notes: list[Note]) -> AssetChange:
    members.sort(key=lambda member: (not member.named, member.line))
    whole = members[0].change
    for member in members[1:]:
        whole = merged(whole, member.change)
    if len(members) > 1:
        lines = sorted(member.line for member in members)
        told = ", ".join(map(str, lines[:5])) + (f" and {len(lines) - 5} more" if len(lines) > 5 else "")
        text = f"lines {told} are one asset, {whole.name or whole.id}: {_why(members)}"
        notes.append(Note(text=text, line=lines[0]))
    if len(whole.addresses) > MAX_ADDRESSES or len(whole.tags) > MAX_TAGS:
        text = f"{whole.id} has {len(whole.addresses)} addresses and {len(whole.tags)} tags; "
        notes.append(
            Note(text=f"{text}{MAX_ADDRESSES} and {MAX_TAGS} are taken at most", line=min(one.line for one in members))
        )
        whole = msgspec.structs.replace(whole, addresses=whole.addresses[:MAX_ADDRESSES], tags=whole.tags[:MAX_TAGS])
    return whole


def _why(members: list[Taken]) -> str:
    ids = {member.change.id for member in members if member.named}
    if len({folded(one) for one in ids}) < len(ids):
        return f"the names {', '.join(sorted(ids))} differ in case alone"
    if all(member.named for member in members):
        return "they have one name"
    return "they share an address"


def merged(one: AssetChange, other: AssetChange) -> AssetChange:
    """Two rows of one asset: all addresses and tags, and each attribute from the first row that says it."""
    return msgspec.structs.replace(
        one,
        addresses=tuple(dict.fromkeys(one.addresses + other.addresses)),
        tags=tuple(dict.fromkeys(one.tags + other.tags)),
        name=one.name or other.name,
        role=one.role or other.role,
        vendor=one.vendor or other.vendor,
        model=one.model or other.model,
        firmware=one.firmware or other.firmware,
        zone=one.zone or other.zone,
        owner=one.owner or other.owner,
        purdue_level=other.purdue_level if one.purdue_level is None else one.purdue_level,
        criticality=other.criticality if one.criticality is None else one.criticality,
    )


def folded(name: str) -> str:
    """A name by which two rows may be one asset, whatever their case and spaces."""
    return " ".join(name.casefold().split())
