"""All that the page shows of one site, ready for the template."""

from collections.abc import Mapping

from msgspec import Struct

from replay.report.data import MaintenanceSpan, SiteReport
from schemas.alert import Alert
from schemas.overview.learning import ZoneLearning
from schemas.overview.sensors import SensorView
from weir.report import charts, tables
from weir.report.alert_page import AlertPage, alert_page, anchors
from weir.report.crossings.graph import Drawing, drawing, graph
from weir.report.matrix import Square, square
from weir.report.packed import Table, in_script, packed
from weir.report.told import length, moment, number, place_name, plural, text
from weir.views.network.learning import explained, learning_line, zone_words
from weir.views.network.sensors import sensor_advice


class ShownTable(Struct, frozen=True, kw_only=True):
    """A long table: its first rows as text, and all of it for the script."""

    table: Table
    json: str
    most: int


class BlindSpot(Struct, frozen=True, kw_only=True):
    """Assets that the inventory and the traffic disagree on: what it means, and who they are, all of them."""

    title: str
    meaning: str
    names: tuple[str, ...]


class LearningRow(Struct, frozen=True, kw_only=True):
    """One zone's learning: counts as text, and what remains in words."""

    zone: str
    counts: tuple[str, ...]
    remains: str


class SitePage(Struct, frozen=True, kw_only=True):
    """Sections in their order. Each text is text: the template escapes it. `svg` are charts, made by Weir."""

    prefix: str
    site: str
    time_zone: str
    headline: str
    period: str
    notes: tuple[str, ...]
    sides: Square | None
    zones: Square | None
    pairs: ShownTable
    drawing: Drawing
    graph_json: str
    timeline_svg: str
    windows: tuple[tuple[str, ...], ...]
    alerts: ShownTable
    learning_line: str
    learning_svg: str
    learning_rows: tuple[LearningRow, ...]
    learning_notes: tuple[str, ...]
    surprises: ShownTable
    alert_pages: tuple[AlertPage, ...]
    inventory_line: str
    blind_spots: tuple[BlindSpot, ...]
    assets: ShownTable
    paths: ShownTable
    sensors: tuple[tuple[str, ...], ...]
    to_mend: tuple[str, ...]
    one_way: tuple[tuple[str, str], ...]
    silent: tuple[tuple[str, str], ...]
    doubted_ticks: int


FIRST_ROWS = 25
"""Rows of a long table that stand in the page itself: what a reader without scripts sees, and a printed page holds."""


def site_page(site: SiteReport, prefix: str) -> SitePage:
    """The page's part on one site; `prefix` keeps its ids apart from another site's."""
    found = anchors(site.alerts, prefix)
    drawn = graph(site, prefix)
    zone = site.time_zone
    return SitePage(
        prefix=prefix,
        site=text(site.site),
        time_zone=zone,
        headline=headline(site),
        period=f"{moment(site.first_time, zone)} to {moment(site.last_time, zone)}"
        if site.first_time
        else "no traffic",
        notes=_notes(site),
        sides=square(site.matrix, by="side"),
        zones=square(site.matrix, by="zone"),
        pairs=_shown(tables.pairs(site, f"{prefix}rows-pairs")),
        drawing=drawing(drawn),
        graph_json=in_script(drawn).decode(),
        timeline_svg=charts.timeline(site, found),
        windows=tuple(_window(each, zone) for each in site.maintenance),
        alerts=_shown(tables.alerts(site, found, f"{prefix}rows-alerts")),
        learning_line=learning_line(site.learning, zone),
        learning_svg=charts.learning(site.learning.zones),
        learning_rows=tuple(map(_learning_row, site.learning.zones)),
        learning_notes=tuple(explained(site.learning)),
        surprises=_shown(tables.surprises(site, found, f"{prefix}rows-surprises")),
        alert_pages=tuple(alert_page(each, found, zone) for each in _worst_first(site.alerts)),
        inventory_line=_inventory_line(site),
        blind_spots=_blind_spots(site),
        assets=_shown(tables.assets(site, f"{prefix}rows-assets")),
        paths=_shown(tables.paths(site, found, f"{prefix}rows-paths")),
        sensors=tuple(_sensor(each, zone) for each in site.quality.sensors),
        to_mend=tuple(text(line) for each in site.quality.sensors for line in sensor_advice(each)),
        one_way=tuple(
            (
                f"{place_name(each.from_zone, each.from_side)} → {place_name(each.to_zone, each.to_side)}",
                f"{number(each.one_way)} of {plural(each.paths, 'busy path')}",
            )
            for each in site.quality.one_way
        ),
        silent=_silent(site, found),
        doubted_ticks=site.quality.doubted_ticks,
    )


