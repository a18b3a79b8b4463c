"""`weir verdict`: a person's word on an alert, a path, an initiator or a pair of zones; what stands, why, and undo."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from weir.options import (
    JsonOption,
    KafkaOption,
    SettingsOption,
    SiteOption,
    StateOption,
    complete_alert,
    complete_site,
    complete_word,
)

if TYPE_CHECKING:
    from pathlib import Path

    from schemas.verdict import Decision

app = typer.Typer(help="Say what an alert or a path is; see what stands, and take it back.", no_args_is_help=True)

AlertArgument = Annotated[
    str | None,
    typer.Argument(metavar="[ALERT]", help="The alert's id, or how it begins.", autocompletion=complete_alert),
]
PathOption = Annotated[
    tuple[str, str, str] | None,
    typer.Option("--path", metavar="INITIATOR RESPONDER SERVICE", help="One path, as `weir paths list` names it."),
]
InitiatorOption = Annotated[
    str | None,
    typer.Option("--initiator", metavar="ASSET", help="All that one asset begins: its id, name or address."),
]
ZonesOption = Annotated[
    tuple[str, str] | None, typer.Option("--zones", metavar="FROM TO", help="All paths from one zone to another.")
]
ReasonOption = Annotated[str | None, typer.Option("--reason", help="Why, for those who read it later.")]
AuthorOption = Annotated[str | None, typer.Option("--author", help="Who decides (default: your user name).")]
LastingOption = Annotated[
    str | None, typer.Option("--for", metavar="TIME", help="How long it holds, like 8h or 30d (default: until undone).")
]
PlaceOption = Annotated[
    str | None,
    typer.Option(
        "--site",
        metavar="NAME",
        help="The site (default: the alert's, or that of [site]).",
        autocompletion=complete_site,
    ),
]


@app.command("expected", epilog="Example: weir verdict expected 3f9a --reason 'new backup server'")
def expected(
    alert_id: AlertArgument = None,
    *,
    path: PathOption = None,
    initiator: InitiatorOption = None,
    zones: ZonesOption = None,
    reason: ReasonOption = None,
    author: AuthorOption = None,
    lasting: LastingOption = None,
    site: PlaceOption = None,
    settings: SettingsOption = None,
    state: StateOption = None,
    kafka: KafkaOption = False,
) -> None:
    """It belongs there: learn it. On a sweep it covers the sweep only, for 30 days unless --for says otherwise."""
    subject = (alert_id, path, initiator, zones)
    _give(
        "expected",
        subject,
        reason=reason,
        author=author,
        lasting=lasting,
        site=site,
        settings=settings,
        state=state,
        kafka=kafka,
    )


@app.command("malicious", epilog="Example: weir verdict malicious --initiator ws-14 --reason 'stolen laptop'")
def malicious(
    alert_id: AlertArgument = None,
    *,
    path: PathOption = None,
    initiator: InitiatorOption = None,
    zones: ZonesOption = None,
    reason: ReasonOption = None,
    author: AuthorOption = None,
    lasting: LastingOption = None,
    site: PlaceOption = None,
    settings: SettingsOption = None,
    state: StateOption = None,
    kafka: KafkaOption = False,
) -> None:
    """It must not be there: never learn it, alert each time it returns. No mute and no wider word outweighs it."""
    subject = (alert_id, path, initiator, zones)
    _give(
        "malicious",
        subject,
        reason=reason,
        author=author,
        lasting=lasting,
        site=site,
        settings=settings,
        state=state,
        kafka=kafka,
    )


@app.command("mute", epilog="Example: weir verdict mute --zones office cell-1 --for 8h --reason 'migration tonight'")
def mute(
    alert_id: AlertArgument = None,
    *,
    path: PathOption = None,
    initiator: InitiatorOption = None,
    zones: ZonesOption = None,
    reason: ReasonOption = None,
    author: AuthorOption = None,
    lasting: LastingOption = None,
    site: PlaceOption = None,
    settings: SettingsOption = None,
    state: StateOption = None,
    kafka: KafkaOption = False,
) -> None:
    """Say nothing of it for a time; it is counted and not learnt. Other paths of the same alert stay loud."""
    subject = (alert_id, path, initiator, zones)
    _give(
        "mute",
        subject,
        reason=reason,
        author=author,
        lasting=lasting,
        site=site,
        settings=settings,
        state=state,
        kafka=kafka,
    )


@app.command("forget", epilog="Example: weir verdict forget --initiator ws-14")
def forget(
    alert_id: AlertArgument = None,
    *,
    path: PathOption = None,
    initiator: InitiatorOption = None,
    zones: ZonesOption = None,
    reason: ReasonOption = None,
    author: AuthorOption = None,
    site: PlaceOption = None,
    settings: SettingsOption = None,
    state: StateOption = None,
    kafka: KafkaOption = False,
) -> None:
    """Take back all that was said and learnt of it, as if it had never been seen."""
    subject = (alert_id, path, initiator, zones)
    _give(
        "forget",
        subject,
        reason=reason,
        author=author,
        lasting=None,
        site=site,
        settings=settings,
        state=state,
        kafka=kafka,
    )


@app.command("list", epilog="Example: weir verdict list --json")
def list_words(
    *,
    site: SiteOption = None,
    settings: SettingsOption = None,
    state: StateOption = None,
    kafka: KafkaOption = False,
    as_json: JsonOption = False,
) -> None:
    """Show what stands: on what, since when, by whom, until when, and how often it has matched."""
    from schemas.codec import encode_for_people
    from weir.admin.reader import open_reader
    from weir.settings.sections import load_settings
    from weir.views.terminal import messages, output
    from weir.views.verdict_table import word_table

    loaded = load_settings(settings, state_dir=state)
    words = [word for word in open_reader(loaded, kafka=kafka).words() if site in {None, word.site}]
    if as_json:
        for word in words:
            sys.stdout.buffer.write(encode_for_people(word) + b"\n")
    elif words:
        output().print(word_table(words, lambda name: loaded.core(name).time_zone))
    else:
        messages().print("no word stands")


@app.command("why", epilog="Example: weir verdict why ws-14 cell-1-plc-1 modbus")
def why(
    initiator: Annotated[str, typer.Argument(metavar="INITIATOR", help="Who begins: id, name or address.")],
    responder: Annotated[str, typer.Argument(metavar="RESPONDER", help="Who answers: id, name or address.")],
    service: Annotated[str, typer.Argument(metavar="SERVICE", help="The service, as `weir paths list` names it.")],
    *,
    site: PlaceOption = None,
    settings: SettingsOption = None,
    state: StateOption = None,
    kafka: KafkaOption = False,
    as_json: JsonOption = False,
) -> None:
    """Say which word decides for a path, and which lost."""
    from schemas.codec import encode_for_people
    from weir.admin.reader import open_reader
    from weir.errors import UserError
    from weir.settings.sections import load_settings
    from weir.views.terminal import output
    from weir.views.verdict_table import why_lines

    loaded = load_settings(settings, state_dir=state)
    place = site or loaded.site.name
    found = open_reader(loaded, kafka=kafka).why(place, initiator, responder, service)
    if found is None:
        msg = f"site {place!r} has no state yet; name another with --site"
        raise UserError(msg)
    if as_json:
        sys.stdout.buffer.write(encode_for_people(found) + b"\n")
        return
    for line in why_lines(found, loaded.core(place).time_zone):
        output().print(line, markup=False, highlight=False, soft_wrap=True)


@app.command("undo", epilog="Example: weir verdict undo 9c41")
def undo(
    word_id: Annotated[
        str | None,
        typer.Argument(
            metavar="[WORD]",
            help="The word's id in `weir verdict list`, or how it begins (default: the newest).",
            autocompletion=complete_word,
        ),
    ] = None,
    *,
    author: AuthorOption = None,
    site: SiteOption = None,
    settings: SettingsOption = None,
    state: StateOption = None,
    kafka: KafkaOption = False,
) -> None:
    """Take one word back: what it had silenced speaks again, what it had learnt waits for a verdict again."""
    import getpass
    import time

    from weir.admin import verdicts
    from weir.admin.reader import open_reader
    from weir.settings.sections import load_settings
    from weir.views.terminal import clean, messages

    reader = open_reader(load_settings(settings, state_dir=state), kafka=kafka)
    author = author or getpass.getuser()
    word, given = verdicts.undo(reader, word_id, site=site, author=author, now=time.time())
    what = clean(f"{word.decision} on {word.on}, said {word.author}")
    messages().print(f"undo of {word.id} ({what}): noted in {given.where}", markup=False, soft_wrap=True)


_Subject = tuple[str | None, tuple[str, str, str] | None, str | None, tuple[str, str] | None]
"""An alert's id, a path, an initiator, a pair of zones: what `weir.verdicts.Subject` takes."""


def _give(
    decision: "Decision",
    subject: _Subject,
    *,
    reason: str | None,
    author: str | None,
    lasting: str | None,
    site: str | None,
    settings: "Path | None",
    state: "Path | None",
    kafka: bool,
) -> None:
    """Hand one word to the running `weir run` or `weir worker`, which acts on it at once."""
    import getpass
    import time

    from weir.admin import verdicts
    from weir.admin.reader import open_reader
    from weir.settings.sections import load_settings
    from weir.times import parse_duration
    from weir.views.terminal import messages

    loaded = load_settings(settings, state_dir=state)
    given = verdicts.give(
        open_reader(loaded, kafka=kafka),
        decision,
        verdicts.Subject(*subject),
        site=site,
        own_site=loaded.site.name,
        author=author or getpass.getuser(),
        reason=reason,
        now=time.time(),
        lasting_s=parse_duration(lasting) if lasting else None,
    )
    messages().print(f"{decision}: noted in {given.where}", markup=False, soft_wrap=True)
    for note in given.notes:
        messages().print(f"  {note}", markup=False, soft_wrap=True)
