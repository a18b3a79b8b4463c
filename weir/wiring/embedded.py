"""Puts the embedded shell together from the settings: store, shard, sources, sinks, signals."""

import asyncio
import logging
import signal
import time
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from msgspec.structs import replace

from replay.places import Places
from replay.recorded_source import RecordedSource, first_time
from replay.whole_files import WholeFiles
from schemas.formats.registry import BRING_SITES, BRING_TICKS, FORMATS
from schemas.formats.tables.mapping import PREFIX
from schemas.state import valid_site
from streams.checkpoint.refusals import Refusals
from streams.embedded.loop import COLLECTOR, Embedded, Pace, Totals
from streams.embedded.settings import SourceSettings
from streams.embedded.verdict_inbox import (
    CHANGES_NAME,
    CHANGES_SOURCE,
    INBOX_NAME,
    SOURCE,
    ChangeInbox,
    VerdictInbox,
)
from streams.outputs.heartbeats import Heartbeats
from streams.shard.shard import Shard
from streams.sources.batches import BatchesSource
from streams.sources.factory import NEVER_END, Bookkeeping, Input, kind_of, opened, sites_of
from streams.sources.files.change_files import WatchedVerdicts
from streams.sources.files.flow_files import flow_batches
from streams.sources.files.flow_paths import flow_paths
from streams.sources.files.paths import PACKED, STANDARD_INPUT
from streams.sources.files.statement_files import StatementFiles
from streams.sources.files.statement_sources import (
    ChangeFileSource,
    Throttled,
    VerdictFileSource,
    changes_name,
    verdicts_name,
)
from streams.sources.listening.place import check_place
from streams.sources.protocol import Asked, Source
from streams.status.observer import UNOBSERVED, Observer, Taken
from streams.stores.sqlite import SqliteStore
from streams.stores.sqlite_schema import DATABASE_NAME
from streams.stores.timed import TimedStore
from weir.errors import Interrupted, UserError
from weir.settings.sections import Settings
from weir.silence import learnt_whole
from weir.views.terminal import counted
from weir.wiring.backups import kept_backed_up
from weir.wiring.input_formats import with_mapping
from weir.wiring.learning_told import tell_learning
from weir.wiring.outputs import embedded_deliveries, outputs_of

_log = logging.getLogger(__name__)


PARTITION = 0
"""The one shard, where figures want a partition."""


