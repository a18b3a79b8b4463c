"""`weir topics grow`: asks first, shows how far it is, and says what moved."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
import typer
from msgspec import Struct
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from streams.kafka.admin.grow import Plan, Told, grow, plan
from streams.kafka.client.settings import KafkaSettings
from streams.kafka.log.topics import TopicsError
from weir.errors import UserError, told
from weir.views.terminal import clean, counted, messages


class Grown(Struct, kw_only=True):
    """What was done, or with --dry-run would be, for scripts."""

    partitions_before: int
    partitions: int
    sites: int
    records: int
    octets: int
    seconds: float
    done: bool
    """False after --dry-run."""


def grow_topics(settings: KafkaSettings, partitions: int, *, dry_run: bool, yes: bool, as_json: bool) -> None:
    """Grow the topics as the command line asks. Raises UserError."""
    began = time.monotonic()
    with told(TopicsError), _progress() as tell:
        planned = plan(settings, partitions, tell)
    if planned.done:
        _say(planned, began, done=True, as_json=as_json)
        return
    if not as_json:
        _show(planned)
    if dry_run:
        _say(planned, began, done=False, as_json=as_json)
        return
    if not yes:
        _ask(partitions)
    began = time.monotonic()
    with told(TopicsError), _progress() as tell:
        moved = grow(settings, partitions, tell)
    _say(moved, began, done=True, as_json=as_json)


def _ask(partitions: int) -> None:
    if not sys.stdin.isatty():
        msg = "there is no terminal to ask on: pass --yes to grow the topics, or --dry-run to see what would move"
        raise UserError(msg)
    if not typer.confirm(f"Kafka never takes partitions away again. Grow to {partitions}?", err=True):
        msg = "nothing was changed"
        raise UserError(msg)


def _show(planned: Plan) -> None:
    for move in planned.moves:
        typer.echo(
            f"{clean(move.site)}: from partition {move.origin} to {move.partition},"
            f" {counted(move.records, 'record')}, {move.octets / 1e6:,.1f} MB"
        )


def _say(moved: Plan, began: float, *, done: bool, as_json: bool) -> None:
    grown = Grown(
        partitions_before=moved.partitions_before,
        partitions=moved.partitions,
        sites=len(moved.moves),
        records=sum(move.records for move in moved.moves),
        octets=sum(move.octets for move in moved.moves),
        seconds=round(time.monotonic() - began, 2),
        done=done,
    )
    if as_json:
        typer.echo(msgspec.json.encode(grown).decode())
        return
    what = f"{counted(grown.sites, 'site')}, {counted(grown.records, 'record')}, {grown.octets / 1e6:,.1f} MB"
    if not done:
        typer.echo(f"{what} would move, from {grown.partitions_before} partitions to {grown.partitions}")
    elif moved.done:
        typer.echo(f"the topics have {grown.partitions} partitions, and every site is at home: nothing to do")
    else:
        typer.echo(
            f"{what} moved in {grown.seconds:.1f} s, from {grown.partitions_before} partitions to {grown.partitions}"
        )
        typer.echo(f"set [kafka] partitions = {grown.partitions} (or WEIR_KAFKA_PARTITIONS), then start the workers")


@contextmanager
def _progress() -> Iterator[Told]:
    console = messages()
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("reading", total=1.0)
        yield lambda what, share: bar.update(task, description=what, completed=share)
