"""`weir dead-letters`: what could not be taken, why, and its bytes."""

import sys
from typing import TYPE_CHECKING, Annotated, cast

import typer

from weir.list_options import SinceOption, check_choice, list_notes, moment_of
from weir.options import JsonOption, KafkaOption, SettingsOption, SiteOption, StateOption

if TYPE_CHECKING:
    from schemas.dead_letter import DeadKind
    from streams.read_model.dead_letters import Letters
    from weir.settings.sections import Settings

MOST_LETTERS = 100
"""In a table, unless more are asked for."""

KINDS = ("malformed", "oversized", "misplaced", "implausible", "rejected", "failed")
"""As `schemas.dead_letter.DeadKind` has them, which would cost each start of `weir` an import."""

app = typer.Typer(help="Show what could not be taken: dead letters.", no_args_is_help=True)


@app.command("list", epilog="Example: weir dead-letters list --kind malformed --since 1d")
def list_letters(
    *,
    kind: Annotated[str | None, typer.Option("--kind", help=f"{', '.join(KINDS)}.")] = None,
    source: Annotated[
        str | None,
        typer.Option("--source", metavar="TEXT", help="Only files and topics with this in their name."),
    ] = None,
    since: SinceOption = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="TIME", help="Only what was written before: as --since.")
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option("--limit", "-n", min=1, help="At most so many, the newest (default: 100; with --json all)."),
    ] = None,
    site: SiteOption = None,
    state: StateOption = None,
    settings: SettingsOption = None,
    kafka: KafkaOption = False,
    as_json: JsonOption = False,
) -> None:
    """List dead letters, the newest last: the embedded state keeps the newest 100,000, Kafka those of 30 days.

    What is not printable is escaped. Exit 0 also where there is none.
    """
    from schemas.codec import encode_for_people
    from streams.read_model.dead_letters import LettersWanted
    from weir.admin.reader import readable
    from weir.settings.sections import load_settings
    from weir.views.dead_letters import letter_table, shown

    check_choice("--kind", kind, KINDS)
    loaded = load_settings(settings, state_dir=state)
    wanted = LettersWanted(
        kind=cast("DeadKind | None", kind),
        source=source,
        site=site,
        since=moment_of(since),
        until=moment_of(until),
        limit=limit or (None if as_json else MOST_LETTERS),
    )
    with readable():
        found, total = _letters(loaded, kafka=kafka).wanted(wanted)
    if as_json:
        for kept in found:
            sys.stdout.buffer.write(encode_for_people(shown(kept)) + b"\n")
        return
    from weir.views.terminal import messages, output

    if found:
        output().print(letter_table(found, loaded.core(loaded.site.name).time_zone))
    for note in list_notes("dead letters", wanted.limit, 1, len(found), total, "older ones"):
        messages().print(note, soft_wrap=True)


@app.command("show", epilog="Example: weir dead-letters show 17")
def show_letter(
    letter_id: Annotated[str, typer.Argument(metavar="ID", help="The id, as the list has it.")],
    *,
    state: StateOption = None,
    settings: SettingsOption = None,
    kafka: KafkaOption = False,
    as_json: JsonOption = False,
) -> None:
    """Show one dead letter with all of its bytes that were kept (up to 4,096), escaped. Exit 1 where there is none."""
    from schemas.codec import encode_for_people
    from weir.admin.reader import readable
    from weir.errors import UserError
    from weir.settings.sections import load_settings
    from weir.views.dead_letters import letter_lines, shown

    loaded = load_settings(settings, state_dir=state)
    with readable():
        kept = _letters(loaded, kafka=kafka).with_id(letter_id)
    if kept is None:
        msg = f"no dead letter {letter_id!r}, or no longer; `weir dead-letters list` shows their ids"
        raise UserError(msg)
    if as_json:
        sys.stdout.buffer.write(encode_for_people(shown(kept)) + b"\n")
        return
    for line in letter_lines(kept, loaded.core(kept.letter.site or loaded.site.name).time_zone):
        typer.echo(line)


def _letters(settings: "Settings", *, kafka: bool) -> "Letters":
    from pathlib import Path

    from streams.read_model.dead_letters import embedded_letters, kafka_letters

    return kafka_letters(settings.kafka) if kafka else embedded_letters(Path(settings.embedded.state_dir))
