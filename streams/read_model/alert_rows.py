"""Alerts by their latest revisions, from the tables that the embedded store and the cache of Kafka have in common.

`latest_alerts` says which row of `alerts` each alert's latest revision is; its columns filter and order, so that a
page of a year's alerts decodes those on it alone.
"""

import sqlite3

import msgspec

from schemas.alert import Alert
from schemas.overview.detectors import AlertTally
from streams.read_model.alert_filter import asks_bodies, matches
from streams.read_model.wanted import LEAST_SEVERITY, AlertsWanted, Page, bounds

_ALERTS = msgspec.json.Decoder(Alert)

_FROM = "FROM latest_alerts JOIN alerts ON alerts.sequence = latest_alerts.sequence"


def alerts(connection: sqlite3.Connection, wanted: AlertsWanted, names: frozenset[str]) -> Page[Alert]:
    """The alerts wanted; `names` are all that the asset wanted is called. Raises sqlite3.Error."""
    where, values = _conditions(wanted)
    newest_first = "ORDER BY latest_alerts.time DESC, latest_alerts.site DESC, latest_alerts.id DESC"
    if not asks_bodies(wanted):
        (total,) = connection.execute(f"SELECT count(*) {_FROM} {where}", values).fetchone()
        limit = -1 if wanted.limit is None else wanted.limit
        skipped = 0 if wanted.limit is None else (wanted.page - 1) * wanted.limit
        query = f"SELECT body {_FROM} {where} {newest_first} LIMIT ? OFFSET ?"
        found = [_ALERTS.decode(body) for (body,) in connection.execute(query, (*values, limit, skipped))]
        return Page(found[::-1], total)
    query = f"SELECT body {_FROM} {where} {newest_first}"
    decoded = (_ALERTS.decode(body) for (body,) in connection.execute(query, values))
    matching = [alert for alert in decoded if matches(alert, wanted, names)]
    return Page(matching[bounds(wanted.limit, wanted.page)][::-1], len(matching))


def names_something(wanted: AlertsWanted) -> bool:
    """Whether a filter names what a state may not know: where nothing is found that is to be told apart."""
    return any(value is not None for value in (wanted.site, wanted.zone, wanted.asset, wanted.service))


def sites(connection: sqlite3.Connection) -> list[str]:
    """The sites that have alerts. Raises sqlite3.Error."""
    return [site for (site,) in connection.execute("SELECT DISTINCT site FROM latest_alerts ORDER BY site")]


def tallies(connection: sqlite3.Connection, site: str | None) -> list[AlertTally]:
    """How many alerts there are by site and kind, by their latest revisions. Raises sqlite3.Error."""
    query = (
        "SELECT site, kind, status, count(*), sum(severity >= ?), max(time) FROM latest_alerts "
        "WHERE ? IS NULL OR site = ? GROUP BY site, kind, status ORDER BY site, kind"
    )
    found: dict[tuple[str, str], dict[str, int]] = {}
    last: dict[tuple[str, str], float] = {}
    for place, kind, status, count, medium, time in connection.execute(query, (LEAST_SEVERITY["medium"], site, site)):
        counts = found.setdefault((place, kind), {"medium": 0})
        counts[status] = count
        counts["medium"] += medium
        last[place, kind] = max(time, last.get((place, kind), time))
    return [
        AlertTally(site=place, kind=kind, last_time=last[place, kind], **counts)
        for (place, kind), counts in found.items()
    ]


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


def newest(connection: sqlite3.Connection) -> int:
    """The number of the newest revision; 0 where there is none. Raises sqlite3.Error."""
    (last,) = connection.execute("SELECT max(sequence) FROM alerts").fetchone()
    return last or 0


def came(connection: sqlite3.Connection, after: int, limit: int) -> tuple[list[Alert], int, bool]:
    """As `changed`, but every revision that is kept: the cache of Kafka keeps the newest of each alert alone."""
    if after > newest(connection):
        after = 0
    query = "SELECT sequence, body FROM alerts WHERE sequence > ? ORDER BY 1 LIMIT ?"
    rows = connection.execute(query, (after, limit + 1)).fetchall()
    found = [_ALERTS.decode(body) for _, body in rows[:limit]]
    return found, rows[len(found) - 1][0] if found else after, len(rows) > limit


def revisions(connection: sqlite3.Connection, site: str, alert_id: str) -> list[Alert]:
    """All revisions of an alert that the embedded store keeps, by number. Raises sqlite3.Error."""
    query = "SELECT body FROM alerts WHERE site = ? AND id = ? ORDER BY revision"
    return [_ALERTS.decode(body) for (body,) in connection.execute(query, (site, alert_id))]


def revision_before(connection: sqlite3.Connection, alert: Alert) -> Alert | None:
    """The revision that came before an alert's own in the embedded store; None where none is kept."""
    query = "SELECT body FROM alerts WHERE site = ? AND id = ? AND revision < ? ORDER BY revision DESC LIMIT 1"
    row = connection.execute(query, (alert.site, alert.id, alert.revision)).fetchone()
    return None if row is None else _ALERTS.decode(row[0])


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