async def run_embedded(  # noqa: PLR0913 - the parts of one run, by name
    settings: Settings,
    *,
    extra: tuple[str, ...],
    once: bool,
    quiet: bool,
    strict: bool = False,
    observer: Observer = UNOBSERVED,
    beats: Heartbeats | None = None,
) -> None:
    """Run until a signal, or with `once` until all is read. Raises StoreError, ValueError and OSError.

    With `once` it raises UserError at the end where a file could not be read to its end, or every row was refused.

    `strict` refuses an inventory whole when a row of it is refused: at the start by a ValueError, later in the log.
    """
    flows = [
        replace(flow, format=with_mapping(flow.format, "[embedded] sources: format"))
        for flow in (*settings.sources(), *(SourceSettings(path=path) for path in extra))
    ]
    _check(flows, settings, once=once)
    outputs_of(settings)
    places = Places()
    whole = _whole_files(flows, settings, places) if once else []
    statements = statement_files(settings, flows, strict=strict)
    statements.check()
    state_dir = Path(settings.embedded.state_dir)
    kept = settings.embedded
    store = SqliteStore(state_dir, keep_days=kept.keep_days, keep_dead_letters=kept.keep_dead_letters)
    shard = Shard(
        TimedStore(store, observer),
        settings.settings_for,
        Refusals(placed=places.placed),
        own_collector=COLLECTOR,
    )
    began = time.monotonic()
    await shard.open()
    observer.tell(Taken(PARTITION, shard.pipelines, len(shard.problems), time.monotonic() - began))
    _log.info("state %s: %d sites, %d sources known", state_dir, len(shard.pipelines), len(shard.positions))
    for problem in shard.problems:
        _log.warning("state that could not be read is learnt anew: %s", problem)
    sites = sorted({settings.site.name, *_sites(flows, settings)})
    tell_learning(shard.pipelines, sites, settings)
    async with _closed_on_error(shard):
        statements.check_new(lambda path: store.memory(changes_name(path)))
    books = Bookkeeping(shard.positions, store, shard.forget_position, observer)
    inputs = _inputs(flows, settings)
    async with _closed_on_error(shard):
        sources = _read_once(inputs, whole, books) if once else [opened(one, books) for one in inputs]
    clock: Callable[[], float] | None = time.time
    now = time.time
    recorded: RecordedSource | None = None
    if once:
        recorded = RecordedSource(sources, begun=bool(shard.pipelines))
        sources, clock = [recorded], None
        now = partial(first_time, recorded, time.time)
        async with _closed_on_error(shard):
            recorded.first_time()  # what can't be read is told as itself, before anything is taken
    elif all(flow.format in BRING_TICKS for flow in flows):
        # A recording bears the ticks of its own time; the wall clock's would contradict them.
        clock = None
    announced = ChangeInbox(state_dir / CHANGES_NAME, shard.position(CHANGES_SOURCE))
    inbox = VerdictInbox(state_dir / INBOX_NAME, shard.position(SOURCE))
    # What was declared comes again from its files, should that be what was damaged; said twice it changes nothing.
    watched = _watched(settings, store, now, anew=bool(shard.problems), statements=statements)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    app = Embedded(
        shard,
        sources=sources,
        statements=[*watched, announced, inbox],
        deliveries=embedded_deliveries(
            settings, store, observer, quiet=quiet, gone=_from_thread(loop, stop), beats=None if once else beats
        ),
        sites=sites,
        pace=_pace(settings),
        clock=clock,
        keep=[partial(_keep, books, recorded)],
        observer=observer,
    )
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with kept_backed_up(state_dir / DATABASE_NAME, settings.embedded.backup_h * 3_600.0):
        totals = await app.run(stop, once=once)
    _log.info(
        "stopped: %d flows, %d refused, %d alert revisions, %d checkpoints",
        max(0, totals.flows),  # what an earlier run counted may be refused in this one
        totals.dead_letters,
        totals.alerts,
        totals.checkpoints,
    )
    if once:
        _end_once(settings, shard, whole, totals, stopped=stop.is_set())


def _end_once(
    settings: Settings, shard: Shard, whole: Sequence[tuple[str, WholeFiles]], totals: Totals, *, stopped: bool
) -> None:
    """Say what must be said after `--once`. Raises UserError for what could not be read, Interrupted where it was."""
    _check_read(whole, totals)
    spans = {site: span for site, pipeline in shard.pipelines.items() if (span := pipeline.span()) is not None}
    for line in learnt_whole(settings, {site: last for site, (_, last) in spans.items()}):
        _log.warning("%s", line)
    if stopped:
        msg = (
            f"stopped before the end: {counted(max(0, totals.flows), 'flow')} were taken and are kept; "
            "run the same again, it goes on from there"
        )
        raise Interrupted(msg)


@asynccontextmanager
async def _closed_on_error(shard: Shard) -> AsyncIterator[None]:
    try:
        yield
    except BaseException:
        await shard.close()
        raise


