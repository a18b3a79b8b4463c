"""Alerts as rows of CSV (RFC 4180), for spreadsheets.

A cell that a spreadsheet would take for a formula begins with an apostrophe (OWASP's advice on CSV injection).
"""

import csv
import io

from schemas.alert import Alert
from schemas.formats.alerts.parts import facts
from schemas.formats.alerts.parts.clean import clean
from schemas.formats.alerts.parts.origin import Origin

COLUMNS = (
    "id", "revision", "site", "status", "level", "severity", "kind", "time", "first_seen", "last_seen", "flows",
    "title", "summary", "initiator", "initiator_ip", "initiator_zone", "initiator_level", "responder", "responder_ip",
    "responder_zone", "responder_level", "service", "attack", "reasons", "advice",
)  # fmt: skip

HEADING = ",".join(COLUMNS).encode()
"""The first line of a file."""

_FORMULA = ("=", "+", "-", "@", "\t")


def row(alert: Alert, origin: Origin) -> bytes:
    """One row, without the line's end."""
    _ = origin
    ends = [
        each
        for party in (alert.initiator, alert.responder)
        for each in (
            facts.name_of(party), facts.address_of(party), party.zone if party else None, facts.level_text(party)
        )
    ]  # fmt: skip
    cells = [
        alert.id, alert.revision, alert.site, alert.status, alert.level, alert.severity, alert.kind,
        *(facts.timestamp(each) for each in (facts.judged(alert), alert.first_seen, alert.last_seen)),
        alert.count, alert.title, alert.summary, *ends, alert.service,
        " ".join(each.technique for each in alert.attack), "; ".join(facts.reason_lines(alert)),
        alert.advice.text if alert.advice else None,
    ]  # fmt: skip
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow([_cell(each) for each in cells])
    return out.getvalue().encode()


def _cell(value: str | int | None) -> str:
    if not isinstance(value, str):
        return "" if value is None else str(value)
    said = clean(value)
    return f"'{said}" if said.startswith(_FORMULA) else said
