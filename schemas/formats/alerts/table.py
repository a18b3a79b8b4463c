"""Alerts as rows of CSV (RFC 4180), for spreadsheets.

A cell that a spreadsheet would take for a formula begins with an apostrophe (OWASP's advice on CSV injection). So does
what follows a semicolon or a bar within a cell: opened with another separator than the comma, it begins a cell there.
"""

import csv
import io
import re

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

_FORMULA = re.compile(r"(^|[;|])(?=[=+\-@\t\r\uff1d\uff0b\uff0d\uff20])")
"""Where a formula would begin: before its four signs, also in full width, which East Asian spreadsheets take too."""


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
    return _FORMULA.sub(r"\1'", clean(value))
