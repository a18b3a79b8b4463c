"""The charts, drawn by Vega-Lite when the report is written: they stand in the page as SVG and need no script.

Colours are the page's own variables, so that charts follow light, dark and print. Beside each stands a table of the
same figures, so charts are hidden from screen readers, and their links from the keyboard.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from replay.report.data import SiteReport
from schemas.alert import Level
from schemas.overview.learning import ZoneLearning
from streams.read_model.wanted import LEVELS
from weir.errors import UserError
from weir.report.told import place_name, wall_minutes

Spec = dict[str, object]
"""A specification of Vega-Lite, or a part of one: JSON."""

_SHAPES: dict[Level, str] = {
    "critical": "diamond", "high": "triangle-up", "medium": "square", "low": "circle", "info": "cross",
}  # fmt: skip

_LINK = re.compile(r'<a xlink:href="[^"#]*(#[^"]*)"')
_FONT = "Liberation Sans"
"""One that vl-convert brings along: texts are measured alike on every machine. The page shows its own."""

_SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
_CONFIG: Spec = {
    "font": _FONT,
    "background": None,
    "padding": {"left": 24, "right": 8, "top": 4, "bottom": 4},
    "view": {"stroke": None},
    "axis": {
        "labelColor": "var(--soft)", "titleColor": "var(--soft)", "gridColor": "var(--line)",
        "tickColor": "var(--line)", "domainColor": "var(--line)", "labelFontSize": 12, "titleFontSize": 12,
        "titleFontWeight": "normal", "labelLimit": 220,
    },
    "legend": {
        "labelColor": "var(--ink)", "titleColor": "var(--soft)", "labelFontSize": 12, "titleFontSize": 12,
        "titleFontWeight": "normal", "orient": "top",
    },
}  # fmt: skip

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

WIDTH = 960


def check_installed() -> None:
    """Raises UserError where the library is missing that draws charts."""
    try:
        import vl_convert  # noqa: F401
    except ImportError as error:
        msg = "a report needs the library that draws its charts: pip install 'weir[report]'"
        raise UserError(msg) from error


def timeline(site: SiteReport, alert_ids: Mapping[str, str]) -> str:
    """Alerts by time and level over the new paths of each day, with maintenance behind; empty without any time.

    `alert_ids` are the ids of the alerts' sections on the page. Each mark leads to its alert.
    """
    if site.first_time is None or site.last_time is None:
        return ""
    zone = site.time_zone
    begin, end = _midnight(_day(site.first_time, zone)), _midnight(_day(site.last_time, zone) + 1)
    times: Spec = {
        "field": "time", "type": "temporal", "title": None,
        "scale": {"type": "utc", "domain": [begin, end]}, "axis": {"format": "%d %b", "tickCount": 12},
    }  # fmt: skip
    alerts = [
        {"time": _wall(each.time, zone), "level": each.level, "to": f"#{alert_ids[each.id]}"} for each in site.alerts
    ]
    bands: list[Spec] = [
        {"time": _wall(max(each.begins, site.first_time), zone), "until": _wall(min(each.ends, site.last_time), zone)}
        for each in site.maintenance
        if each.begins < site.last_time and each.ends > site.first_time
    ]
    worst = list(reversed(LEVELS))
    back: Spec = {
        "data": {"values": bands},
        "mark": {"type": "rect", "color": "var(--band)"},
        "encoding": {"x": times, "x2": {"field": "until"}},
    }
    until = site.learning.learn_until
    learnt: Spec = {
        "data": {
            "values": []
            if until is None or not site.first_time < until < site.last_time
            else [{"time": _wall(until, zone)}]
        },
        "mark": {"type": "rule", "strokeDash": [4, 3], "color": "var(--soft)"},
        "encoding": {"x": times},
    }
    marks: Spec = {
        "data": {"values": alerts},
        "mark": {"type": "point", "filled": True, "size": 110, "opacity": 0.9, "strokeWidth": 2},
        "encoding": {
            "x": times,
            "y": {
                "field": "level", "type": "nominal", "title": None, "scale": {"domain": worst},
                "axis": {"grid": True, "ticks": False, "domain": False},
            },
            "color": _by_level(worst, "color"),
            "shape": _by_level(worst, "shape"),
            "href": {"field": "to"},
        },
    }  # fmt: skip
    days = [{"time": day, "paths": count} for day, count in new_paths(site).items()]
    bars: Spec = {
        "data": {"values": days},
        "mark": {"type": "bar", "color": "var(--fill)", "binSpacing": 1},
        "encoding": {
            "x": {**times, "timeUnit": "utcyearmonthdate", "bandPosition": 0.5},
            "y": {
                "field": "paths", "type": "quantitative", "title": None,
                "axis": {"values": [0, 10, 100, 1_000, 10_000], "format": ",d", "domain": False},
                "scale": {"type": "symlog"},
            },
        },
    }  # fmt: skip
    rows: list[Spec] = [
        {"title": _heading("alerts"), "width": WIDTH, "height": 150, "layer": [back, learnt, marks]},
        {
            "title": _heading("paths met for the first time, a day"),
            "width": WIDTH,
            "height": 80,
            "layer": [back, bars, learnt],
        },
    ]
    return _drawn({"vconcat": rows, "spacing": 14})


def learning(zones: Sequence[ZoneLearning]) -> str:
    """How many assets of each zone are ready, wait, change or are silent, as bars; empty without zones."""
    values: list[Spec] = [
        {"zone": place_name(each.zone, each.side), "state": state, "order": order, "assets": count}
        for each in zones
        for order, (state, count) in enumerate(
            (("ready", each.ready), ("to go", each.waiting), ("changing", each.changing), ("silent", each.silent))
        )
        if count
    ]
    if not values:
        return ""
    spec: Spec = {
        "data": {"values": values},
        "width": WIDTH - 160,
        "height": {"step": 22},
        "mark": {"type": "bar"},
        "encoding": {
            "y": {
                "field": "zone", "type": "nominal", "title": None, "sort": None,
                "axis": {"ticks": False, "domain": False},
            },
            "x": {
                "field": "assets", "type": "quantitative", "title": "assets",
                "axis": {"tickMinStep": 1, "tickCount": 8, "format": ",d"},
            },
            "order": {"field": "order"},
            "color": {
                "field": "state", "type": "nominal", "title": None,
                "scale": {
                    "domain": ["ready", "to go", "changing", "silent"],
                    "range": ["var(--good)", "var(--low)", "var(--medium)", "var(--quiet)"],
                },
            },
        },
    }  # fmt: skip
    return _drawn(spec)


def new_paths(site: SiteReport) -> dict[str, int]:
    """How many paths were met first on each day of the plant's calendar, from the first to the last; 0 as well."""
    if site.first_time is None or site.last_time is None:
        return {}
    found = Counter(_day(each.path.first_seen, site.time_zone) for each in site.paths)
    days = range(_day(site.first_time, site.time_zone), _day(site.last_time, site.time_zone) + 1)
    return {_midnight(day): found[day] for day in days}


