"""The detectors, with what the settings say of them and what their alerts came to, in the sites of a state."""

from collections.abc import Iterable

from models.queries.detector_sheets import SHEETS
from schemas.alert import Alert
from schemas.attack import TECHNIQUE_NAMES, AlertKind
from schemas.detectors import LOSSES, WATCHES
from schemas.overview.detectors import AlertTally, DetectorDetail, DetectorRow, LatestAlert, ShownTechnique
from streams.read_model.protocol import ReadModel
from streams.read_model.wanted import AlertsWanted
from weir.settings.sections import Settings


def detector_rows(model: ReadModel, settings: Settings, site: str | None) -> list[DetectorRow]:
    """A row a detector, of one site or (None) of all that have alerts or settings. Raises ReadError, UnknownValue."""
    tallies = model.alert_tallies(site)
    if site is not None and not tallies and site not in {settings.site.name, *settings.sites}:
        # It has no alerts and the settings do not name it: the state must know it, or it is a mistake.
        model.alerts(AlertsWanted(site=site, limit=1))
    sites = _sites(settings, tallies, site)
    return [_row(kind, settings, sites, [each for each in tallies if each.kind == kind]) for kind in WATCHES]


def detector_detail(
    model: ReadModel, settings: Settings, kind: AlertKind, site: str | None, most: int
) -> DetectorDetail:
    """One detector at length, with its `most` latest alerts. Raises ReadError, UnknownValue."""
    [summary] = [row for row in detector_rows(model, settings, site) if row.kind == kind]
    latest = model.alerts(AlertsWanted(kind=kind, site=site, limit=most)).items if summary.alerts else []
    sheet = SHEETS[kind]
    return DetectorDetail(
        summary=summary,
        techniques=tuple(ShownTechnique(each, TECHNIQUE_NAMES[each]) for each in sheet.techniques),
        needs=sheet.needs,
        points=sheet.points,
        bounds=sheet.bounds,
        settings=sheet.settings,
        loss=LOSSES.get(kind),
        latest=tuple(_latest(alert) for alert in reversed(latest)),
        taught=tuple(
            row for one in model.learning() if site in {None, one.site} for row in one.taught if row.kind == kind
        ),
    )


def _sites(settings: Settings, tallies: Iterable[AlertTally], site: str | None) -> list[str]:
    if site is not None:
        return [site]
    return sorted({settings.site.name, *settings.sites, *(each.site for each in tallies)})


def _row(kind: AlertKind, settings: Settings, sites: list[str], tallies: list[AlertTally]) -> DetectorRow:
    off = tuple(site for site in sites if kind in settings.core(site).detectors_off)
    malicious = sum(each.malicious for each in tallies)
    expected, muted = sum(each.expected for each in tallies), sum(each.muted for each in tallies)
    return DetectorRow(
        kind=kind,
        on=len(off) < len(sites),
        watches=WATCHES[kind],
        alerts=sum(each.alerts for each in tallies),
        medium=sum(each.medium for each in tallies),
        open=sum(each.open for each in tallies),
        withheld=sum(each.withheld for each in tallies),
        closed=sum(each.closed for each in tallies),
        malicious=malicious,
        expected=expected,
        muted=muted,
        found_true=malicious,
        cost=expected + muted,
        last_time=max((each.last_time for each in tallies), default=None),
        off_in=off,
    )


def _latest(alert: Alert) -> LatestAlert:
    return LatestAlert(alert.site, alert.id, alert.time, alert.level, alert.status, alert.title)