def headline(site: SiteReport) -> str:
    """The site in a line: how long, how much, what crosses, what alerted."""
    figures = site.figures
    undeclared = "all" if figures.undeclared == figures.crossing else number(figures.undeclared)
    crossing = f"{plural(figures.crossing, 'path')} cross{'es' if figures.crossing == 1 else ''} the boundary"
    of_them = f", {undeclared} of them undeclared" if figures.crossing > 1 else ", undeclared" * figures.undeclared
    if not figures.crossing:
        crossing = "none crosses the boundary"
    levels = ", ".join(f"{count} {level}" for level, count in figures.levels.items())
    alerts = f"{plural(figures.alerts, 'alert') if figures.alerts else 'no alert'}{f' ({levels})' if levels else ''}"
    return (
        f"{plural(max(1, round(figures.days)), 'day')}, {plural(figures.assets, 'asset')}, "
        f"{plural(figures.paths, 'path')}; {crossing}{of_them}; {alerts}"
    )


def _notes(site: SiteReport) -> tuple[str, ...]:
    """What a reader has to know to take the first line as it is meant."""
    notes: list[str] = []
    if not site.zones:
        notes.append("No zone is declared: sides are inferred from who serves and polls OT protocols.")
    if site.figures.crossing and not any(each.declared for each in site.conduits):
        notes.append("No conduit is declared, so nothing that crosses the boundary can be told as declared.")
    others = ", ".join(f"{count} {status}" for status, count in site.figures.other_alerts.items())
    if others:
        notes.append(f"Besides, there are alerts that do not stand: {others}. They are listed as well.")
    return tuple(notes)


def _shown(table: Table) -> ShownTable:
    return ShownTable(table=table, json=packed(table).decode(), most=FIRST_ROWS)


def _worst_first(alerts: tuple[Alert, ...]) -> list[Alert]:
    """The most severe first; of equals the newest."""
    return sorted(alerts, key=lambda each: (-each.severity, -each.time, each.id))


def _learning_row(zone: ZoneLearning) -> LearningRow:
    counts = (zone.assets, zone.ready, zone.waiting, zone.changing, zone.silent)
    return LearningRow(
        zone=place_name(zone.zone, zone.side), counts=tuple(map(number, counts)), remains=zone_words(zone)
    )


def _window(span: MaintenanceSpan, zone: str) -> tuple[str, ...]:
    on = f"{span.subject} {text(span.on)}{f', begun by {text(span.initiator)}' if span.initiator else ''}"
    times = f"{moment(span.begins, zone)} to {moment(span.ends, zone)}"
    return (times, text(span.weekly), on, text(span.who), text(span.reason))


def _inventory_line(site: SiteReport) -> str:
    count = site.inventory
    if not count.declared:
        return f"No inventory was given: none of the {plural(site.figures.assets, 'asset')} is documented."
    return (
        f"{plural(count.declared, 'asset')} declared, {number(count.never_seen)} of them never seen; "
        f"{number(count.undeclared)} seen and not declared."
    )


def _blind_spots(site: SiteReport) -> tuple[BlindSpot, ...]:
    names = {each.id: tables.asset_name(each) for each in site.assets}
    spots = site.blind_spots
    kinds = (
        ("Seen, not documented", "They speak, and no inventory names them.", spots.undeclared),
        ("Documented, never seen", "Off, gone, or where no sensor looks.", spots.never_seen),
        ("Only tried by others", "Others sent to them, and nothing ever answered.", spots.only_tried),
    )
    return tuple(
        BlindSpot(title=title, meaning=meaning, names=tuple(names[each] for each in ids))
        for title, meaning, ids in kinds
    )


def _sensor(sensor: SensorView, zone: str) -> tuple[str, ...]:
    return (
        text(sensor.sensor),
        moment(sensor.first_seen, zone),
        moment(sensor.last_seen, zone),
        length(sensor.behind_s),
        number(sensor.flows),
        number(sensor.parked),
    )


def _silent(site: SiteReport, anchors: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    titles = {each.id: text(each.title) for each in site.alerts}
    return tuple((anchors[each], titles[each]) for each in site.quality.silent)
