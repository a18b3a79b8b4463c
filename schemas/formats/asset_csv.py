"""An inventory as CSV, headings by alias: each row becomes what is declared of one asset.

The law: a row is taken whole or the file is refused with the line and the column; columns that no
alias names are left alone, since inventories have many. Rows of one id are one asset with all their addresses.
"""

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from io import StringIO
from ipaddress import ip_address
from typing import TypeVar

import msgspec

from schemas.asset_change import AssetChange, Binding
from schemas.state import valid_site

_Value = TypeVar("_Value")

_ALIASES: dict[str, tuple[str, ...]] = {
    "id": ("id", "asset_id", "asset", "device_id", "asset_tag", "resource_id"),
    "ip": (
        *("ip", "ips", "ip_address", "ip_addresses", "ipaddress", "ipv4", "ipv6", "address", "addresses"),
        *("primary_ip", "primary_ip4", "ip_addr", "nt_ip"),
    ),
    "mac": ("mac", "macs", "mac_address", "mac_addresses", "macaddress", "hardware_address", "hwaddr"),
    "name": (
        *("name", "hostname", "host_name", "host", "dns", "dns_name", "fqdn", "device_name", "asset_name", "names"),
        *("display_name", "nt_host", "device"),
    ),
    "zone": (
        "zone",
        "security_zone",
        "network_zone",
        "virtual_zone",
        "zone_name",
        "virtual_zone_name",
        "segment",
        "cell",
    ),
    "purdue_level": ("purdue_level", "purdue", "level", "purduelevel", "cf_purdue_zone"),
    "role": ("role", "device_role", "type", "asset_type", "device_type", "category", "class", "function"),
    "site": ("site", "site_name", "plant", "location", "facility"),
    "owner": ("owner", "asset_owner", "contact", "responsible", "business_owner"),
    "criticality": ("criticality", "business_impact", "importance", "priority", "risk", "businessimpact"),
    "vendor": ("vendor", "manufacturer", "make", "brand"),
    "model": ("model", "product", "model_name", "hardware", "part_number"),
    "firmware": ("firmware", "firmware_version", "fw", "fw_version", "software_version", "version"),
    "tags": ("tags", "labels"),
}
_FIELD_OF = {alias: field for field, aliases in _ALIASES.items() for alias in aliases}

_CRITICALITY = {
    "very low": 1,
    "none": 1,
    "low": 2,
    "minor": 2,
    "medium": 3,
    "moderate": 3,
    "normal": 3,
    "high": 4,
    "major": 4,
    "critical": 5,
    "very high": 5,
}
"""The five steps of AssetChange by the words inventories use (Claroty's and NetBox's exports)."""

_DELIMITERS = (",", ";", "\t", "|")
_LEVEL = re.compile(r"(?:purdue\s*)?(?:level|lvl|l)?\s*([0-5](?:\.[05])?)\b", re.IGNORECASE)
_SEVERAL = re.compile(r"[,;|\s]+")
_MAC_DIGITS = re.compile(r"[0-9a-f]{12}\Z")
_MOST_PROBLEMS = 5
_ABSENT = frozenset({"", "-", "n/a", "na", "none", "null", "unknown", "?"})


def asset_changes(text: str, *, site: str, time: float, source: str) -> list[AssetChange]:
    """What an inventory declares, in the file's order; `source` names it on each change and in errors.

    A row's own site column wins over `site`: a company's inventory holds many plants, with the same
    private addresses. Raises ValueError with line and column for up to five problems at once.
    """
    rows = _rows(text.removeprefix("\ufeff"), source)
    columns = _columns(rows, source)
    declared: dict[tuple[str, str], AssetChange] = {}
    problems: list[str] = []
    for line, row in rows:
        try:
            change = _declared(_cells(row, columns), site=site, time=time, source=source)
        except ValueError as error:
            problems.append(f"{source}, line {line}, {error}")
            if len(problems) == _MOST_PROBLEMS:
                break
            continue
        key = (change.site, change.id)
        declared[key] = merged(declared[key], change) if key in declared else change
    if problems:
        raise ValueError("\n".join(problems))
    return list(declared.values())


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


def mac_of(text: str) -> str:
    """A MAC address as `aa:bb:cc:dd:ee:ff`, whatever its separators. Raises ValueError."""
    digits = re.sub(r"[:.\-]", "", text.strip().lower())
    if not _MAC_DIGITS.match(digits):
        msg = f"{text!r} is no MAC address"
        raise ValueError(msg)
    return ":".join(digits[index : index + 2] for index in range(0, 12, 2))


