"""`weir verdict`: a person's word on an alert, a path, an initiator or a pair of zones; what stands, why, and undo."""

import sys
from typing import TYPE_CHECKING, Annotated, NamedTuple

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
MuteForOption = Annotated[
    str | None,
    typer.Option("--for", metavar="TIME", help="How long, like 8h or 30d (default: asked on a terminal, else 7d)."),
]
LineOption = Annotated[
    list[int] | None,
    typer.Option("--line", metavar="N", help="One path of the alert or digest, as `weir alerts show` numbers it."),
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


@app.command(
    "expected",
    epilog="Examples: weir verdict expected 3f9a --reason 'new server'; weir verdict expected 3f9a --line 2",
)
def expected(
    alert_id: AlertArgument = None,
    *,
    line: LineOption = None,
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
    as_json: JsonOption = False,
) -> None:
    """It belongs there: learn it. On a sweep it covers the sweep only, for 30 days unless --for says otherwise."""
    subject = _Subject(alert_id, path, initiator, zones, tuple(line or ()))
    said = _Said(reason, author, lasting, site)
    _give("expected", subject, said, settings=settings, state=state, kafka=kafka, as_json=as_json)


@app.command("malicious", epilog="Example: weir verdict malicious --initiator ws-14 --reason 'stolen laptop'")
def malicious(
    alert_id: AlertArgument = None,
    *,
    line: LineOption = None,
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
    as_json: JsonOption = False,
) -> None:
    """It must not be there: never learn it, alert each time it returns. No mute and no wider word outweighs it."""
    subject = _Subject(alert_id, path, initiator, zones, tuple(line or ()))
    said = _Said(reason, author, lasting, site)
    _give("malicious", subject, said, settings=settings, state=state, kafka=kafka, as_json=as_json)


@app.command("mute", epilog="Example: weir verdict mute --zones office cell-1 --for 8h --reason 'migration tonight'")
def mute(
    alert_id: AlertArgument = None,
    *,
    line: LineOption = None,
    path: PathOption = None,
    initiator: InitiatorOption = None,
    zones: ZonesOption = None,
    reason: ReasonOption = None,
    author: AuthorOption = None,
    lasting: MuteForOption = None,
    site: PlaceOption = None,
    settings: SettingsOption = None,
    state: StateOption = None,
    kafka: KafkaOption = False,
    as_json: JsonOption = False,
) -> None:
    """Say nothing of it for a time; it is counted and not learnt. Other paths of the same alert stay loud."""
    subject = _Subject(alert_id, path, initiator, zones, tuple(line or ()))
    said = _Said(reason, author, lasting or _asked_for(), site)
    _give("mute", subject, said, settings=settings, state=state, kafka=kafka, as_json=as_json)


@app.command("forget", epilog="Example: weir verdict forget --initiator ws-14")
def forget(
    alert_id: AlertArgument = None,
    *,
    line: LineOption = None,
    path: PathOption = None,
    initiator: InitiatorOption = None,
    zones: ZonesOption = None,
    reason: ReasonOption = None,
    author: AuthorOption = None,
    site: PlaceOption = None,
    settings: SettingsOption = None,
    state: StateOption = None,
    kafka: KafkaOption = False,
    as_json: JsonOption = False,
) -> None:
    """Take back all that was said and learnt of it, as if it had never been seen."""
    subject = _Subject(alert_id, path, initiator, zones, tuple(line or ()))
    said = _Said(reason, author, None, site)
    _give("forget", subject, said, settings=settings, state=state, kafka=kafka, as_json=as_json)


@app.command("list", epilog="Example: weir verdict list --json")
def list_words(
    *,
    site: SiteOption = None,
    settings: SettingsOption = None,
    state: StateOption = None,
    kafka: KafkaOption = False,
    as_json: JsonOption = False,
) -> None:
    """Show what stands: on what, since when, by whom, until when, and how often it has matched.

    Below it, on standard error, what was refused lately and why (of `weir run`; on Kafka it lies in the dead letters).
    """
    from weir.admin.reader import open_reader
    from weir.settings.sections import load_settings
    from weir.views.json_lines import json_line
    from weir.views.terminal import messages, output
    from weir.views.verdict_table import refused_line, word_table

    loaded = load_settings(settings, state_dir=state)
    reader = open_reader(loaded, kafka=kafka)
    words = [word for word in reader.words() if site in {None, word.site}]
    if as_json:
        for word in words:
            sys.stdout.buffer.write(json_line(word))
    elif words:
        output().print(word_table(words, lambda name: loaded.core(name).time_zone))
    else:
        messages().print("no verdict holds")
    waits = reader.waits()
    if waits is not None:
        messages().print(waits, soft_wrap=True)
    for refused in reader.refused_verdicts():
        if site in {None, refused.site}:
            zone = loaded.core(refused.site or loaded.site.name).time_zone
            told = refused_line(refused.verdict, refused.reason, zone)
            messages().print(told, markup=False, soft_wrap=True)


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
    from weir.admin.reader import open_reader
    from weir.errors import UserError
    from weir.settings.sections import load_settings
    from weir.views.json_lines import json_line
    from weir.views.terminal import output
    from weir.views.verdict_table import why_lines

    loaded = load_settings(settings, state_dir=state)
    place = site or loaded.site.name
    found = open_reader(loaded, kafka=kafka).why(place, initiator, responder, service)
    if found is None:
        msg = f"site {place!r} has no state yet; name another with --site"
        raise UserError(msg)
    if as_json:
        sys.stdout.buffer.write(json_line(found))
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
    as_json: JsonOption = False,
) -> None:
    """Take one word back: what it had silenced speaks again, what it had learnt waits for a verdict again."""
    import getpass
    import time

    from weir.admin import verdicts
    from weir.admin.reader import open_reader
    from weir.settings.sections import load_settings
    from weir.views.json_lines import print_each
    from weir.views.terminal import clean, messages

    loaded = load_settings(settings, state_dir=state)
    reader = open_reader(loaded, kafka=kafka)
    author = author or getpass.getuser()
    word, given = verdicts.undo(reader, word_id, site=site, author=author, now=time.time())
    if as_json:
        print_each(given.handed())
        return
    what = clean(f"{word.decision} on {word.on}, said {word.author}")
    messages().print(f"undo of {word.id} ({what}): noted in {given.where}", markup=False, soft_wrap=True)
    for note in given.notes:
        messages().print(f"  {note}", markup=False, soft_wrap=True)


