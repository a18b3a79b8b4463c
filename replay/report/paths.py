"""The paths of a report: which a conduit holds, and which alerts list them."""

from collections.abc import Iterable, Sequence

from models.queries.listed_path import ListedPath
from replay.report.data import ReportedPath
from schemas.alert import Alert
from schemas.overview.conduits import ConduitEntry
from schemas.path import PathRecord

_Ends = tuple[str | None, str | None, str]
"""Both zones, and a service."""


def reported_paths(
    site: str, paths: Iterable[ListedPath], conduits: Iterable[ConduitEntry], alerts: Sequence[Alert]
) -> tuple[ReportedPath, ...]:
    """The paths of a site in the order given."""
    until = _declared_until(conduits)
    listed: dict[tuple[str, str, str], list[str]] = {}
    for alert in alerts:
        for hop in alert.hops:
            ids = listed.setdefault((hop.initiator, hop.responder, hop.service), [])
            if alert.id not in ids:
                ids.append(alert.id)
    found: list[ReportedPath] = []
    for path in paths:
        record = path.record(site)
        ids = listed.get((record.initiator, record.responder, record.service), [])
        found.append(ReportedPath(path=record, declared=_holds(until, record), alerted=path.alerted, alerts=tuple(ids)))
    return tuple(found)


def _declared_until(conduits: Iterable[ConduitEntry]) -> dict[_Ends, list[float | None]]:
    """Until when each service between two zones is declared, None for ever.

    The register names of each conduit the services that use it. So it answers by zones and service, without their
    patterns; only when it ends is to be asked of each path.
    """
    until: dict[_Ends, list[float | None]] = {}
    for entry in conduits:
        if entry.declared:
            for service in entry.services:
                until.setdefault((entry.from_zone, entry.to_zone, service), []).append(entry.expires)
    return until


def _holds(until: dict[_Ends, list[float | None]], path: PathRecord) -> bool:
    ends = until.get((path.initiator_zone, path.responder_zone, path.service), ())
    return any(end is None or path.last_seen < end for end in ends)
