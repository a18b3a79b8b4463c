"""Which alerts a command is asked for: by its options, and by a saved filter of the settings where they say nothing."""

from typing import TYPE_CHECKING, NamedTuple, cast

from weir.list_options import ALERT_STATUSES, alert_kinds, check_choice, moment_of
from weir.options import LevelName

if TYPE_CHECKING:
    from schemas.alert import AlertStatus
    from streams.read_model.wanted import AlertsWanted
    from weir.settings.sections import Settings


class AlertFilters(NamedTuple):
    """The options as they were typed; None: not given. `saved` is the name of a filter of the settings."""

    saved: str | None = None
    level: LevelName | None = None
    status: str | None = None
    kind: str | None = None
    site: str | None = None
    zone: str | None = None
    asset: str | None = None
    service: str | None = None
    since: str | None = None
    until: str | None = None

    def wanted(self, settings: "Settings", *, limit: int | None = None, page: int = 1) -> "AlertsWanted":
        """What the read model is asked. Raises UserError for a value that is none, with the nearest."""
        from streams.read_model.wanted import AlertsWanted
        from weir.settings.filters import filter_named

        check_choice("--status", self.status, ALERT_STATUSES)
        check_choice("--kind", self.kind, alert_kinds())
        saved = filter_named(settings.filters, self.saved)
        service = self.service or saved.service
        return AlertsWanted(
            site=self.site or saved.site,
            least=self.level.value if self.level is not None else saved.level or "info",
            status=cast("AlertStatus | None", self.status) or saved.status,
            kind=self.kind or saved.kind,
            zone=self.zone or saved.zone,
            asset=self.asset or saved.asset,
            service=None if service is None else _service(service),
            since=moment_of(self.since or saved.since),
            until=moment_of(self.until or saved.until),
            limit=limit,
            page=page,
        )


def _service(typed: str) -> str:
    """The service as alerts name it: `502/tcp` is modbus. What is none stays, and is refused with the nearest."""
    from schemas.services.patterns import path_service

    try:
        return path_service(typed)
    except ValueError:
        return typed