def _rows(text: str, source: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not empty, each with the line it ends in; the delimiter is the heading's commonest."""
    heading = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=heading.count)
    rows = csv.reader(StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    try:
        for row in rows:
            if any(cell.strip() for cell in row):
                yield rows.line_num, row
    except csv.Error as error:
        msg = f"{source}, line {rows.line_num}: {error}"
        raise ValueError(msg) from error


def _columns(rows: Iterator[tuple[int, list[str]]], source: str) -> dict[str, list[int]]:
    """Field -> the columns that give it, from the heading."""
    line, heading = next(rows, (0, []))
    if not heading:
        msg = f"{source}: the file is empty; its first line must name the columns, such as name,ip,mac,zone,level"
        raise ValueError(msg)
    columns: dict[str, list[int]] = {}
    for index, cell in enumerate(heading):
        field = _FIELD_OF.get(re.sub(r"[\s\-./]+", "_", cell.strip().lower()).strip("_"))
        if field is not None:
            columns.setdefault(field, []).append(index)
    if not columns.keys() & {"ip", "mac", "name", "id"}:
        found = ", ".join(cell.strip() for cell in heading[:12])
        msg = f"{source}, line {line}: no column ip, mac, hostname or id among: {found}"
        raise ValueError(msg)
    return columns


def _cells(row: list[str], columns: dict[str, list[int]]) -> dict[str, str]:
    """Field -> the row's text for it; several address columns are put together, of others the first is taken."""
    cells: dict[str, str] = {}
    for field, indexes in columns.items():
        texts = [row[index].strip() for index in indexes if index < len(row)]
        texts = [text for text in texts if text.lower() not in _ABSENT]
        if texts:
            cells[field] = " ".join(texts) if field in {"ip", "mac", "tags"} else texts[0]
    return cells


def _declared(cells: dict[str, str], *, site: str, time: float, source: str) -> AssetChange:
    ips = [_ip(text) for text in _several(cells.get("ip"))]
    macs = [_column("mac", mac_of, text) for text in _several(cells.get("mac"))]
    name = cells.get("name")
    identity = cells.get("id") or name or (macs + ips + [""])[0]
    if not identity:
        msg = "columns ip, mac, hostname and id: all are empty, so the row names no asset"
        raise ValueError(msg)
    change = AssetChange(
        site=_site(cells["site"]) if "site" in cells else site,
        time=time,
        source=source[:255],
        subject="asset",
        change="declared",
        id=identity,
        addresses=tuple(_bindings(ips, macs)),
        name=name,
        role=cells.get("role"),
        vendor=cells.get("vendor"),
        model=cells.get("model"),
        firmware=cells.get("firmware"),
        zone=cells.get("zone"),
        purdue_level=_column("level", _level, cells["purdue_level"]) if "purdue_level" in cells else None,
        criticality=_column("criticality", _criticality, cells["criticality"]) if "criticality" in cells else None,
        owner=cells.get("owner"),
        tags=tuple(_several(cells.get("tags"))),
    )
    try:
        # The constructor does not check bounds; a round trip through the decoder does.
        return msgspec.convert(msgspec.to_builtins(change), AssetChange)
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from error


def _several(cell: str | None) -> list[str]:
    return list(dict.fromkeys(part for part in _SEVERAL.split(cell or "") if part))


def _ip(text: str) -> str:
    try:
        return str(ip_address(text.partition("/")[0]))
    except ValueError:
        msg = f"column ip: {text!r} is no IP address"
        raise ValueError(msg) from None


def _column(column: str, convert: Callable[[str], _Value], text: str) -> _Value:
    try:
        return convert(text)
    except ValueError as error:
        msg = f"column {column}: {error}"
        raise ValueError(msg) from None


def _level(text: str) -> float:
    if text.strip().lower() in {"dmz", "idmz"}:
        return 3.5
    found = _LEVEL.match(text.strip())
    if found is None or float(found[1]) > 5:
        msg = f"{text!r} is no Purdue level (0 to 5, 3.5 for the DMZ)"
        raise ValueError(msg)
    return float(found[1])


def _criticality(text: str) -> int:
    lowered = text.strip().lower()
    if lowered in _CRITICALITY:
        return _CRITICALITY[lowered]
    if lowered in {"1", "2", "3", "4", "5"}:
        return int(lowered)
    msg = f"{text!r} is no criticality (1 to 5, or low, medium, high, critical)"
    raise ValueError(msg)


def _site(text: str) -> str:
    if not valid_site(text):
        msg = f"column site: {text!r} cannot name a site: up to 64 characters without spaces, quotes, | / and \\"
        raise ValueError(msg)
    return text


def _bindings(ips: list[str], macs: list[str]) -> Iterable[Binding]:
    """Which IP goes with which MAC: one MAC with all, as many MACs as IPs one by one, else nobody knows."""
    if len(macs) == 1 and ips:
        return [Binding(ip, macs[0]) for ip in ips]
    if len(macs) == len(ips):
        return [Binding(ip, mac) for ip, mac in zip(ips, macs, strict=True)]
    return [Binding(ip=ip) for ip in ips] + [Binding(mac=mac) for mac in macs]
