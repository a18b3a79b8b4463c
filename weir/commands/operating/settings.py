"""`weir settings`: check them, show what holds and where it comes from, and begin a file."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from weir.options import JsonOption, SettingsOption

app = typer.Typer(help="Check the settings, show which hold, or begin a file of them.", no_args_is_help=True)


@app.command("check", epilog="Example: weir settings check --settings weir.toml")
def check_settings(*, settings: SettingsOption = None, as_json: JsonOption = False) -> None:
    """Check the settings file and the variables WEIR_...: every mistake with its file, line and key. Exit 1 if any.

    Files that the settings name and that are not there are warnings: they may still come. So are detectors that are
    switched off and whose loss is dangerous.
    """
    from schemas.codec import encode_for_people
    from weir.errors import UserError
    from weir.settings.absent_files import absent_files
    from weir.settings.sections import read_settings
    from weir.settings.shown import Level, SaidOfSettings
    from weir.silence import switched_off

    problems: list[str] = []
    found, place, _ = read_settings(settings, None, problems.append)
    # What names no detector, or no time, is an error already: what would come of it can't be told then.
    warnings = [*absent_files(found), *(() if problems else switched_off(found))]
    levels: tuple[tuple[Level, list[str]], ...] = (("error", problems), ("warning", warnings))
    for level, lines in levels:
        for line in lines:
            if as_json:
                sys.stdout.buffer.write(encode_for_people(SaidOfSettings(level, line)) + b"\n")
            else:
                typer.echo(f"{level}: {line}")
    where = "the environment" if place.path is None else f"{place.path} and the environment"
    if problems:
        msg = f"{len(problems)} to mend in {where}"
        raise UserError(msg)
    if not as_json:
        typer.echo(f"{where}: {len(place.variables)} set by variables, no mistakes")


@app.command("show", epilog="Example: weir settings show --changed")
def show_settings(
    *,
    changed: Annotated[bool, typer.Option("--changed", help="Only what is not the default.")] = False,
    settings: SettingsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show every setting as it holds and where it comes from: file and line, variable, or default.

    The text is a settings file itself. Passwords are shown as ***.
    """
    from schemas.codec import encode_for_people
    from weir.settings.sections import read_settings
    from weir.settings.shown import shown_settings, toml_value
    from weir.settings.source import raise_it

    section = None
    for one in shown_settings(*read_settings(settings, None, raise_it)):
        if changed and one.origin == "default":
            continue
        if as_json:
            sys.stdout.buffer.write(encode_for_people(one) + b"\n")
            continue
        if one.section != section:
            typer.echo(f"[{one.section}]" if section is None else f"\n[{one.section}]")
            section = one.section
        line = f"{'# ' * (one.value is None)}{one.key} = {toml_value(one.value)}".rstrip()
        typer.echo(f"{line:<44}  # {one.place or one.origin}")


@app.command("init", epilog="Example: weir settings init /etc/weir/weir.toml")
def begin_settings(
    file: Annotated[Path, typer.Argument(metavar="[FILE]", help="Where to.")] = Path("weir.toml"),
) -> None:
    """Write a settings file to begin with: every key, explained. A file that is there is never written over."""
    from weir.errors import UserError, told
    from weir.settings.example import example_text

    text = example_text()
    try:
        with told(OSError), file.open("x", encoding="utf-8") as new:
            new.write(text)
    except UserError as error:
        if isinstance(error.__cause__, FileExistsError):
            msg = f"{file}: is there already, and is left as it is; name another file"
            raise UserError(msg) from error
        raise
    typer.echo(f"{file} written; `weir settings check -c {file}` after each change")
