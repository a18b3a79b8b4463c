"""What is asked of the lists: filters, order and page. Pure: nothing here reads anything."""

from typing import Generic, Literal, NamedTuple, TypeVar

from msgspec import Struct

from schemas.alert import AlertStatus, Level
from schemas.asset_change import Side
from schemas.overview.inventory import InventoryPart
from schemas.path import PathStatus

T = TypeVar("T")

SideOrUnknown = Literal[Side, "unknown"]

PathStatusOrUnreviewed = Literal[PathStatus, "unreviewed"]
"""unreviewed: learnt by declaration, to be confirmed; it is `learnt` too."""

PathOrder = Literal["key", "first-seen", "last-seen", "flows"]
"""key: by site, initiator, responder and service. By time and by flows the most comes first, and then by key."""

AssetOrder = Literal["id", "last-seen", "paths"]
"""id: by site and id. The others as those of paths."""

LEVELS: tuple[Level, ...] = ("info", "low", "medium", "high", "critical")
LEAST_SEVERITY: dict[Level, int] = {"info": 0, "low": 20, "medium": 40, "high": 60, "critical": 80}
"""The severity at which each level begins, as `schemas.alert.level_of` has it; a test holds the two equal."""


class UnknownValue(ValueError):
    """A filter names what is not there, or one asset is asked for by a name of several; says which are."""


class AlertsWanted(Struct, frozen=True, kw_only=True):
    """Which alerts, by their latest revisions; None leaves a filter out. All filters must hold.

    `least` is the lowest level. `zone` and `asset` (id, name, IP or MAC) are those of any of its ends; `service` is its
    own or that of a path it lists; `since` is the least time of its last flow and `until` the latest of its first one,
    in seconds UTC. Page 1 is the newest `limit` (None: all of them).
    """

    site: str | None = None
    least: Level = "info"
    status: AlertStatus | None = None
    kind: str | None = None
    zone: str | None = None
    asset: str | None = None
    service: str | None = None
    since: float | None = None
    until: float | None = None
    id_begins: str | None = None
    limit: int | None = None
    page: int = 1


class AssetsWanted(Struct, frozen=True, kw_only=True):
    """Which assets. `asset` is an id, inventory id, name, IP or MAC; `since` the least time of its last flow.

    `until` is the latest time of its first flow; times are seconds UTC.
    """

    site: str | None = None
    side: SideOrUnknown | None = None
    zone: str | None = None
    role: str | None = None
    asset: str | None = None
    inventory: InventoryPart | None = None
    since: float | None = None
    until: float | None = None
    order: AssetOrder = "id"
    limit: int | None = None
    page: int = 1


class PathsWanted(Struct, frozen=True, kw_only=True):
    """Which paths. `side`, `zone` and `asset` are those of either end; `crossing`: its ends lie on different sides.

    `since` is the least time of its last flow, `until` the latest of its first, in seconds UTC.
    """

    site: str | None = None
    side: SideOrUnknown | None = None
    zone: str | None = None
    service: str | None = None
    asset: str | None = None
    status: PathStatusOrUnreviewed | None = None
    crossing: bool = False
    since: float | None = None
    until: float | None = None
    order: PathOrder = "key"
    limit: int | None = None
    page: int = 1


class Page(NamedTuple, Generic[T]):
    """One page, and how many there are on all of them."""

    items: list[T]
    total: int


def bounds(limit: int | None, page: int) -> slice:
    """Which of all that match a page holds, the first at 0."""
    return slice(None) if limit is None else slice((page - 1) * limit, page * limit)
