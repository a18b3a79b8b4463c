"""`weir verdict`: a person's word on an alert, a path, an initiator or a pair of zones."""

from enum import StrEnum
from typing import Annotated

import typer

from weir.options import KafkaOption, SettingsOption, complete_alert, complete_site

_EXAMPLE = """\b
Examples: weir verdict expected 3f9a --reason 'new backup server'
          weir verdict mute --initiator ip:10.1.4.17 --for 7d
          weir verdict expected --zones office cell-1"""


class DecisionName(StrEnum):
    """What can be decided."""

    expected = "expected"
    malicious = "malicious"
    mute = "mute"
    forget = "forget"


def verdict(
    decision: Annotated[
        DecisionName,
        typer.Argument(
            help="expected: learn it. malicious: never learn it. mute: be silent for a time. forget: as if never seen."
        ),
    ],
    alert_id: Annotated[
        str | None,
        typer.Argument(metavar="[ALERT]", help="The alert's id, or how it begins.", autocompletion=complete_alert),
    ] = None,
    *,
    path: Annotated[
        tuple[str, str, str] | None,
        typer.Option("--path", metavar="INITIATOR RESPONDER SERVICE", help="One path, as `weir paths list` names it."),
    ] = None,
    initiator: Annotated[
        str | None, typer.Option("--initiator", metavar="ASSET", help="All that one asset begins.")
    ] = None,
    zones: Annotated[
        tuple[str, str] | None, typer.Option("--zones", metavar="FROM TO", help="All paths from one zone to another.")
    ] = None,
    reason: Annotated[str | None, typer.Option("--reason", help="Why, for those who read it later.")] = None,
    author: Annotated[str | None, typer.Option("--author", help="Who decides (default: your user name).")] = None,
    lasting: Annotated[
        str | None, typer.Option("--for", metavar="TIME", help="How long it holds, like 8h or 30d.")
    ] = None,
    site: Annotated[
        str | None,
        typer.Option(
            "--site",
            metavar="NAME",
            help="The site (default: the alert's, or that of [site]).",
            autocompletion=complete_site,
        ),
    ] = None,
    settings: SettingsOption = None,
    kafka: KafkaOption = False,
) -> None:
    """Say what an alert was: the running `weir run` or `weir worker` acts on it at once."""
    import getpass
    import time

    from schemas.codec import VERDICTS, encode_lines
    from schemas.verdict import PathSubject, Verdict, ZonePair
    from weir.errors import UserError
    from weir.reader import asset_named, find_alert, open_reader, unknown_names
    from weir.settings import load_settings
    from weir.terminal import messages
    from weir.times import parse_duration

    if sum(subject is not None for subject in (alert_id, path, initiator, zones)) != 1:
        msg = "a verdict names one subject: an alert's id, --path, --initiator or --zones"
        raise UserError(msg)
    loaded = load_settings(settings)
    reader = open_reader(loaded, kafka=kafka)
    now = time.time()
    subject = alert_id
    place = site or loaded.site.name
    if path is not None:
        path = (asset_named(reader, path[0], place), asset_named(reader, path[1], place), path[2])
    if initiator is not None:
        initiator = asset_named(reader, initiator, place)
    if alert_id is not None:
        alert = find_alert(reader.latest_alerts(), alert_id, site)
        site, subject = alert.site, alert.id
        # Event time of recorded traffic lags behind the wall clock; what holds for a time counts from the later.
        now = max(now, alert.last_seen)
    try:
        given = Verdict(
            site=site or loaded.site.name,
            time=now,
            author=author or getpass.getuser(),
            decision=decision.value,
            reason=reason,
            alert=subject,
            path=PathSubject(*path) if path else None,
            initiator=initiator,
            zones=ZonePair(*zones) if zones else None,
            expires=now + parse_duration(lasting) if lasting else None,
        )
        # Read back as the running shell will read it: what does not fit its bounds is told here, not lost there.
        VERDICTS.decode_one(encode_lines([given]).strip())
    except ValueError as error:
        raise UserError(str(error)) from error
    unknown = unknown_names(reader, given)
    where = reader.give_verdict(given)
    messages().print(f"{decision.value}: noted in {where}", markup=False, soft_wrap=True)
    for name in unknown:
        messages().print(f"  but site {given.site} knows no {name} yet: it holds once there is one", markup=False)


verdict.__doc__ = f"{verdict.__doc__}\n\n{_EXAMPLE}"
