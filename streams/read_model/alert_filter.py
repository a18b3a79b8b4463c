"""Whether an alert is one of those that are wanted. Pure: nothing here reads anything."""

from collections.abc import Iterator

from schemas.alert import Alert, Party
from streams.read_model.wanted import LEAST_SEVERITY, AlertsWanted


def asks_bodies(wanted: AlertsWanted) -> bool:
    """Whether a filter asks for what only the whole alert tells: its ends, its paths or its times."""
    return any(value is not None for value in (wanted.zone, wanted.asset, wanted.service, wanted.since, wanted.until))


def matches(alert: Alert, wanted: AlertsWanted, names: frozenset[str]) -> bool:
    """Whether all filters hold; `names` are all that the asset wanted is called."""
    parties = _parties(alert)
    return (
        wanted.site in {None, alert.site}
        and wanted.status in {None, alert.status}
        and wanted.kind in {None, alert.kind}
        and alert.severity >= LEAST_SEVERITY[wanted.least]
        and (wanted.id_begins is None or alert.id.startswith(wanted.id_begins))
        and (wanted.since is None or alert.last_seen >= wanted.since)
        and (wanted.until is None or alert.first_seen <= wanted.until)
        and (wanted.zone is None or any(party.zone == wanted.zone for party in parties))
        and (wanted.service is None or wanted.service in services_of(alert))
        and (wanted.asset is None or not names.isdisjoint(named_in(alert)))
    )


def services_of(alert: Alert) -> set[str]:
    """Its own service, and those of the paths that it lists."""
    own = set() if alert.service is None else {alert.service}
    return own | {hop.service for hop in alert.hops}


def zones_of(alert: Alert) -> set[str]:
    """The zones of its ends."""
    return {party.zone for party in _parties(alert) if party.zone is not None}


def named_in(alert: Alert) -> set[str]:
    """All that the alert calls its ends, those of its paths too."""
    return {name for names in names_of_ends(alert) for name in names if name is not None}


def _parties(alert: Alert) -> list[Party]:
    return [party for party in (alert.initiator, alert.responder) if party is not None]


def names_of_ends(alert: Alert) -> Iterator[tuple[str | None, ...]]:
    """What each of its ends, and each end of its paths, is called; the asset's id comes first."""
    for party in _parties(alert):
        yield party.asset, party.name, party.ip, party.mac
    for hop in alert.hops:
        yield hop.initiator, hop.initiator_ip, hop.initiator_name
        yield hop.responder, hop.responder_ip, hop.responder_name
