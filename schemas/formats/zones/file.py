"""Zones and conduits as a list in JSON or TOML: what the plant says of its own lines.

JSON: a list of zones, or an object with `zones` and `conduits`. TOML: `[[zones]]` and `[[conduits]]`.
Every key is known or the file is refused, naming the nearest one; a wrong value is refused with its place. What
contradicts something else in it is found by `checks.py`.
"""

import tomllib
from collections.abc import Mapping
from datetime import UTC, date, datetime
from difflib import get_close_matches

import msgspec
import orjson

from schemas.asset_change import AssetChange, Side
from schemas.formats.zones.checks import MOST_CONTRADICTIONS, contradictions
from schemas.formats.zones.places import ZoneEntry, places_of
from schemas.networks import network_of
from schemas.services.patterns import conduit_service

_LISTS = ("zones", "conduits")
_ZONE_KEYS = ("zone", "level", "side", "cidrs", "realm", "site")
_CONDUIT_KEYS = ("from", "to", "services", "owner", "reason", "expires", "site")
_SIDES: tuple[Side, ...] = ("ot", "dmz", "it", "external")

UNKNOWN_SIDE = "unknown"
"""What a zone file writes where nobody knows the side yet: the zone has a name, and its ways to OT are watched."""


def zone_changes(content: bytes, *, site: str, time: float, source: str) -> list[AssetChange]:
    """What a zone file declares, zones first; `source` is the file's name, and its ending tells TOML from JSON.

    Raises ValueError with the place, also for what contradicts itself.
    """
    entries = zone_entries(content, site=site, time=time, source=source)
    found = contradictions(entries)
    if found:
        raise ValueError("\n".join(found[:MOST_CONTRADICTIONS]))
    return [entry.change for entry in entries]


def zone_entries(content: bytes, *, site: str, time: float, source: str) -> list[ZoneEntry]:
    """The zones and then the conduits of a file with their places.

    An entry's own `site` wins over the site given. A zone that names no side takes that of its level: up to 3 ot,
    between 3 and 4 dmz, from 4 it. Raises ValueError with the place.
    """
    lists = _lists(content, source)
    places = places_of(content, toml=_is_toml(source))
    entries: list[ZoneEntry] = []
    for number, entry in enumerate(lists["zones"], 1):
        span = places.get(("zones", number))
        what = _what("zone", number, entry, "zone")
        place = _place(source, None if span is None else span.first, what)
        fields = _checked(entry, _ZONE_KEYS, place)
        change = _zone(fields, place, site=site, time=time, source=source)
        cidr_places: dict[str, str] = {}
        for text in _texts(fields, "cidrs", place):
            line = None if span is None else span.line_of(text)
            cidr_places.setdefault(_cidr(text, place), _place(source, line, what))
        entries.append(ZoneEntry(change, place, cidr_places))
    times: dict[tuple[str, str | None, str | None], int] = {}
    for number, entry in enumerate(lists["conduits"], 1):
        span = places.get(("conduits", number))
        place = _place(source, None if span is None else span.first, _what("conduit", number, entry, "from"))
        change = _conduit(_checked(entry, _CONDUIT_KEYS, place), place, site=site, time=time, source=source)
        ends = (change.site, change.from_zone, change.to_zone)
        times[ends] = times.get(ends, 0) + 1
        if times[ends] > 1:
            # Unnamed, the second between two zones would take the place of the first.
            change = msgspec.structs.replace(change, id=f"{change.from_zone}>{change.to_zone}#{times[ends]}"[:255])
        entries.append(ZoneEntry(change, place))
    return entries


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def _is_toml(source: str) -> bool:
    return source.lower().endswith(".toml")


def _lists(content: bytes, source: str) -> dict[str, list[object]]:
    parsed: object
    if not content.strip():
        msg = f"{source}: the file is empty; it lists zones such as {{zone, level, side, cidrs}}"
        raise ValueError(msg)
    try:
        if _is_toml(source):
            parsed = tomllib.loads(content.decode("utf-8-sig"))
        else:
            parsed = orjson.loads(content.removeprefix(b"\xef\xbb\xbf"))
    except (tomllib.TOMLDecodeError, orjson.JSONDecodeError, UnicodeDecodeError) as error:
        kind = "TOML" if _is_toml(source) else "JSON"
        msg = f"{source}: no {kind}: {error}{'' if _is_utf8(content) else '; save it as UTF-8'}"
        raise ValueError(msg) from error
    if isinstance(parsed, list):
        return {"zones": parsed, "conduits": []}
    fields = _checked(parsed, _LISTS, source)
    lists: dict[str, list[object]] = {}
    for name in _LISTS:
        entries = fields.get(name, [])
        if not isinstance(entries, list):
            msg = f"{source}: {name} is no list; in TOML write [[{name}]] over each entry"
            raise ValueError(msg)  # noqa: TRY004 - bad input, not a caller's mistake
        lists[name] = entries
    return lists


def _checked(entry: object, known: tuple[str, ...], place: str) -> Mapping[str, object]:
    """The entry, once it is an object with known keys only."""
    if not isinstance(entry, dict):
        msg = f"{place}: here belongs an object with the keys {', '.join(known)}, not {_shown(entry)}"
        raise ValueError(msg)  # noqa: TRY004 - bad input, not a caller's mistake
    for key in entry:
        if key not in known:
            near = get_close_matches(key, known, n=1, cutoff=0.4)
            hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(known)}"
            msg = f"{place}: unknown key {key!r}; {hint}"
            raise ValueError(msg)
    return entry


