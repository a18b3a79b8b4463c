"""The paths of a site as they were, and what differs between two days."""

from msgspec import Struct

from schemas.asset_change import Side
from schemas.path import PathRecord


class PathsThen(Struct, frozen=True, kw_only=True):
    """All paths as they were at a time, by site and key; those that had been dropped by then are left out.

    `begins` is the first event time of which the history of paths knows, seconds UTC; None: it holds nothing.
    """

    paths: tuple[PathRecord, ...]
    begins: float | None


class ChangedPath(Struct, frozen=True, kw_only=True):
    """A path that was there on both days. `what` says what differs, such as `held -> learnt`."""

    what: tuple[str, ...]
    before: PathRecord
    after: PathRecord


class PathChanges(Struct, frozen=True, kw_only=True):
    """What differs between two days: each list by site and key.

    `gone` are those that were dropped in between; `silent` those that were used within `silent_after_days` days before
    the first of both and not within as many before the second.
    """

    new: tuple[PathRecord, ...]
    gone: tuple[PathRecord, ...]
    changed: tuple[ChangedPath, ...]
    silent: tuple[PathRecord, ...]
    silent_after_days: int
    alike: int


class AssetThen(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One asset as its paths show it at a time: what it began, and what it was asked for.

    First and last seen are those of its paths, seconds UTC.
    """

    site: str
    asset: str
    first_seen: float
    last_seen: float
    began: tuple[PathRecord, ...]
    asked: tuple[PathRecord, ...]
    name: str | None = None
    zone: str | None = None
    side: Side | None = None
