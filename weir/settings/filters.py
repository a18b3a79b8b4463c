"""Saved filters of alerts: `[filters.NAME]`, which `weir alerts list` and `follow` take with `--filter NAME`."""

import re
from difflib import get_close_matches

import msgspec

from schemas.alert import AlertStatus, Level
from schemas.attack import AlertKind
from weir.errors import UserError


class FilterSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One filter; each key is the option of its name, and None leaves it out. All that is given must hold."""

    level: Level | None = None
    kind: AlertKind | None = None
    site: str | None = None
    zone: str | None = None
    asset: str | None = None
    service: str | None = None
    status: AlertStatus | None = None
    since: str | None = None
    until: str | None = None


def is_length(text: str) -> bool:
    """Whether `since` or `until` is a length before now, such as 8h, as `weir.times` reads it."""
    return re.fullmatch(r"(\d+(\.\d+)?[smhdw])+", text) is not None


def filter_named(filters: dict[str, FilterSettings], name: str | None) -> FilterSettings:
    """The filter of that name; None: one that leaves nothing out. Raises UserError with the nearest there is."""
    if name is None:
        return FilterSettings()
    if name in filters:
        return filters[name]
    if not filters:
        msg = f"--filter {name!r}: the settings have no filter; write one as [filters.{name}], see docs/feed.md"
        raise UserError(msg)
    near = get_close_matches(name, filters, n=1, cutoff=0.5)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    msg = f"--filter {name!r}: is one of {', '.join(filters)}{hint}"
    raise UserError(msg)
