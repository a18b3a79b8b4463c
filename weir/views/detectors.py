"""The detectors as a table with what they found and cost, and one of them at length."""

from collections.abc import Callable, Iterable, Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from schemas.overview.detectors import DetectorDetail, DetectorRow
from weir.views.grid import Grid
from weir.views.network.taught import TAUGHT_LEGEND, taught_table
from weir.views.terminal import clean, counted, when

LEGEND = (
    "true: a person said malicious. cost: a person said expected or mute, so it was read for nothing. The others were "
    "judged by nobody. `weir detectors show KIND` has the rest."
)

_STATUSES = ("open", "withheld", "expected", "malicious", "muted", "closed")

TimeZoneOf = Callable[[str], str]


def detector_table(rows: Sequence[DetectorRow], time_zone: str) -> Grid:
    """A row a detector, in the order in which those of paths are asked."""
    table = Grid(ruled=False)
    table.add_column("detector")
    table.add_column("is")
    for heading in ("alerts", "medium+", "open", "withheld", "closed", "true", "cost"):
        table.add_column(heading, right=True)
    table.add_column("last alert")
    table.add_column("watches")
    for row in rows:
        figures = (row.alerts, row.medium, row.open, row.withheld, row.closed, row.found_true, row.cost)
        table.add_row(
            row.kind,
            _is(row),
            *(f"{figure:,}" if figure else "-" for figure in figures),
            "never" if row.last_time is None else when(row.last_time, time_zone)[:16],
            row.watches,
        )
    return table


def detector_view(detail: DetectorDetail, time_zone_of: TimeZoneOf) -> Group:
    """One detector: what it watches, what its alerts came to, and by what it decides."""
    row = detail.summary
    facts = Grid(ruled=False)
    facts.add_column("what")
    facts.add_column("is")
    for name, value in _facts(detail):
        facts.add_row(Text(name, style="dim"), value)
    parts: list[RenderableType] = [Text.assemble((row.kind, "bold"), f"  {row.watches}"), facts]
    bounds = Grid(ruled=False)
    for heading in ("bound", "value", "where from"):
        bounds.add_column(heading)
    for bound in (detail.points, *detail.bounds):
        bounds.add_row(bound.what, bound.value, bound.source)
    parts += [Text(), bounds]
    if detail.latest:
        latest = Grid(ruled=False)
        for heading in ("level", "raised", "status", "alert", "id"):
            latest.add_column(heading)
        for alert in detail.latest:
            raised = when(alert.time, time_zone_of(alert.site))
            latest.add_row(alert.level, raised, alert.status, clean(alert.title), alert.id[:12])
        parts += [Text(), latest]
    if detail.taught:
        parts += [Text(), taught_table(detail.taught, time_zone_of), Text(TAUGHT_LEGEND)]
    return Group(*parts)


def _is(row: DetectorRow) -> str:
    if not row.off_in:
        return "on"
    return "off in some" if row.on else "off"


def _facts(detail: DetectorDetail) -> Iterable[tuple[str, str]]:
    row = detail.summary
    where = f" in {', '.join(clean(site) for site in row.off_in)}" if row.off_in else ""
    yield "state", f"{'on' if not row.off_in else 'off'}{where}"
    if detail.loss is not None:
        yield "were it off", detail.loss
    yield "alerts", _alerts(row)
    yield "judged", f"{row.found_true:,} found true (malicious), {row.cost:,} for nothing (expected or muted)"
    shown = "; ".join(f"{one.id} {one.name}" for one in detail.techniques)
    yield "ATT&CK for ICS", shown or "none: it proves no technique"
    yield "needs", detail.needs
    yield "settings", f"[detectors] off; {detail.settings}"


def _alerts(row: DetectorRow) -> str:
    if not row.alerts:
        return "none yet"
    counts = {status: getattr(row, status) for status in _STATUSES}
    by_status = ", ".join(f"{count:,} {status}" for status, count in counts.items() if count)
    return f"{counted(row.alerts, 'alert')}, {row.medium:,} of medium and above: {by_status}"
