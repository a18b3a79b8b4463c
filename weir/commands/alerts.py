"""`weir alerts`: what was raised, as a list and one at length."""

import sys
from typing import Annotated

import typer

from weir.options import JsonOption, KafkaOption, LevelName, SettingsOption, SiteOption, complete_alert

MOST_ALERTS = 100
"""In a table, unless more are asked for."""

app = typer.Typer(help="Show the alerts that were raised.", no_args_is_help=True)


@app.command("list", epilog="Example: weir alerts list --level medium --status open")
def list_alerts(
    *,
    level: Annotated[LevelName, typer.Option("--level", help="This level and above.")] = LevelName.info,
    status: Annotated[
        str | None, typer.Option("--status", help="open, withheld, expected, malicious, muted, closed.")
    ] = None,
    kind: Annotated[str | None, typer.Option("--kind", help="Only this kind, like dmz-bypass.")] = None,
    limit: Annotated[
        int | None,
        typer.Option("--limit", "-n", min=1, help="At most so many, the newest (default: 100; with --json all)."),
    ] = None,
    site: SiteOption = None,
    settings: SettingsOption = None,
    kafka: KafkaOption = False,
    as_json: JsonOption = False,
) -> None:
    """List alerts, the newest last. Works while `weir run` runs."""
    from schemas.codec import encode_for_people
    from weir.admin.reader import open_reader
    from weir.errors import UserError
    from weir.settings.sections import load_settings
    from weir.views.terminal import LEVEL_ORDER, alert_table, messages, output

    statuses = ("open", "withheld", "expected", "malicious", "muted", "closed")
    if status is not None and status not in statuses:
        msg = f"--status {status!r}: is one of {', '.join(statuses)}"
        raise UserError(msg)
    loaded = load_settings(settings)
    least = LEVEL_ORDER.index(level.value)
    found = [
        alert
        for alert in open_reader(loaded, kafka=kafka).latest_alerts()
        if LEVEL_ORDER.index(alert.level) >= least
        and status in {None, alert.status}
        and kind in {None, alert.kind}
        and site in {None, alert.site}
    ]
    shown = found if as_json and limit is None else found[-(limit or MOST_ALERTS) :]
    if as_json:
        for alert in shown:
            sys.stdout.buffer.write(encode_for_people(alert) + b"\n")
        return
    if not shown:
        messages().print("no alerts match")
        return
    output().print(alert_table(shown, lambda name: loaded.core(name).time_zone))
    if len(shown) < len(found):
        messages().print(f"{len(found) - len(shown):,} older ones not shown; --limit shows more")


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
    kafka: KafkaOption = False,
    as_json: JsonOption = False,
) -> None:
    """Show one alert at length, and what to do next.

    What crossed, why that is unusual with its figures, the baseline, ATT&CK for ICS, evidence.
    """
    from schemas.codec import encode_for_people
    from weir.admin.reader import find_alert, open_reader
    from weir.admin.verdicts import DIGESTS
    from weir.settings.sections import load_settings
    from weir.views.terminal import alert_detail, output

    loaded = load_settings(settings)
    alert = find_alert(open_reader(loaded, kafka=kafka).latest_alerts(), alert_id, site)
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