def _from_thread(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> Callable[[], None]:
    """Sets `stop`, from any thread."""

    def set_it() -> None:
        loop.call_soon_threadsafe(stop.set)

    return set_it


def _check_read(whole: Sequence[tuple[str, WholeFiles]], totals: Totals) -> None:
    """Raises UserError where something that `--once` was to read could not be."""
    failures = [failure for _, files in whole for failure in files.failures]
    if failures:
        raise UserError("\n".join([*failures, "the rest was read; --once again goes on where these files broke off"]))
    if totals.flows <= 0 and any(files.refused for _, files in whole):
        msg = "nothing was read: every row was refused; is it a flow log? docs/inputs.md says what is read"
        raise UserError(msg)


def statement_files(settings: Settings, flows: Sequence[SourceSettings], *, strict: bool) -> StatementFiles:
    """The run's files of zones and assets. Where all flows have one site, it is that of files that name none."""
    sites = _sites(flows, settings)
    return StatementFiles(
        zones=tuple(map(Path, settings.embedded.zones)),
        assets=tuple(map(Path, settings.embedded.assets)),
        site=min(sites) if len(sites) == 1 else settings.site.name,
        known=tuple(sorted({*sites, settings.site.name, *settings.sites})),
        only=len(sites) == 1 and not any(flow.format in BRING_SITES for flow in flows),
        strict=strict,
    )


def _check(flows: Sequence[SourceSettings], settings: Settings, *, once: bool) -> None:
    if not flows:
        msg = "no sources: name them in [embedded] sources, in WEIR_EMBEDDED_SOURCES, or after `weir run`"
        raise UserError(msg)
    for flow in flows:
        if flow.format not in {"auto", *FORMATS} and not flow.format.startswith(PREFIX):
            msg = f"[embedded] sources: no input format {flow.format!r}; there are: auto, {', '.join(FORMATS)}"
            raise UserError(msg)
        if flow.site is not None and not valid_site(flow.site):
            msg = f"[embedded] sources: {flow.site!r} is no name for a site"
            raise UserError(msg)
        if flow.path.endswith(PACKED) and not once:
            msg = f"{flow.path}: a packed file never grows; `weir run --once` and `weir replay` read it"
            raise UserError(msg)
        check_place(flow.path)
        if once and kind_of(flow.path) in NEVER_END:
            msg = f"{flow.path} never ends, and --once reads to the end: leave --once away"
            raise UserError(msg)
    if sum(flow.path == STANDARD_INPUT for flow in flows) > 1:
        msg = "standard input (-) can be a source once only"
        raise UserError(msg)
    for path in (*settings.embedded.assets, *settings.embedded.zones):
        if not Path(path).exists():
            _log.warning("%s: not there yet; it is taken when it comes", path)


def _keep(books: Bookkeeping, recorded: RecordedSource | None) -> None:
    # A batch looked at for its time alone is not applied yet; what it told is kept with the checkpoint after it.
    if recorded is None or not recorded.holds:
        books.keep()


def _inputs(flows: Iterable[SourceSettings], settings: Settings) -> list[Input]:
    """Each source of the settings by itself, its memory stored by its path."""
    return [
        Input(
            name=one.path,
            paths=(one.path,),
            site=one.site or settings.site.name,
            sensor=one.sensor,
            format=one.format,
            netflow=settings.netflow,
        )
        for one in flows
    ]


def _sites(flows: Iterable[SourceSettings], settings: Settings) -> set[str]:
    return {site for one in _inputs(flows, settings) for site in sites_of(one)}


def _whole_files(flows: Iterable[SourceSettings], settings: Settings, places: Places) -> list[tuple[str, WholeFiles]]:
    """What `--once` reads, each with a name. Raises ValueError and OSError as `flow_paths` does."""
    together: dict[tuple[str, str | None, str], list[str]] = {}
    for flow in flows:
        if flow.path != STANDARD_INPUT:
            key = (flow.site or settings.site.name, flow.sensor, flow.format)
            together.setdefault(key, []).append(flow.path)
    whole = []
    for (site, sensor, file_format), paths in together.items():
        taken, skipped = flow_paths(paths, file_format)
        for one in skipped:
            _log.warning("left out: %s: %s", one.path, one.reason)
        files = WholeFiles(taken, site=site, sensor=sensor, format=file_format, places=places)
        whole.append((paths[0], files))
    return whole


def _read_once(inputs: Iterable[Input], whole: Sequence[tuple[str, WholeFiles]], books: Bookkeeping) -> list[Source]:
    sources: list[Source] = [
        BatchesSource(flow_batches(Path(STANDARD_INPUT), site=one.site, sensor=one.sensor, format=one.format))
        for one in inputs
        if one.paths == (STANDARD_INPUT,)
    ]
    for name, files in whole:
        files.resume(books.positions)
        sources.append(books.taking(files, name))
    return sources


def _watched(
    settings: Settings, store: SqliteStore, now: Callable[[], float], *, anew: bool, statements: StatementFiles
) -> list[Asked]:
    every_s = settings.embedded.rescan_s
    watched = statements.watched(lambda path: None if anew else store.memory(changes_name(path)))
    sources: list[Asked] = [Throttled(ChangeFileSource(one, store, now), every_s, time.monotonic) for one in watched]
    for name in settings.embedded.verdicts:
        path = Path(name)
        verdicts = WatchedVerdicts(path, site=statements.site, memory=store.memory(verdicts_name(path)))
        sources.append(Throttled(VerdictFileSource(verdicts, store), every_s, time.monotonic))
    return sources


def _pace(settings: Settings) -> Pace:
    own = settings.embedded
    return Pace(checkpoint_s=own.checkpoint_s, checkpoint_flows=own.checkpoint_flows, poll_s=own.poll_s)
