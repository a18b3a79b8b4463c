"""`weir formats`: which inputs are read, what an unknown file could be read as, and what would be read of a file."""

from pathlib import Path
from typing import Annotated

import typer

from weir.list_options import chosen_format
from weir.options import FormatOption, JsonOption

app = typer.Typer(help="List the input formats, propose a mapping for an unknown file, check what would be read.")


@app.callback(invoke_without_command=True)
def formats(ctx: typer.Context) -> None:
    """List the input formats, propose a mapping for an unknown file, check what would be read."""
    if ctx.invoked_subcommand is None:
        list_formats(as_json=False)


@app.command("list", epilog="Examples: weir formats list; weir formats list --json")
def list_formats(*, as_json: JsonOption = False) -> None:
    """List all input formats: what each is, what its files are known by, and a command that reads one."""
    from weir.admin.formats import formats_shown
    from weir.views.json_lines import print_each
    from weir.views.recorded.formats import format_table
    from weir.views.terminal import output

    found = formats_shown()
    if as_json:
        print_each(found)
        return
    output().print(format_table(found))
    typer.echo("any other table or JSON: --format mapped:FILE.toml (weir formats guess proposes one)", err=True)


@app.command(
    "guess",
    epilog="Examples: weir formats guess sessions.csv; weir formats guess sessions.csv --out fw.toml",
)
def guess_format(
    path: Annotated[
        Path, typer.Argument(metavar="FILE", help="A table (CSV and its like) or JSON, one object a line.")
    ],
    *,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE.toml", help="Write the mapping there, to be looked at.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Propose what the columns of an unknown file mean, and show five rows read by it.

    Columns are told by their headings, in several languages, and by what stands in them; times, units and the
    direction likewise. What was not told but decided is marked with an exclamation mark. Of a file of a known format
    it says which. Nothing is read by a proposal until you name it: --format mapped:FILE.toml.
    """
    from schemas.formats.names import FORMAT_NAMES
    from schemas.formats.tables.mapping import written
    from weir.admin.formats import guessed
    from weir.errors import UserError, told
    from weir.views.json_lines import print_json
    from weir.views.recorded.formats import print_guess
    from weir.views.terminal import output

    if out is not None and out.exists() and not force:
        msg = f"{out}: is there already; --force writes over it"
        raise UserError(msg)
    found = guessed(path)
    if out is not None and found.mapping is not None:
        head = (
            f"How {path.name} is read, as weir formats guess proposed it. docs/inputs-formats.md tells every key.",
            *found.notes,
        )
        with told(OSError):
            out.write_text(written(found.mapping, head=head), encoding="utf-8")
    if as_json:
        print_json(found)
        return
    if found.known is not None:
        typer.echo(f"{path}: {found.known} ({FORMAT_NAMES[found.known]}): it needs no mapping: weir replay {path}")
        return
    print_guess(output(), found)
    if out is None and found.mapping is not None:
        typer.echo(f"\n{written(found.mapping)}")
    where = out or "FILE.toml"
    typer.echo(f"weir replay {path} --format mapped:{where}{'' if out else ' (--out FILE.toml writes it)'}", err=True)


@app.command(
    "check", epilog="Example: weir formats check conn.log; weir formats check sessions.csv --format mapped:fw.toml"
)
def check_file(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="A file of flows, packed or not.")],
    *,
    file_format: FormatOption = "auto",
    as_json: JsonOption = False,
) -> None:
    """Say what would be read of a file: rows, flows, other rows, and what is refused and why. Exit 1 without a flow.

    Nothing is learnt and nothing is kept.
    """
    from weir.admin.formats import checked
    from weir.errors import UserError
    from weir.views.json_lines import print_json
    from weir.views.recorded.formats import print_checked
    from weir.views.terminal import output

    found = checked(path, chosen_format(file_format))
    if as_json:
        print_json(found)
    else:
        print_checked(output(), found)
    if not found.flows:
        msg = f"{path}: no flow in {found.rows:,} rows"
        raise UserError(msg)
