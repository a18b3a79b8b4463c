"""What differs between two replays, as sections: figures, groups of what differs alike, and each alert."""

from collections.abc import Sequence
from pathlib import Path

from replay.compare.differences import ComparedAlert, Comparison, Figures, grouped, told_change
from weir.errors import told
from weir.views.documents import Section, format_of, html, markdown
from weir.views.json_lines import json_line
from weir.views.terminal import LEVEL_ORDER, counted, when

MOST_ROWS = 50
"""Alerts listed on a terminal, of each list; files and `--json` have all."""

_HEADINGS = ("first seen (UTC)", "level", "kind", "from", "to", "service", "title", "alert")


def sections(comparison: Comparison, *, most: int | None = None) -> list[Section]:
    """All of it. `most` rows of each list; None: all."""
    lists = [
        _alerts("Lost", comparison.lost, most),
        _alerts("Gained", comparison.gained, most),
        _changed(comparison, most),
    ]
    return [_figures(comparison), *_groups(comparison), *(each for each in lists if each is not None)]


def _figures(comparison: Comparison) -> Section:
    gained, lost, changed = len(comparison.gained), len(comparison.lost), len(comparison.changed)
    both = comparison.before, comparison.after
    if not gained + lost + changed:
        said = f"No alert differs: {counted(comparison.alike, 'alert')} in both."
    else:
        said = f"{gained:,} gained, {lost:,} lost, {changed:,} changed; {counted(comparison.alike, 'alert')} alike."
    watched = () if comparison.days is None else (f"{comparison.days:.1f} days of traffic that could alert.",)
    return Section(
        title=f"{both[0].name} -> {both[1].name}",
        text=(said, *watched),
        headings=("with", "alerts", *LEVEL_ORDER, "withheld", "medium+ a day"),
        rows=tuple(_figures_row(one) for one in both),
        numbers=frozenset(range(1, len(LEVEL_ORDER) + 4)),
    )


def _figures_row(one: Figures) -> tuple[str, ...]:
    levels = (f"{one.levels.get(level, 0):,}" for level in LEVEL_ORDER)
    a_day = "-" if one.medium_a_day is None else f"{one.medium_a_day:.2f}"
    return (one.name, f"{one.alerts:,}", *levels, f"{one.withheld:,}", a_day)


def _groups(comparison: Comparison) -> list[Section]:
    rows = [
        (each.change, each.kind, each.from_zone, each.to_zone, each.service, str(each.alerts), each.levels)
        for each in grouped(comparison)
    ]
    if not rows:
        return []
    headings = ("change", "kind", "from", "to", "service", "alerts", "levels")
    return [Section(title="By cause", headings=headings, rows=tuple(rows), numbers=frozenset({5}))]


def _alerts(title: str, alerts: Sequence[ComparedAlert], most: int | None) -> Section | None:
    if not alerts:
        return None
    return Section(
        title=f"{title}: {counted(len(alerts), 'alert')}",
        text=_left(len(alerts), most),
        headings=_HEADINGS,
        rows=tuple(_row(each, each.level, each.kind) for each in alerts[:most]),
    )


def _changed(comparison: Comparison, most: int | None) -> Section | None:
    changed = comparison.changed
    if not changed:
        return None
    return Section(
        title=f"Changed: {counted(len(changed), 'alert')}",
        text=_left(len(changed), most),
        headings=(_HEADINGS[0], "change", *_HEADINGS[2:]),
        rows=tuple(_row(each.after, told_change(each), each.after.kind) for each in changed[:most]),
    )


def _row(alert: ComparedAlert, level: str, kind: str) -> tuple[str, ...]:
    return (
        when(alert.first_seen, "UTC"),
        level,
        kind,
        _end(alert.initiator, alert.from_zone),
        _end(alert.responder, alert.to_zone),
        alert.service or "-",
        alert.title,
        alert.id[:12],
    )


def _end(name: str | None, zone: str | None) -> str:
    if name is None:
        return "-"
    return name if zone is None else f"{name} ({zone})"


def _left(count: int, most: int | None) -> tuple[str, ...]:
    if most is None or count <= most:
        return ()
    return (f"The first {most} of them; --report FILE and --json have all.",)


def write_report(path: Path, comparison: Comparison) -> None:
    """All of it as Markdown, HTML or JSON, by the file's name. Raises UserError where that cannot be written."""
    title = f"Alerts compared: {comparison.before.name} and {comparison.after.name}"
    content = json_line(comparison)
    if format_of(path) != "json":
        write = markdown if format_of(path) == "markdown" else html
        content = write(title, sections(comparison)).encode()
    with told(OSError):
        path.write_bytes(content)
