"""`weir simulate`: a synthetic plant's traffic with ground truth, as files that `weir replay` reads."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from weir.options import JsonOption

if TYPE_CHECKING:
    from replay.simulate import SimulationPlan, Written

_FILES = {
    "conn.log": "the traffic, as Zeek writes it",
    "assets.csv": "the inventory",
    "zones.toml": "the networks, their levels and sides",
    "truth.json": "what was planted, and whether it should alert",
}


def simulate(
    *,
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="DIR", help="The folder to write into.")] = None,
    days: Annotated[
        int, typer.Option("--days", min=1, metavar="DAYS", help="How many days of traffic; with attacks at least 9.")
    ] = 21,
    seed: Annotated[int, typer.Option("--seed", metavar="NUMBER", help="The same seed gives the same bytes.")] = 1,
    start: Annotated[
        str, typer.Option("--start", metavar="TIME", help="The first day: a date, or a time on it (ISO 8601).")
    ] = "2026-03-04",
    time_zone: Annotated[
        str, typer.Option("--time-zone", metavar="NAME", help="The plant's, an IANA name.")
    ] = "Europe/Berlin",
    site: Annotated[str, typer.Option("--site", metavar="NAME", help="The plant's name in the inventory.")] = "plant-1",
    scale: Annotated[
        int, typer.Option("--scale", min=1, metavar="CELLS", help="How many cells of five PLCs each.")
    ] = 3,
    rate: Annotated[
        float, typer.Option("--rate", metavar="FACTOR", help="Multiplies polling and office traffic: 0.1 is a tenth.")
    ] = 1.0,
    attacks: Annotated[
        str, typer.Option("--attacks", metavar="LIST", help="all, none, or names with commas between (see --list).")
    ] = "all",
    attack_day: Annotated[
        int | None,
        typer.Option(
            "--attack-day", min=1, metavar="DAY", help="The first day with attacks, from 1 (default: the last but one)."
        ),
    ] = None,
    near_misses: Annotated[
        bool, typer.Option("--near-misses/--no-near-misses", help="Benign events that look like attacks.")
    ] = True,
    macs: Annotated[bool, typer.Option("--macs/--no-macs", help="Write MAC addresses into the log.")] = True,
    force: Annotated[bool, typer.Option("--force", help="Write into a folder that holds something.")] = False,
    list_attacks: Annotated[bool, typer.Option("--list", help="Name the attacks and what each is, then exit.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Write a synthetic plant's traffic: a Zeek conn.log, an inventory, zones, and the ground truth.

    Office, DMZ, site operations and cells with a daily rhythm; some attacks and near misses on the last days.

    Example: weir simulate --out plant --days 21 --seed 7
    """
    from replay.simulate import SimulationPlan
    from replay.simulate.plan import local_date
    from weir.errors import UserError, told

    with told(ValueError):
        plan = SimulationPlan(
            site=site,
            seed=seed,
            first_day=local_date(start, time_zone),
            days=days,
            time_zone=time_zone,
            cells=scale,
            rate=rate,
            attacks=tuple(name.strip() for name in attacks.split(",")) if attacks != "none" else (),
            near_misses=near_misses,
            attack_day=None if attack_day is None else attack_day - 1,
            macs=macs,
        )
    if list_attacks:
        _show_attacks(plan)
        return
    if out is None:
        msg = "--out is missing; name a folder to write into, such as --out plant"
        raise UserError(msg)
    _refuse_to_overwrite(out, force=force)
    written = _write(plan, out, quiet=as_json)
    _show(written, as_json=as_json)


def _refuse_to_overwrite(out: Path, *, force: bool) -> None:
    from weir.errors import UserError

    if out.exists() and not out.is_dir():
        msg = f"{out} is a file; --out takes a folder"
        raise UserError(msg)
    if not force and out.is_dir() and any(out.iterdir()):
        msg = f"{out} is not empty; choose another folder, or pass --force to overwrite what has the same names"
        raise UserError(msg)


def _write(plan: "SimulationPlan", out: Path, *, quiet: bool) -> "Written":
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    from replay.simulate import write
    from weir.errors import Interrupted, told
    from weir.views.terminal import messages

    done = 0.0

    def progressed(share: float) -> None:
        nonlocal done
        done = share
        bar.update(task, completed=share)

    columns = (TextColumn("simulating"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    console = messages()
    with (
        told(ValueError, OSError),
        Progress(*columns, console=console, transient=True, disable=quiet or not console.is_terminal) as bar,
    ):
        task = bar.add_task("simulating", total=1.0)
        try:
            return write(plan, out, progressed)
        except KeyboardInterrupt as stopped:
            msg = f"stopped after {done:.0%} of the traffic: nothing of it is left in {out}; run the same again"
            raise Interrupted(msg) from stopped


def _show(written: "Written", *, as_json: bool) -> None:
    from rich.table import Table

    from weir.views.json_lines import print_json
    from weir.views.terminal import output

    if as_json:
        print_json(written)
        return
    table = Table(show_header=False, box=None, pad_edge=False)
    folder = Path(written.folder)
    for name, meaning in _FILES.items():
        table.add_row(str(folder / name), meaning)
    console = output()
    console.print(
        f"{written.rows:,} connections from {written.first} to {written.last} among {written.assets} assets in "
        f"{written.zones} zones, with {written.attacks} attacks and {written.near_misses} near misses"
    )
    console.print(table)
    console.print("\nTry next:")
    command = (
        f"weir replay {folder / 'conn.log'} --assets {folder / 'assets.csv'} --zones {folder / 'zones.toml'} "
        f"--learn-until {written.learn_until}"
    )
    console.print(f"  {command}", soft_wrap=True)


def _show_attacks(plan: "SimulationPlan") -> None:
    import msgspec
    from rich.table import Table

    from replay.simulate import truth
    from weir.errors import told
    from weir.views.terminal import output

    table = Table("name", "kind", "what happens", box=None, pad_edge=False)
    with told(ValueError):
        planted = truth(msgspec.structs.replace(plan, attacks=("all",)))
    for item in planted.items:
        if item.expected == "alert":
            table.add_row(item.name, item.kind, item.description)
    output().print(table)
