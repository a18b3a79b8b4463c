"""A file of maintenance windows, as engineers write it to try them on recorded traffic. TOML."""

import tomllib
from collections.abc import Mapping
from datetime import datetime

from msgspec import ValidationError, convert
from msgspec.structs import asdict

from schemas.asset_change import AssetChange, Subject
from schemas.maintenance import weekly_of

_KEYS = ("asset", "zone", "initiator", "from", "until", "weekly", "who", "reason", "site")


def windows_of(content: bytes, *, site: str, time: float, source: str) -> list[AssetChange]:
    """The windows of a file, in its order; `time` is when they are announced. Raises ValueError with the place."""
    try:
        found = tomllib.loads(content.decode())
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        msg = f"{source}: no TOML: {error}"
        raise ValueError(msg) from error
    tables = found.get("maintenance") if found else []
    if set(found) - {"maintenance"} or not isinstance(tables, list):
        msg = f"{source}: a file of windows has [[maintenance]] tables and nothing else"
        raise ValueError(msg)
    changes = []
    for number, table in enumerate(tables, 1):
        try:
            changes.append(_window(table, site, time, source))
        except ValueError as error:
            msg = f"{source}: maintenance {number}: {error}"
            raise ValueError(msg) from error
    return changes


def _window(table: object, site: str, time: float, source: str) -> AssetChange:
    if not isinstance(table, dict):
        msg = "it is no table"
        raise ValueError(msg)  # noqa: TRY004 - what a file says wrong is a ValueError
    unknown = sorted(set(table) - set(_KEYS))
    if unknown:
        msg = f"{unknown[0]!r} is no key of it; there are {', '.join(_KEYS)}"
        raise ValueError(msg)
    subject, on, narrowed = _subject(table)
    weekly = None if "weekly" not in table else weekly_of(str(table["weekly"]))
    starts, until = _moment(table, "from"), _moment(table, "until")
    if weekly is None and (starts is None or until is None):
        msg = "it says no `from` and `until`, nor the times of each week in `weekly`"
        raise ValueError(msg)
    change = AssetChange(
        site=str(table.get("site", site)), time=time, source=source, subject=subject, change="maintenance-started",
        id=on, initiator=narrowed, starts=starts, expires=until, weekly=weekly, owner=table.get("who"),
        reason=table.get("reason"),
    )  # fmt: skip
    try:
        return convert(asdict(change), AssetChange)
    except ValidationError as error:
        raise ValueError(str(error)) from error


def _subject(table: Mapping[str, object]) -> tuple[Subject, str, str | None]:
    """What the window is on, and whom it is narrowed to."""
    zone, asset, initiator = (table.get(key) for key in ("zone", "asset", "initiator"))
    narrowed = None if initiator is None else str(initiator)
    if zone is not None and asset is None:
        return "zone", str(zone), narrowed
    if asset is not None and zone is None:
        return "asset", str(asset), narrowed
    if zone is None and narrowed is not None:
        return "initiator", narrowed, None
    msg = "it names one of `asset` and `zone`, or an `initiator` alone"
    raise ValueError(msg)


def _moment(table: Mapping[str, object], key: str) -> float | None:
    value = table.get(key)
    if value is None:
        return None
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        msg = f"`{key}` is no time with its zone; write it like 2026-03-05T06:00:00Z or 2026-03-05T07:00:00+01:00"
        raise ValueError(msg)
    return moment.timestamp()
