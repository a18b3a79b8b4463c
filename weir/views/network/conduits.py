"""The register of conduits, for a terminal, spreadsheets and audits; and declarations proposed of what is regular."""

import csv
import io
from collections.abc import Iterable, Sequence

from schemas.overview.conduits import ConduitEntry
from weir.views.documents import Section
from weir.views.json_lines import iso
from weir.views.network.zone_proposals import toml_text
from weir.views.terminal import counted, when

_HEADINGS = (
    "site", "from", "to", "service", "declared", "policy", "owner", "reason", "expires", "paths", "alerted", "days",
    "flows", "first seen", "last seen",
)  # fmt: skip

CSV_COLUMNS = (
    "site", "from_zone", "from_side", "to_zone", "to_side", "declared", "name", "declared_services", "services",
    "policy", "owner", "reason", "expires", "expired", "paths", "answered", "alerted", "days", "flows", "first_seen",
    "last_seen",
)  # fmt: skip


def sections(entries: Sequence[ConduitEntry]) -> list[Section]:
    """Ways without a conduit, then conduits in use, then those that nothing uses."""
    undeclared = [each for each in entries if not each.declared]
    used = [each for each in entries if each.declared and each.paths]
    unused = [each for each in entries if each.declared and not each.paths]
    found = [
        _section("Without a conduit", undeclared, "All that goes between zones of OT or the DMZ is declared."),
        _section("Declared and used", used, "No declared conduit is used."),
    ]
    if unused:
        found.append(_section("Declared and never used", unused, ""))
    return found


def as_csv(entries: Iterable[ConduitEntry]) -> str:
    """A row an entry; lists within a cell are joined by spaces, times are ISO 8601 in UTC."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(CSV_COLUMNS)
    for each in entries:
        rows.writerow(cell_text(cell) for cell in _csv_row(each))
    return text.getvalue()


def proposed(entries: Iterable[ConduitEntry], days: int) -> list[ConduitEntry]:
    """What may be declared: it is regular, was answered, did not alert, and both ends lie in zones."""
    return [
        each
        for each in entries
        if not each.declared
        and each.days >= days
        and each.answered
        and not each.alerted
        and each.from_zone is not None
        and each.to_zone is not None
        and each.policy != "forbidden"
    ]


def conduits_toml(entries: Sequence[ConduitEntry], *, sites: bool) -> str:
    """Declarations, one for each pair of zones, each service with its reason as a comment. `sites`: with their site."""
    by_pair: dict[tuple[str, str, str], list[ConduitEntry]] = {}
    for each in entries:
        by_pair.setdefault((each.site, each.from_zone or "", each.to_zone or ""), []).append(each)
    return "\n".join(_declaration(pair, own, site=sites) for pair, own in sorted(by_pair.items()))


def _declaration(pair: tuple[str, str, str], entries: Sequence[ConduitEntry], *, site: bool) -> str:
    lines = ["[[conduits]]"]
    if site:
        lines.append(f"site = {toml_text(pair[0])}")
    lines += [f"from = {toml_text(pair[1])}", f"to = {toml_text(pair[2])}", "services = ["]
    for each in sorted(entries, key=lambda one: (-one.paths, *one.services)):
        for service in each.services:
            last = "" if each.last_seen is None else f", last seen {when(each.last_seen, 'UTC')} UTC"
            lines.append(f"  {toml_text(service)},  # {counted(each.paths, 'path')} on up to {each.days} days{last}")
    lines += ["]", 'reason = "seen regularly; nobody has confirmed it yet"', ""]
    return "\n".join(lines)


def _section(title: str, entries: Sequence[ConduitEntry], nothing: str) -> Section:
    if not entries:
        return Section(title=title, text=(nothing,))
    shown = [place for place, heading in enumerate(_HEADINGS) if heading not in _empty(entries)]
    rows = [_row(each) for each in entries]
    return Section(
        title=f"{title}: {len(entries):,}",
        headings=tuple(_HEADINGS[place] for place in shown),
        rows=tuple(tuple(row[place] for place in shown) for row in rows),
        numbers=frozenset(shown.index(place) for place in shown if _HEADINGS[place] in _NUMBERS),
    )


_NUMBERS = frozenset({"paths", "alerted", "days", "flows"})


def _empty(entries: Sequence[ConduitEntry]) -> set[str]:
    """Columns that would say nothing, or the same in each row."""
    rows = [_row(each) for each in entries]
    blank = {heading for place, heading in enumerate(_HEADINGS) if all(row[place] == "-" for row in rows)}
    return blank | ({"site"} if len({each.site for each in entries}) == 1 else set())


def _row(each: ConduitEntry) -> tuple[str, ...]:
    expires = "-" if each.expires is None else when(each.expires, "UTC") + (" (over)" if each.expired else "")
    seen = ("-" if time is None else when(time, "UTC") for time in (each.first_seen, each.last_seen))
    used = ", ".join(f"{name} ({count})" if len(each.services) > 1 else name for name, count in each.services.items())
    return (
        each.site,
        each.from_zone or f"({each.from_side or 'unknown'})",
        each.to_zone or f"({each.to_side or 'unknown'})",
        used or "-",
        " ".join(each.declared_services) or "-",
        each.policy,
        each.owner or "-",
        each.reason or "-",
        expires,
        f"{each.paths:,}",
        f"{each.alerted:,}" if each.alerted else "-",
        f"{each.days:,}" if each.days else "-",
        f"{each.flows:,}" if each.flows else "-",
        *seen,
    )


def _csv_row(each: ConduitEntry) -> tuple[str, ...]:
    times = ("" if time is None else iso(time) for time in (each.first_seen, each.last_seen))
    return (
        each.site, each.from_zone or "", each.from_side or "", each.to_zone or "", each.to_side or "",
        "yes" if each.declared else "no", each.name or "", " ".join(each.declared_services), " ".join(each.services),
        each.policy, each.owner or "", each.reason or "", "" if each.expires is None else iso(each.expires),
        "yes" if each.expired else "no", str(each.paths), str(each.answered), str(each.alerted), str(each.days),
        str(each.flows), *times,
    )  # fmt: skip


def cell_text(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula (OWASP, CSV injection)."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
