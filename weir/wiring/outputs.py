"""Where the alerts of a run go, from the settings: one delivery a sink."""

import re
import socket
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from schemas.formats.alerts.parts.origin import Origin
from streams.outputs.deliveries import Deliveries
from streams.outputs.delivery import Delivery
from streams.outputs.heartbeat import Rhythm, but_heartbeats
from streams.outputs.heartbeats import KEPT_NAME, Heartbeats
from streams.outputs.live import Live
from streams.outputs.outbox import Cursor, Outbox
from streams.outputs.pace.pace import ROWS_AT_ONCE, Pace
from streams.outputs.refused import RefusedFile
from streams.outputs.registry import kind_of, sink_name, sink_of
from streams.outputs.settings import OutputSettings
from streams.outputs.standing import Standing
from streams.outputs.written import check_written, written_of
from streams.read_model.sqlite import SqliteReadModel
from streams.status.observer import Observer
from streams.stores import sqlite_outbox
from streams.stores.sqlite import SqliteStore
from streams.stores.sqlite_outbox import SqliteOutbox
from streams.stores.sqlite_schema import DATABASE_NAME
from weir.errors import UserError, describe
from weir.settings.sections import Settings
from weir.version import installed_version
from weir.views.alerts.feed import TerminalSink
from weir.views.terminal import output

TERMINAL = "terminal"


def outputs_of(settings: Settings) -> dict[str, OutputSettings]:
    """The outputs of a run by the names of their cursors. Raises UserError for one that is none."""
    named = dict(settings.outputs)
    if settings.embedded.alerts_file is not None:
        short = OutputSettings(to=f"file:{settings.embedded.alerts_file}")
        named = {sink_name(short.to, short.format): short, **named}
    for name, one in named.items():
        check_output(name, one)
    return named


def check_output(name: str, one: OutputSettings) -> None:
    """Raises UserError for an output that is none, with what there is."""
    # It needs what this module has.
    from weir.wiring.sink_trial import canaries

    try:
        kind_of(one)
        check_written(one, origin_of(one), canaries())
    except ValueError as error:
        msg = f"[outputs.{name}]: {error}"
        raise UserError(msg) from error
    except OSError as error:
        msg = f"[outputs.{name}]: {describe(error)}"
        raise UserError(msg) from error


def deliveries_of(  # noqa: PLR0913 - the parts of a delivery, by name
    outputs: Mapping[str, OutputSettings],
    outbox: Callable[[str], Outbox],
    folder: Path,
    *,
    poll_s: float | None = None,
    limit: int = ROWS_AT_ONCE,
    beats: Heartbeats | None = None,
) -> list[Delivery]:
    """A delivery for each output; `folder` takes what receivers refuse, `limit` rows are given at once.

    `poll_s` is that of `Delivery`; `beats` looks after heartbeats, where any output has them. Raises OSError for files
    of their TLS.
    """
    deliveries = []
    for name, one in outputs.items():
        origin = origin_of(one)
        refuse = RefusedFile(Path(one.refused_file or folder / f"refused-{_file_name(name)}.ndjson"), name, time.time)
        beating = beats is not None and name in beats.beats
        sink = sink_of(one, origin, but_heartbeats(refuse) if beating else refuse)
        written = written_of(one, origin)
        source = outbox(name)
        aside = None if beats is None else beats.aside(name, source, sink, written, one.wants)
        own = Delivery(
            name, sink, written, aside or source, wants=one.wants, poll_s=poll_s, pace=pace_of(one, limit),
            refused=refuse.refused,
        )  # fmt: skip
        if beats is not None and aside is not None:
            beats.join(name, aside, own.wake)
        deliveries.append(own)
    return deliveries


def heartbeats_of(outputs: Mapping[str, OutputSettings], settings: Settings, folder: Path) -> Heartbeats:
    """Who looks after the heartbeats of these outputs; `folder` keeps what is open."""
    rhythms = {
        name: Rhythm(
            every_s=one.heartbeat_every_s,
            within_s=one.heartbeat_within_s,
            # Syslog has no answers: its receiver posts the receipt to the listener.
            answers=not one.to.startswith("syslog"),
        )
        for name, one in outputs.items()
        if one.heartbeat_every_s is not None
    }
    return Heartbeats(rhythms, settings.site.name, kept=folder / KEPT_NAME)


def pace_of(one: OutputSettings, limit: int) -> Pace:
    """How fast an output is given alerts; `limit` at once where it says nothing."""
    return Pace(rows_at_once=one.batch or limit, every_s=one.every_s, at_most_per_minute=one.at_most_per_minute)


def standings_of(settings: Settings, names: Iterable[str], *, kafka: bool) -> list[Standing]:
    """How far each output of these names has come. Raises StoreError, and TopicsError with `kafka`."""
    if kafka:
        from streams.kafka.log import outbox as kafka_outbox

        return kafka_outbox.standings(settings.kafka, list(names))
    return sqlite_outbox.standings(Path(settings.embedded.state_dir) / DATABASE_NAME, list(names))


def origin_of(one: OutputSettings) -> Origin:
    """Who sends, as this output is told."""
    return Origin(
        version=installed_version(),
        host=one.host or socket.gethostname(),
        facility=one.facility,
        enterprise=one.enterprise,
    )


def _file_name(name: str) -> str:
    return re.sub(r"[^\w.-]+", "-", name).strip("-")[-80:]


def embedded_deliveries(  # noqa: PLR0913 - the parts of a run, by name
    settings: Settings,
    store: SqliteStore,
    observer: Observer,
    *,
    quiet: bool,
    gone: Callable[[], None],
    beats: Heartbeats | None = None,
) -> Deliveries:
    """The deliveries of `weir run`, whose store is loaded. `gone`: nobody reads the terminal any more."""
    state_dir = Path(settings.embedded.state_dir)
    database = state_dir / DATABASE_NAME

    def outbox() -> SqliteOutbox:
        return SqliteOutbox(database, lambda: store.newest_sequence)

    outputs = outputs_of(settings)
    store.await_sinks(list(outputs))
    deliveries = deliveries_of(outputs, lambda _name: outbox(), state_dir, beats=beats)
    if not quiet:
        before = SqliteReadModel(state_dir, settings.settings_for).revision_before
        sink = TerminalSink(output(), lambda site: settings.core(site).time_zone, before, gone=gone)
        begin = Cursor({0: store.newest_sequence})
        source = Live(outbox(), begin)
        aside = None if beats is None else beats.aside(TERMINAL, source, sink, lambda _alert: b"")
        own = Delivery(TERMINAL, sink, lambda _alert: b"", aside or source)
        if beats is not None and aside is not None:
            beats.join(TERMINAL, aside, own.wake)
        deliveries.append(own)
    return Deliveries(deliveries, observer, each_turn=lambda: None if beats is None else beats.turn(observer))
