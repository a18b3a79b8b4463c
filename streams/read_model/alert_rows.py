"""Alerts by their latest revisions, from the tables that the embedded store and the cache of Kafka have in common.

`latest_alerts` says which row of `alerts` each alert's latest revision is; its columns filter and order, so that a
page of a year's alerts decodes those on it alone.
"""

import sqlite3
from collections.abc import Iterable

import msgspec

from schemas.alert import Alert
from streams.read_model.wanted import LEAST_SEVERITY, AlertsWanted, Page, bounds

_ALERTS = msgspec.json.Decoder(Alert)

_FROM = "FROM latest_alerts JOIN alerts ON alerts.sequence = latest_alerts.sequence"


def alerts(connection: sqlite3.Connection, wanted: AlertsWanted, names: frozenset[str]) -> Page[Alert]:
    """The alerts wanted; `names` are all that the asset wanted is called. Raises sqlite3.Error."""
    where, values = _conditions(wanted)
    newest_first = "ORDER BY latest_alerts.time DESC, latest_alerts.site DESC, latest_alerts.id DESC"
    if wanted.zone is None and wanted.asset is None and wanted.since is None:
        (total,) = connection.execute(f"SELECT count(*) {_FROM} {where}", values).fetchone()
        limit = -1 if wanted.limit is None else wanted.limit
        skipped = 0 if wanted.limit is None else (wanted.page - 1) * wanted.limit
        query = f"SELECT body {_FROM} {where} {newest_first} LIMIT ? OFFSET ?"
        found = [_ALERTS.decode(body) for (body,) in connection.execute(query, (*values, limit, skipped))]
        return Page(found[::-1], total)
    query = f"SELECT body {_FROM} {where} {newest_first}"
    decoded = (_ALERTS.decode(body) for (body,) in connection.execute(query, values))
    matching = [alert for alert in decoded if _matches(alert, wanted, names)]
    return Page(matching[bounds(wanted.limit, wanted.page)][::-1], len(matching))


def changed(connection: sqlite3.Connection, after: int, limit: int) -> tuple[list[Alert], int, bool]:
    """Alerts whose latest revision came after a sequence number, the oldest first; the last number; if there are more.

    A number past all that were given is of another database: all come then. Raises sqlite3.Error.
    """
    (last,) = connection.execute("SELECT max(sequence) FROM latest_alerts").fetchone()
    if last is None or after > last:
        after = 0
    query = f"SELECT alerts.sequence, body {_FROM} WHERE latest_alerts.sequence > ? ORDER BY 1 LIMIT ?"
    rows = connection.execute(query, (after, limit + 1)).fetchall()
    found = [_ALERTS.decode(body) for _, body in rows[:limit]]
    return found, rows[len(found) - 1][0] if found else after, len(rows) > limit


def _conditions(wanted: AlertsWanted) -> tuple[str, tuple[object, ...]]:
    conditions: list[tuple[str, object]] = [
        (f"latest_alerts.{column} {comparison} ?", value)
        for column, comparison, value in (
            ("site", "=", wanted.site),
            ("status", "=", wanted.status),
            ("kind", "=", wanted.kind),
            ("severity", ">=", LEAST_SEVERITY[wanted.least] or None),
        )
        if value is not None
    ]
    if wanted.id_begins:
        conditions.append(("instr(latest_alerts.id, ?) = 1", wanted.id_begins))
    where = " AND ".join(condition for condition, _ in conditions)
    return f"WHERE {where}" if where else "", tuple(value for _, value in conditions)


def _matches(alert: Alert, wanted: AlertsWanted, names: frozenset[str]) -> bool:
    if wanted.since is not None and alert.last_seen < wanted.since:
        return False
    parties = [party for party in (alert.initiator, alert.responder) if party is not None]
    if wanted.zone is not None and all(party.zone != wanted.zone for party in parties):
        return False
    return wanted.asset is None or not names.isdisjoint(_named(alert))


def _named(alert: Alert) -> Iterable[str]:
    """All that the alert calls its ends, those of its hops too."""
    found: set[str | None] = set()
    for party in (alert.initiator, alert.responder):
        if party is not None:
            found.update((party.asset, party.name, party.ip, party.mac))
    for hop in alert.hops:
        found.update((hop.initiator, hop.initiator_ip, hop.initiator_name))
        found.update((hop.responder, hop.responder_ip, hop.responder_name))
    return found - {None}  # type: ignore[return-value]  # none is left
