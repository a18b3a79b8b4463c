"""An inventory as Weir's own asset changes: one JSON object a line, or one JSON list over the whole file.

A line that is none is refused, and the others are taken. Addresses are read as leniently as in a spreadsheet. Where
every line declares an asset, contradictions are found as in a spreadsheet; lines that tell a history (an address that
went from one asset to another) are taken as they stand.
"""

import msgspec

from schemas import codec
from schemas.asset_change import AssetChange, Binding
from schemas.formats.assets.addresses import canonical_ip, is_mac
from schemas.formats.assets.conflicts import origin_of, settled
from schemas.formats.assets.reading import Reading, Refused, RunSites, shown
from schemas.formats.assets.rows import Taken
from schemas.formats.assets.table import Row
from schemas.formats.ndjson import NdjsonReader
from schemas.formats.reader import ReaderContext
from schemas.macs import mac_of
from schemas.networks import network_of
from schemas.state import valid_site

_Line = tuple[int, bytes]


def read_json(content: bytes, *, sites: RunSites, time: float, source: str) -> Reading:
    """What the lines declare; `time` and the run's site stand where a line says none.

    Raises ValueError for a file that begins as a list and is none.
    """
    refused: list[Refused] = []
    taken: list[tuple[int, AssetChange, bytes]] = []
    defaults = {"site": sites.default, "time": time, "source": source}
    reader = NdjsonReader(codec.ASSET_CHANGES, ReaderContext(site=sites.default, source=source), defaults=defaults)
    for number, line in _lines(content, source):
        found, letters = reader.read([line], number)
        refused += [_refused(source, number, letter.reason, line) for letter in letters]
        for change in found:
            try:
                taken.append((number, _canonical(change), line))
            except ValueError as error:
                refused.append(_refused(source, number, str(error), line))
    if all(change.subject == "asset" and change.change == "declared" for _, change, _ in taken):
        whole = settled([_row(number, change, line) for number, change, line in taken], source)
        refused = sorted([*refused, *whole.refused], key=lambda one: one.line)
        changes, origins, notes = whole.changes, whole.origins, whole.notes
    else:
        changes, notes = tuple(change for _, change, _ in taken), ()
        origins = tuple((origin_of(_row(number, change, line)),) for number, change, line in taken)
    named = dict.fromkeys(change.site for change in changes if change.site != sites.default)
    return Reading(
        source=source,
        changes=changes,
        origins=origins,
        refused=tuple(refused),
        notes=notes,
        sites=tuple(named),
    )


def _lines(content: bytes, source: str) -> list[_Line]:
    """The records with their lines; those of a list with the lines in which they begin."""
    content = content.removeprefix(b"\xef\xbb\xbf")
    if not content.lstrip().startswith(b"["):
        return [(number, line) for number, line in enumerate(content.split(b"\n"), 1) if line.strip()]
    try:
        entries = msgspec.json.decode(content, type=list[msgspec.Raw])
    except msgspec.MsgspecError as error:
        msg = f"{source}: no JSON list of asset changes: {error}"
        raise ValueError(msg) from error
    lines: list[_Line] = []
    position = number = 0
    for entry in map(bytes, entries):
        found = content.find(entry, position)
        number += content.count(b"\n", position, found)
        lines.append((number + 1, entry.replace(b"\n", b" ")))
        number += entry.count(b"\n")
        position = found + len(entry)
    return lines


def _canonical(change: AssetChange) -> AssetChange:
    if not valid_site(change.site):
        msg = f"site {change.site!r} cannot name a site: up to 64 characters without spaces, quotes, | / and \\"
        raise ValueError(msg)
    if change.subject == "zone" and change.cidrs:
        return msgspec.structs.replace(change, cidrs=tuple(map(_network, change.cidrs)))
    if change.subject != "asset" or not change.addresses:
        return change
    addresses = tuple(
        Binding(
            None if binding.ip is None else canonical_ip(binding.ip),
            None if binding.mac is None else mac_of(binding.mac),
        )
        for binding in change.addresses
    )
    return msgspec.structs.replace(change, addresses=addresses)


def _network(cidr: str) -> str:
    try:
        return network_of(cidr.strip(), strict=False)
    except ValueError:
        msg = f"cidrs: {cidr!r} is no CIDR such as 10.1.0.0/16 or fd00:1::/64"
        raise ValueError(msg) from None


def _row(number: int, change: AssetChange, line: bytes) -> Taken:
    column_of: dict[str, str] = {}
    for binding in change.addresses:
        column_of |= {address: "addresses" for address in (binding.ip, binding.mac) if address is not None}
    named = not (is_mac(change.id) or change.id in column_of)
    return Taken(number, Row(number, (_text(line),)), change, named=named, column_of=column_of)


def _refused(source: str, number: int, reason: str, line: bytes) -> Refused:
    return Refused(source=source, line=number, reason=reason, value=shown(_text(line)), cells=(_text(line),))


def _text(line: bytes) -> str:
    return line.decode("utf-8", "replace").strip()