def _by_level(levels: Sequence[Level], channel: str) -> Spec:
    values = [f"var(--{each})" for each in levels] if channel == "color" else [_SHAPES[each] for each in levels]
    return {"field": "level", "type": "nominal", "legend": None, "scale": {"domain": levels, "range": values}}


def _drawn(spec: Spec) -> str:
    import vl_convert

    svg: str = vl_convert.vegalite_to_svg({"$schema": _SCHEMA, "config": _CONFIG, **spec})
    svg = _LINK.sub(r'<a tabindex="-1" href="\1"', svg)
    # The page's own font and width hold.
    svg = svg.replace(f' font-family="{_FONT}"', "")
    return re.sub(r'^<svg ([^>]*?)width="[\d.]+" height="[\d.]+"', r'<svg aria-hidden="true" focusable="false" \1', svg)


def _wall(time: float, zone: str) -> str:
    minutes = wall_minutes(time, zone)
    return (_EPOCH + timedelta(minutes=minutes or 0)).strftime("%Y-%m-%dT%H:%M:00Z")


def _midnight(day: int) -> str:
    return (_EPOCH + timedelta(days=day)).strftime("%Y-%m-%dT00:00:00Z")


def _heading(said: str) -> Spec:
    return {
        "text": said,
        "anchor": "start",
        "fontWeight": "normal",
        "fontSize": 12,
        "color": "var(--soft)",
        "offset": 4,
    }


def _day(time: float, zone: str) -> int:
    return int((wall_minutes(time, zone) or 0) // 1440)
