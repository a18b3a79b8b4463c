"""`weir alerts follow`: alerts as they come."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from weir.alert_filters import AlertFilters
from weir.list_options import (
    AlertStatusOption,
    AssetOption,
    KindOption,
    LeastLevelOption,
    SavedFilterOption,
    ServiceOption,
    SinceOption,
    UntilOption,
    ZoneOption,
)
from weir.options import JsonOption, KafkaOption, SettingsOption, SiteOption, StateOption

if TYPE_CHECKING:
    from schemas.alert import Alert
    from streams.read_model.wanted import AlertsWanted
    from weir.admin.reader import StateReader
    from weir.settings.sections import Settings

POLL_S = 1.0
"""How often the database is asked; docs/feed.md has what it costs."""

KAFKA_POLL_S = 5.0
"""How often the topics are: each look opens a consumer."""


def follow_alerts(
    *,
    saved: SavedFilterOption = None,
    level: LeastLevelOption = None,
    status: AlertStatusOption = None,
    kind: KindOption = None,
    zone: ZoneOption = None,
    asset: AssetOption = None,
    service: ServiceOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    site: SiteOption = None,
    once: Annotated[bool, typer.Option("--once", help="Write those there are, and end.")] = False,
    settings: SettingsOption = None,
    state: StateOption = None,
    kafka: KafkaOption = False,
    as_json: JsonOption = False,
) -> None:
    """Show alerts as they come. On a terminal one works in it: ? lists the keys.

    In a pipe, and with --json, it writes a line for each revision from now on, with --since those before as well.
    """
    from weir.admin.reader import open_reader
    from weir.settings.sections import load_settings
    from weir.views.terminal import output

    loaded = load_settings(settings, state_dir=state)
    wanted = AlertFilters(saved, level, status, kind, site, zone, asset, service, since, until).wanted(loaded)
    reader = open_reader(loaded, kafka=kafka)
    poll_s = KAFKA_POLL_S if kafka else POLL_S
    is_live = sys.stdin.isatty() and sys.stdout.isatty() and not (as_json or once or output().is_dumb_terminal)
    if is_live:
        from weir.follow.live import follow_live

        follow_live(reader, loaded, wanted, poll_s=poll_s)
    else:
        _write(reader, loaded, wanted, poll_s=poll_s, once=once, as_json=as_json)


def _write(
    reader: "StateReader", loaded: "Settings", wanted: "AlertsWanted", *, poll_s: float, once: bool, as_json: bool
) -> None:
    """A line for each revision: of JSON in a pipe, of text on a terminal."""
    from weir.admin.reader import readable
    from weir.follow.lines import Follower
    from weir.follow.watch import Watch
    from weir.views.alerts.feed import alert_line
    from weir.views.json_lines import print_json
    from weir.views.terminal import messages, output

    def as_text(alert: "Alert") -> None:
        output().print(alert_line(alert, loaded.core(alert.site).time_zone), soft_wrap=True)

    write = as_text if sys.stdout.isatty() and not as_json else print_json
    watch = Watch(reader.model, wanted)
    with readable():
        if once:
            for alert in watch.begin(wanted):
                write(alert)
            return
        first = (wanted,) if wanted.since is not None else ()
        Follower(watch, first, write, lambda said: messages().print(said, markup=False, soft_wrap=True)).follow(poll_s)
