"""What is announced of a site's maintenance, and of what it may be announced."""

from collections.abc import Sequence

from msgspec import Struct

from models.maintenance.window import Window
from models.queries.stored_site import StoredSite
from models.verdicts.standing import names_of
from schemas.maintenance import MaintenanceWindow, weekly_text
from schemas.state import StateRecord


class SiteWindows(Struct, frozen=True):
    """`windows` in the order of their begins; `zones` are declared; `names` are all that assets are called."""

    site: str
    windows: tuple[MaintenanceWindow, ...]
    zones: tuple[str, ...]
    names: frozenset[str]


def site_windows(site: str, records: Sequence[StateRecord]) -> SiteWindows:
    """Of a site's stored records."""
    stored = StoredSite(site, records)
    names = {name for asset in stored.assets.values() for name in names_of(asset)}
    return SiteWindows(site, announced(stored), tuple(sorted(stored.zones.map.zones)), frozenset(names))


def announced(stored: StoredSite) -> tuple[MaintenanceWindow, ...]:
    """The windows of a stored site that run or come, by their begin."""
    return tuple(_shown(stored.name, each, stored.latest) for each in stored.windows())


def _shown(site: str, window: Window, latest: float) -> MaintenanceWindow:
    return MaintenanceWindow(
        id=window.id,
        site=site,
        subject=window.subject,
        on=window.named,
        state="running" if window.begin <= latest else "planned",
        begins=window.begin,
        ends=window.end,
        who=window.who,
        reason=window.reason,
        initiator=window.initiator_named,
        weekly=None if window.weekly is None else weekly_text(window.weekly),
        until=window.until,
        paths=0 if window.gathered is None else window.gathered.total,
    )
