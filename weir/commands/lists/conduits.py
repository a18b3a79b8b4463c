"""`weir conduits`: what goes between zones, declared or not, and declarations proposed for what is regular."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from weir.options import JsonOption, KafkaOption, SettingsOption, SiteOption, StateOption

if TYPE_CHECKING:
    from schemas.overview.conduits import ConduitEntry
    from weir.settings.sections import Settings

REGULAR_DAYS = 5
"""Proposed is what spoke on so many days: a working week. A convention; `--days` says otherwise."""

app = typer.Typer(help="Show the register of conduits, or propose declarations for it.", no_args_is_help=True)


@app.command("list", epilog="Example: weir conduits list --report conduits.md")
def list_conduits(
    *,
    undeclared: Annotated[bool, typer.Option("--undeclared", help="Only what no conduit holds.")] = False,
    unused: Annotated[bool, typer.Option("--unused", help="Only declared conduits that nothing uses.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Rows for spreadsheets, with a heading.")] = False,
    report: Annotated[
        Path | None, typer.Option("--report", metavar="FILE", help="Write it as a document: .md or .html, by the name.")
    ] = None,
    site: SiteOption = None,
    settings: SettingsOption = None,
    state: StateOption = None,
    kafka: KafkaOption = False,
    as_json: JsonOption = False,
) -> None:
    """List each way between two zones: who declared it and why, what uses it, and since when; undeclared first.

    Left out is what stays within a zone, and what meets neither OT nor the DMZ.
    """
    from weir.errors import UserError, told
    from weir.settings.sections import load_settings
    from weir.views.documents import format_of, html, markdown, print_sections
    from weir.views.json_lines import print_each
    from weir.views.network.conduits import as_csv as csv_of
    from weir.views.network.conduits import sections
    from weir.views.terminal import output

    if as_json and as_csv:
        msg = "--json and --csv: give one of them"
        raise UserError(msg)
    if report is not None and format_of(report) not in {"markdown", "html"}:
        msg = f"--report {report}: the name ends in .md or .html"
        raise UserError(msg)
    found = [
        each
        for each in _register(load_settings(settings, state_dir=state), site, kafka=kafka)
        if not (undeclared and each.declared) and not (unused and (not each.declared or each.paths))
    ]
    if report is not None:
        write = markdown if format_of(report) == "markdown" else html
        with told(OSError):
            report.write_text(write("Register of conduits", sections(found)))
    if as_json:
        print_each(found)
    elif as_csv:
        sys.stdout.write(csv_of(found))
    elif report is None:
        print_sections(output(), sections(found))


@app.command("suggest", epilog="Example: weir conduits suggest -o conduits.toml")
def suggest(
    *,
    days: Annotated[
        int, typer.Option("--days", metavar="DAYS", min=1, help="What spoke on so many days counts as regular.")
    ] = REGULAR_DAYS,
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="FILE", help="Write them there (.toml).")] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file.")] = False,
    site: SiteOption = None,
    settings: SettingsOption = None,
    state: StateOption = None,
    kafka: KafkaOption = False,
    as_json: JsonOption = False,
) -> None:
    """Propose declarations for what is regular between zones, each service with what was seen of it.

    Left out is what alerted, what the policy forbids, and what was never answered. Read each line before you use it:
    that something is usual does not say that it is meant.
    """
    from weir.errors import UserError, told
    from weir.settings.sections import load_settings
    from weir.views.json_lines import print_each
    from weir.views.network.conduits import conduits_toml, proposed
    from weir.views.terminal import counted, messages

    if out is not None and out.exists() and not force:
        msg = f"{out} exists; overwrite it with --force"
        raise UserError(msg)
    found = proposed(_register(load_settings(settings, state_dir=state), site, kafka=kafka), days)
    if as_json:
        print_each(found)
        return
    text = conduits_toml(found, sites=len({each.site for each in found}) > 1)
    if not found:
        messages().print(f"nothing to propose: no undeclared way between zones spoke on {counted(days, 'day')} or more")
    elif out is None:
        sys.stdout.write(text)
    else:
        with told(OSError):
            out.write_text(text)
        said = f"{counted(len(found), 'service')} proposed in {out}; add what you mean to your zones file"
        messages().print(said, markup=False, soft_wrap=True)


def _register(settings: "Settings", site: str | None, *, kafka: bool) -> "list[ConduitEntry]":
    from weir.admin.reader import open_reader, readable

    with readable():
        return open_reader(settings, kafka=kafka).model.conduits(site)
