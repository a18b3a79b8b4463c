"""What proposed rules would break, as sections and as rows for a spreadsheet."""

import csv
import io
from typing import TypeVar

from replay.whatif.broken import BrokenPath, PreventedAlert, WhatIf
from weir.views.documents import Section
from weir.views.json_lines import iso
from weir.views.network.conduits import cell_text
from weir.views.terminal import counted, when

T = TypeVar("T")

CSV_COLUMNS = (
    "site", "initiator", "initiator_zone", "initiator_criticality", "initiator_owner", "responder", "responder_zone",
    "responder_criticality", "responder_owner", "service", "status", "days", "flows", "first_seen", "last_seen", "rule",
    "unclear",
)  # fmt: skip


def sections(found: WhatIf, *, most: int | None = None) -> list[Section]:
    """What breaks, what would have been prevented, and rules that fit nothing. `most` rows each; None: all."""
    broken = found.broken
    usual = sum(each.status == "learnt" for each in broken)
    said = (
        f"{counted(len(broken), 'path')} would break, {usual:,} of them usual; {found.untouched:,} go on."
        if broken
        else f"No known path would break; all {found.untouched:,} go on."
    )
    parts = [
        Section(
            title="What would break",
            text=(said, *_left(len(broken), most)),
            headings=(
                "status",
                "from",
                "to",
                "service",
                "days",
                "flows",
                "last seen (UTC)",
                "criticality",
                "owners",
                "unclear",
            ),
            rows=tuple(map(_broken_row, broken[:most])),
            numbers=frozenset({4, 5}),
        )
    ]
    if found.prevented:
        parts.append(
            Section(
                title="Alerts that it would have prevented",
                text=_left(len(found.prevented), most),
                headings=("first seen (UTC)", "level", "how far", "title", "alert"),
                rows=tuple(map(_alert_row, found.prevented[:most])),
            )
        )
    if found.unused:
        parts.append(Section(title="Rules that fit no known path", text=found.unused))
    return parts


def as_csv(found: WhatIf) -> str:
    """A row a path that would break; times are ISO 8601 in UTC."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(CSV_COLUMNS)
    for each in found.broken:
        rows.writerow(cell_text(cell) for cell in _csv_row(each))
    return text.getvalue()


def _broken_row(path: BrokenPath) -> tuple[str, ...]:
    criticality = "/".join(
        "-" if each is None else str(each) for each in _both(path.initiator_criticality, path.responder_criticality)
    )
    owners = "/".join(each or "-" for each in _both(path.initiator_owner, path.responder_owner))
    return (
        path.status,
        _end(path.initiator, path.initiator_zone),
        _end(path.responder, path.responder_zone),
        path.service,
        f"{path.days:,}",
        f"{path.flows:,}",
        when(path.last_seen, "UTC"),
        criticality or "-",
        owners or "-",
        "; ".join(path.unclear) or "-",
    )


def _both(one: T | None, other: T | None) -> tuple[T | None, ...]:
    """Both where one is known; none where neither is."""
    return () if one is None and other is None else (one, other)


def _alert_row(alert: PreventedAlert) -> tuple[str, ...]:
    return (
        when(alert.first_seen, "UTC"),
        alert.level,
        "whole" if alert.whole else "some steps",
        alert.title,
        alert.id[:12],
    )


def _csv_row(path: BrokenPath) -> tuple[str, ...]:
    return (
        path.site, path.initiator, path.initiator_zone or "", _number(path.initiator_criticality),
        path.initiator_owner or "", path.responder, path.responder_zone or "", _number(path.responder_criticality),
        path.responder_owner or "", path.service, path.status, str(path.days), str(path.flows), iso(path.first_seen),
        iso(path.last_seen), path.rule, "; ".join(path.unclear),
    )  # fmt: skip


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _end(name: str, zone: str | None) -> str:
    return name if zone is None else f"{name} ({zone})"


def _left(count: int, most: int | None) -> tuple[str, ...]:
    if most is None or count <= most:
        return ()
    return (f"The first {most} of them; --report FILE, --csv and --json have all.",)