def _zone(entry: Mapping[str, object], place: str, *, site: str, time: float, source: str) -> AssetChange:
    name = _text(entry, "zone", place)
    if not name:
        msg = f"{place}: key 'zone' (the zone's name) is missing"
        raise ValueError(msg)
    level = entry.get("level")
    if level is not None and (isinstance(level, bool) or not isinstance(level, int | float) or not 0 <= level <= 5):
        msg = f"{place}: level {_shown(level)} is no Purdue level (a number from 0 to 5, 3.5 for the DMZ)"
        raise ValueError(msg)
    side = entry.get("side")
    if side is None and level is None:
        msg = f"{place}: neither side nor level is given; side is one of {', '.join((*_SIDES, UNKNOWN_SIDE))}"
        raise ValueError(msg)
    if side is not None and side not in (*_SIDES, UNKNOWN_SIDE):
        msg = f"{place}: side {_shown(side)} is none of {', '.join((*_SIDES, UNKNOWN_SIDE))}"
        raise ValueError(msg)
    if side == UNKNOWN_SIDE and level is not None:
        msg = f"{place}: level {level:g} tells a side, and side is {UNKNOWN_SIDE!r}; leave one of them away"
        raise ValueError(msg)
    return _bounded(
        AssetChange(
            site=_text(entry, "site", place) or site,
            time=time,
            source=source[:255],
            subject="zone",
            change="declared",
            id=name,
            cidrs=tuple(_cidr(cidr, place) for cidr in _texts(entry, "cidrs", place)),
            level=None if level is None else float(level),
            side=_side_of(level) if side is None else next((known for known in _SIDES if known == side), None),
            realm=_text(entry, "realm", place) or "",
        ),
        place,
    )


def _conduit(entry: Mapping[str, object], place: str, *, site: str, time: float, source: str) -> AssetChange:
    ends = {key: _text(entry, key, place) for key in ("from", "to")}
    for key, zone in ends.items():
        if not zone:
            msg = f"{place}: key {key!r} (a zone's name) is missing"
            raise ValueError(msg)
    return _bounded(
        AssetChange(
            site=_text(entry, "site", place) or site,
            time=time,
            source=source[:255],
            subject="conduit",
            change="declared",
            id="",
            from_zone=ends["from"],
            to_zone=ends["to"],
            services=_services(entry, place),
            owner=_text(entry, "owner", place),
            reason=_text(entry, "reason", place),
            expires=_moment(entry.get("expires"), place),
        ),
        place,
    )


def _services(entry: Mapping[str, object], place: str) -> tuple[str, ...]:
    """A conduit's services in the form that is compared with flows; ports may be written as numbers."""
    value = entry.get("services", [])
    if value == [] and "services" in entry:
        msg = f"{place}: services is empty; name some, or leave the key away where the conduit is for all"
        raise ValueError(msg)
    if isinstance(value, list):
        value = [str(part) if isinstance(part, int) and not isinstance(part, bool) else part for part in value]
    try:
        return tuple(map(conduit_service, _texts({"services": value}, "services", place)))
    except ValueError as error:
        msg = str(error) if str(error).startswith(place) else f"{place}: services: {error}"
        raise ValueError(msg) from None


def _side_of(level: float | None) -> Side | None:
    """The side that a level lies on, as the core has it (`models/boundary/zones.py`)."""
    if level is None:
        return None
    if level <= 3:
        return "ot"
    return "dmz" if level < 4 else "it"


def _cidr(text: str, place: str) -> str:
    try:
        return network_of(text.strip())
    except ValueError as error:
        if "host bits" in str(error):
            meant = network_of(text.strip(), strict=False)
            msg = f"{place}: {text!r} has bits set past its prefix; did you mean {meant}?"
            raise ValueError(msg) from None
        msg = f"{place}: {text!r} is no CIDR such as 10.1.0.0/16 or fd00:1::/64"
        raise ValueError(msg) from None


def _text(entry: Mapping[str, object], key: str, place: str) -> str | None:
    value = entry.get(key)
    if value is not None and not isinstance(value, str):
        msg = f"{place}: {key} is no text but {_shown(value)}"
        raise ValueError(msg)
    return value


def _texts(entry: Mapping[str, object], key: str, place: str) -> list[str]:
    value = entry.get(key, [])
    if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
        msg = f"{place}: {key} is no list of texts but {_shown(value)}"
        raise ValueError(msg)
    return value


def _moment(value: object, place: str) -> float | None:
    """A moment in seconds UTC, from a number, an ISO 8601 text or TOML's own date."""
    if value is None:
        return None
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            msg = f"{place}: expires {_shown(value)} is no date such as 2026-12-31 or 2026-12-31T18:00:00Z"
            raise ValueError(msg) from None
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day, tzinfo=UTC)
    if isinstance(value, datetime):
        return (value if value.tzinfo is not None else value.replace(tzinfo=UTC)).timestamp()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    msg = f"{place}: expires {_shown(value)} is no date such as 2026-12-31 or 2026-12-31T18:00:00Z"
    raise ValueError(msg)


def _bounded(change: AssetChange, place: str) -> AssetChange:
    try:
        # The constructor does not check bounds; a round trip through the decoder does.
        return msgspec.convert(msgspec.to_builtins(change), AssetChange)
    except msgspec.ValidationError as error:
        msg = f"{place}: {error}"
        raise ValueError(msg) from error


def _place(source: str, line: int | None, what: str) -> str:
    """Where an entry is, in words: with its line where that could be found, and always with its number."""
    return f"{source}, {what}" if line is None else f"{source}, line {line}, {what}"


def _what(kind: str, number: int, entry: object, key: str) -> str:
    name = entry.get(key) if isinstance(entry, dict) else None
    return f"{kind} {number}" + (f" ({name})" if isinstance(name, str) else "")


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 64 else text[:61] + "..."