class _Subject(NamedTuple):
    """What `weir.admin.verdicts.Subject` takes, as it was typed."""

    alert: str | None
    path: tuple[str, str, str] | None
    initiator: str | None
    zones: tuple[str, str] | None
    lines: tuple[int, ...]


class _Said(NamedTuple):
    """What every word has: why, who says it, how long it holds, and of which site it is."""

    reason: str | None
    author: str | None
    lasting: str | None
    site: str | None


def _asked_for() -> str:
    """How long a mute holds: a mute that nobody ends hides what comes later, so it always has an end."""
    from weir.admin.verdicts import MUTE_FOR

    if sys.stdin.isatty() and sys.stderr.isatty():
        return str(typer.prompt("Mute for how long (8h, 2d, 1w)?", default=MUTE_FOR, err=True))
    typer.echo(f"no --for was given: muted for {MUTE_FOR}", err=True)
    return MUTE_FOR


def _give(
    decision: "Decision",
    subject: _Subject,
    said: _Said,
    *,
    settings: "Path | None",
    state: "Path | None",
    kafka: bool,
    as_json: bool,
) -> None:
    """Hand one word to the running `weir run` or `weir worker`, which acts on it at once."""
    import getpass
    import time

    from weir.admin import verdicts
    from weir.admin.reader import open_reader
    from weir.errors import told
    from weir.settings.sections import load_settings
    from weir.times import parse_duration
    from weir.views.json_lines import print_each
    from weir.views.terminal import messages
    from weir.views.verdict_table import covers_line

    loaded = load_settings(settings, state_dir=state)
    with told(ValueError):
        lasting_s = parse_duration(said.lasting) if said.lasting else None
    given = verdicts.give(
        open_reader(loaded, kafka=kafka),
        decision,
        verdicts.Subject(*subject),
        site=said.site,
        own_site=loaded.site.name,
        author=said.author or getpass.getuser(),
        reason=said.reason,
        now=time.time(),
        lasting_s=lasting_s,
    )
    if as_json:
        print_each(given.handed())
        return
    messages().print(f"{decision}: noted in {given.where}", markup=False, soft_wrap=True)
    for verdict, covers in zip(given.verdicts, given.covers, strict=True):
        told_of = covers_line(decision, covers, verdict.expires, loaded.core(verdict.site).time_zone)
        messages().print(f"  {told_of}", markup=False, soft_wrap=True)
    for note in given.notes:
        messages().print(f"  {note}", markup=False, soft_wrap=True)
