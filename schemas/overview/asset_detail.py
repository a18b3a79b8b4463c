"""One asset at length: `weir assets show`."""

from typing import Literal

from msgspec import Struct

from schemas.alert import AlertStatus, Level
from schemas.asset_change import Side
from schemas.asset_summary import AssetSummary
from schemas.path import PathStatus
from schemas.standing_word import StandingWord

KnownBy = Literal["inventory", "mac", "address", "internet"]
"""What tells the asset from others: an inventory, a MAC of its own segment, its address alone, an internet prefix."""


class PeerDetail(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One peer in one direction, all services together. `status` is the worst of its paths, malicious before held.

    `answered`: at least one of the paths was. Times are seconds UTC.
    """

    asset: str
    services: tuple[str, ...]
    flows: int
    first_seen: float
    last_seen: float
    answered: bool
    status: PathStatus
    name: str | None = None
    zone: str | None = None
    side: Side | None = None


class ReadinessDetail(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """Why an asset is ready or not. Shares are 0 to 1; `ready_from` is the earliest time, in seconds UTC.

    `by_hour` and `by_day` are how much of what it does has been met, `cap` the most that so few days can show.
    `declared`: it counts as ready because it was known before `learn_until`. `share` is its readiness; `quiet_days` is
    how many days without anything new it takes until it can be ready (None: that can't be told), `new_today` how many
    of its paths were learnt first on the site's day of its latest event.
    """

    ready: bool
    days_watched: float
    by_hour: float
    by_day: float
    cap: float
    ready_from: float
    declared: bool = False
    share: float = 0.0
    quiet_days: float | None = None
    new_today: int = 0


class AlertBrief(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """An alert that names the asset; `weir alerts show` has all of it."""

    id: str
    time: float
    level: Level
    severity: int
    status: AlertStatus
    title: str


class AssetDetail(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """All that is known of one asset.

    `place_reason` says in words why it stands in its zone and on its side. `declared_addresses` are those that an
    inventory named. `tried` are services that were asked for and never answered. Peers are the busiest, at most as many
    as were asked for, of `peers_out_total` that it began with and `peers_in_total` that began with it. `conflicts` says
    whose address it took over, and who took one of its own. `readiness` is None for shared roles and internet peers.
    `words` are those on it, its paths or its zone. `alerts` are the newest of `alerts_total`.
    """

    summary: AssetSummary
    known_by: KnownBy
    place_reason: str
    realm: str = ""
    owner: str | None = None
    model: str | None = None
    firmware: str | None = None
    tags: tuple[str, ...] = ()
    declared_zone: str | None = None
    declared_level: float | None = None
    declared_addresses: tuple[str, ...] = ()
    maintenance: bool = False
    retired: bool = False
    days: int = 0
    readiness: ReadinessDetail | None = None
    tried: tuple[str, ...] = ()
    peers_out: tuple[PeerDetail, ...] = ()
    peers_out_total: int = 0
    peers_in: tuple[PeerDetail, ...] = ()
    peers_in_total: int = 0
    conflicts: tuple[str, ...] = ()
    words: tuple[StandingWord, ...] = ()
    alerts: tuple[AlertBrief, ...] = ()
    alerts_total: int = 0
