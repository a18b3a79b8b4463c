"""`weir simulate`: a synthetic plant's traffic with ground truth, as files that `weir replay` reads."""

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from weir.options import JsonOption

if TYPE_CHECKING:
    from replay.simulate import SimulationPlan, Written
    from replay.simulate.formats.written import Kind
    from replay.simulate.large import LargePlan
    from replay.simulate.run import Progress

_FILES = {
    "assets.csv": "the inventory",
    "zones.toml": "the networks, their levels and sides",
    "maintenance.toml": "the work that was announced",
    "truth.json": "what was planted, and whether it should alert",
}


class FormatName(StrEnum):
    """The formats that the traffic is written in: the names of `replay/simulate/formats/written.py`."""

    zeek_tsv = "zeek-tsv"
    zeek_json = "zeek-json"
    suricata_eve = "suricata-eve"
    ipfix = "ipfix"
    aws_vpc = "aws-vpc"


class PlantName(StrEnum):
    """Which plant is simulated."""

    small = "small"
    large = "large"


def simulate(
    *,
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="DIR", help="The folder to write into.")] = None,
    plant: Annotated[
        PlantName,
        typer.Option(
            "--plant",
            help="small: some 60 assets, for a first look. large: 40 to 5,000 assets, with shifts, rare jobs, a "
            "troubled sensor and attacks that hide, to judge alerts by (docs/evaluate.md).",
        ),
    ] = PlantName.small,
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
        str,
        typer.Option(
            "--attacks",
            metavar="LIST",
            help="all, none, or names with commas between (see --list). large: all is by turn.",
        ),
    ] = "all",
    attack_day: Annotated[
        int | None,
        typer.Option(
            "--attack-day", min=1, metavar="DAY", help="The first day with attacks, from 1 (default: the last but one)."
        ),
    ] = None,
    size: Annotated[
        float,
        typer.Option("--size", metavar="FACTOR", help="large: 1 is about 140 assets and 100,000 flows a day."),
    ] = 1.0,
    learn_days: Annotated[
        int, typer.Option("--learn-days", metavar="DAYS", help="large: how many days have no attacks.")
    ] = 7,
    processes: Annotated[
        int, typer.Option("--processes", min=1, metavar="NUMBER", help="large: how many make days at once.")
    ] = 1,
    near_misses: Annotated[
        bool, typer.Option("--near-misses/--no-near-misses", help="Benign events that look like attacks.")
    ] = True,
    macs: Annotated[bool, typer.Option("--macs/--no-macs", help="Write MAC addresses into the log.")] = True,
    format: Annotated[  # noqa: A002 - the command line's word
        FormatName,
        typer.Option(
            "--format",
            help="The traffic as another sensor tells it; ipfix is a pcap of a router's export.",
        ),
    ] = FormatName.zeek_tsv,
    force: Annotated[bool, typer.Option("--force", help="Write into a folder that holds something.")] = False,
    list_attacks: Annotated[bool, typer.Option("--list", help="Name the attacks and what each is, then exit.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Write a synthetic plant's traffic: a Zeek conn.log, an inventory, zones, and the ground truth.

    Office, DMZ, site operations and cells with a daily rhythm; some attacks and near misses on the last days. The large
    plant has one attack in two days and one near miss a day after --learn-days, by turn from a list (--list).

    Example: weir simulate --out plant --days 21 --seed 7
    """
    import msgspec

    from replay.simulate import SimulationPlan, write
    from replay.simulate import large as large_plant
    from replay.simulate.formats.written import KINDS, rewrite
    from replay.simulate.plan import local_date
    from weir.errors import UserError, told

    names = tuple(name.strip() for name in attacks.split(",")) if attacks != "none" else ()
    if plant is PlantName.large:
        _refuse_those_of_the_small(scale=scale, rate=rate, attack_day=attack_day, macs=macs)
    with told(ValueError):
        plan = SimulationPlan(
            site=site,
            seed=seed,
            first_day=local_date(start, time_zone),
            days=days,
            time_zone=time_zone,
            cells=scale,
            rate=rate,
            attacks=names if plant is PlantName.small else (),
            near_misses=near_misses and plant is PlantName.small,
            attack_day=None if attack_day is None else attack_day - 1,
            macs=macs,
        )
        large = large_plant.LargePlan(
            site=site,
            seed=seed,
            size=size,
            first_day=local_date(start, time_zone),
            days=days,
            learn_days=learn_days,
            time_zone=time_zone,
            attacks=bool(names) and plant is PlantName.large,
            traps=near_misses and plant is PlantName.large,
            scenarios=() if names == ("all",) else names,
        )
    if list_attacks:
        _show_attacks(plan if plant is PlantName.small else large)
        return
    if out is None:
        msg = "--out is missing; name a folder to write into, such as --out plant"
        raise UserError(msg)
    _refuse_to_overwrite(out, force=force)

    kind = KINDS[format.value]
    # What is written anew takes about as long as what is simulated (measured with both plants).
    first = 1.0 if kind.writer is None else 0.5

    def made(progress: "Progress") -> "Written":
        def simulated(share: float) -> None:
            progress(share * first)

        if plant is PlantName.small:
            written = write(plan, out, simulated)
        else:
            written = large_plant.write(large, out, simulated, processes=processes)
        path = rewrite(out, kind, lambda share: progress(first + share * (1.0 - first)))
        return msgspec.structs.replace(written, traffic=path.name, octets=path.stat().st_size)

    _show(_write(made, out, quiet=as_json), kind, as_json=as_json)


def _refuse_those_of_the_small(*, scale: int, rate: float, attack_day: int | None, macs: bool) -> None:
    from weir.errors import UserError

    given = [
        name
        for name, is_given in (
            ("--scale", scale != 3),
            ("--rate", rate != 1.0),
            ("--attack-day", attack_day is not None),
            ("--no-macs", not macs),
        )
        if is_given
    ]
    if given:
        msg = f"--plant large takes no {', '.join(given)}; its size is --size, its first day with attacks --learn-days"
        raise UserError(msg)


def _refuse_to_overwrite(out: Path, *, force: bool) -> None:
    from weir.errors import UserError

    if out.exists() and not out.is_dir():
        msg = f"{out} is a file; --out takes a folder"
        raise UserError(msg)
    if not force and out.is_dir() and any(out.iterdir()):
        msg = f"{out} is not empty; choose another folder, or pass --force to overwrite what has the same names"
        raise UserError(msg)


def _write(made: "Callable[[Progress], Written]", out: Path, *, quiet: bool) -> "Written":
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

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
            return made(progressed)
        except KeyboardInterrupt as stopped:
            whole = out.is_dir() and any(path for path in out.iterdir() if not path.name.startswith("."))
            left = f"{out} holds conn.log and not the format asked for" if whole else f"nothing of it is left in {out}"
            msg = f"stopped after {done:.0%} of the traffic: {left}; run the same again"
            raise Interrupted(msg) from stopped


def _show(written: "Written", kind: "Kind", *, as_json: bool) -> None:
    from rich.table import Table

    from weir.views.json_lines import print_json
    from weir.views.terminal import output

    if as_json:
        print_json(written)
        return
    table = Table(show_header=False, box=None, pad_edge=False)
    folder = Path(written.folder)
    table.add_row(str(folder / kind.file), f"the traffic: {kind.words}")
    for name, meaning in _FILES.items():
        if (folder / name).is_file():
            table.add_row(str(folder / name), meaning)
    console = output()
    console.print(
        f"{written.rows:,} connections from {written.first} to {written.last} among {written.assets} assets in "
        f"{written.zones} zones, with {written.attacks} attacks and {written.near_misses} near misses"
    )
    console.print(table)
    console.print("\nTry next:")
    named = "" if kind.read_as is None else f" --format {kind.read_as}"
    command = (
        f"weir replay {folder / kind.file}{named} --assets {folder / 'assets.csv'} --zones {folder / 'zones.toml'} "
        f"--learn-until {written.learn_until}"
    )
    console.print(f"  {command}", soft_wrap=True)


def _show_attacks(plan: "SimulationPlan | LargePlan") -> None:
    import msgspec
    from rich.table import Table

    from replay.simulate import SimulationPlan, truth
    from replay.simulate.large.script import all_attacks
    from weir.errors import told
    from weir.views.terminal import output

    table = Table("name", "kind", "what happens", box=None, pad_edge=False)
    with told(ValueError):
        if isinstance(plan, SimulationPlan):
            items = [*truth(msgspec.structs.replace(plan, attacks=("all",))).items]
        else:
            items = all_attacks(plan)
    for item in items:
        if item.expected == "alert":
            table.add_row(item.name, item.kind, item.description)
    output().print(table)
