"""`weir alerts`: what was raised, as a list and one at length."""

import sys
import time
from typing import TYPE_CHECKING, Annotated, cast

import typer

from weir.list_options import (
    ALERT_STATUSES,
    AlertStatusOption,
    AssetOption,
    KindOption,
    PageOption,
    SinceOption,
    ZoneOption,
    alert_kinds,
    as_of,
    check_choice,
    list_notes,
    moment_of,
)
from weir.options import JsonOption, KafkaOption, LevelName, SettingsOption, SiteOption, StateOption, complete_alert

if TYPE_CHECKING:
    from schemas.alert import AlertStatus

MOST_ALERTS = 100
"""In a table, unless more are asked for."""

app = typer.Typer(help="Show the alerts that were raised.", no_args_is_help=True)


@app.command("list", epilog="Example: weir alerts list --level medium --status open")
def list_alerts(
    *,
    level: Annotated[LevelName, typer.Option("--level", help="This level and above.")] = LevelName.info,
    status: AlertStatusOption = None,
    kind: KindOption = None,
    zone: ZoneOption = None,
    asset: AssetOption = None,
    since: SinceOption = None,
    limit: Annotated[
        int | None,
        typer.Option("--limit", "-n", min=1, help="At most so many, the newest (default: 100; with --json all)."),
    ] = None,
    page: PageOption = 1,
    site: SiteOption = None,
    settings: SettingsOption = None,
    state: StateOption = None,
    kafka: KafkaOption = False,
    as_json: JsonOption = False,
) -> None:
    """List alerts, the newest last. Works while `weir run` runs."""
    from schemas.codec import encode_for_people
    from streams.read_model.wanted import AlertsWanted
    from weir.admin.reader import open_reader, readable
    from weir.settings.sections import load_settings

    check_choice("--status", status, ALERT_STATUSES)
    check_choice("--kind", kind, alert_kinds())
    loaded = load_settings(settings, state_dir=state)
    wanted = AlertsWanted(
        site=site,
        least=level.value,
        status=cast("AlertStatus | None", status),
        kind=kind,
        zone=zone,
        asset=asset,
        since=moment_of(since),
        limit=limit or (MOST_ALERTS if page > 1 or not as_json else None),
        page=page,
    )
    with readable():
        model = open_reader(loaded, kafka=kafka).model
        shown, total = model.alerts(wanted)
    if as_json:
        for alert in shown:
            sys.stdout.buffer.write(encode_for_people(alert) + b"\n")
        return
    from weir.views.terminal import alert_table, messages, output

    if shown:
        output().print(alert_table(shown, lambda name: loaded.core(name).time_zone))
    for note in (
        *list_notes("alerts", wanted.limit, page, len(shown), total, "older ones"),
        as_of(model.moment(), time.time()),
    ):
        messages().print(note, soft_wrap=True)


@app.command(
    "show", short_help="Show one alert at length, and what to do next.", epilog="Example: weir alerts show 3f9a"
)
def show_alert(
    alert_id: Annotated[
        str, typer.Argument(metavar="ID", help="The id, or how it begins.", autocompletion=complete_alert)
    ],
    *,
    site: SiteOption = None,
    settings: SettingsOption = None,
    state: StateOption = None,
    kafka: KafkaOption = False,
    as_json: JsonOption = False,
) -> None:
    """Show one alert at length, and what to do next.

    What crossed, why that is unusual with its figures, the baseline, ATT&CK for ICS, evidence.
    """
    from schemas.codec import encode_for_people
    from streams.read_model.wanted import AlertsWanted
    from weir.admin.reader import find_alert, open_reader, readable
    from weir.admin.verdicts import DIGESTS
    from weir.settings.sections import load_settings
    from weir.views.terminal import alert_detail, output

    loaded = load_settings(settings, state_dir=state)
    with readable():
        found = open_reader(loaded, kafka=kafka).model.alerts(AlertsWanted(id_begins=alert_id, site=site)).items
    alert = find_alert(found, alert_id, site)
    if as_json:
        sys.stdout.buffer.write(encode_for_people(alert) + b"\n")
        return
    console = output()
    console.print(alert_detail(alert, loaded.core(alert.site).time_zone))
    if alert.kind in DIGESTS:
        # A digest's paths have nothing in common: a word on all of them at once would mostly be wrong.
        word = "weir verdict malicious --path INITIATOR RESPONDER SERVICE for one of its paths"
    else:
        word = f"weir verdict expected {alert.id[:12]}   or   weir verdict malicious {alert.id[:12]}"
    console.print(f"\nYour word on it: {word}", markup=False, soft_wrap=True)
