"""Where the alerts of a run go, from the settings: one delivery a sink."""

import difflib
import socket
from collections.abc import Callable
from pathlib import Path

from schemas.formats.alerts.parts.origin import Origin
from schemas.formats.alerts.registry import ALERT_FORMATS, ONE_A_LINE, from_origin
from streams.embedded.settings import EmbeddedSettings, OutputSettings
from streams.outputs.deliveries import Deliveries
from streams.outputs.delivery import Delivery
from streams.outputs.live import Live
from streams.outputs.outbox import Cursor
from streams.outputs.registry import sink_name, sink_to
from streams.read_model.sqlite import SqliteReadModel
from streams.status.observer import Observer
from streams.stores.sqlite import SqliteStore
from streams.stores.sqlite_outbox import SqliteOutbox
from streams.stores.sqlite_schema import DATABASE_NAME
from weir.errors import UserError
from weir.settings.sections import Settings
from weir.version import installed_version
from weir.views.alert_feed import TerminalSink
from weir.views.terminal import output

TERMINAL = "terminal"


def outputs_of(embedded: EmbeddedSettings) -> dict[str, OutputSettings]:
    """The outputs by the names of their cursors. Raises UserError for one that is none, or is there twice."""
    alerts_file = () if embedded.alerts_file is None else (OutputSettings(to=f"file:{embedded.alerts_file}"),)
    named: dict[str, OutputSettings] = {}
    for one in (*alerts_file, *embedded.outputs):
        refused = refused_format(one.format)
        if refused is not None:
            msg = f"[embedded] outputs: {refused}"
            raise UserError(msg)
        try:
            sink_to(one.to)
        except ValueError as error:
            msg = f"[embedded] outputs: {error}"
            raise UserError(msg) from error
        name = sink_name(one.to, one.format)
        if name in named:
            msg = f"[embedded] outputs: {one.to} is there twice"
            raise UserError(msg)
        named[name] = one
    return named


def refused_format(name: str) -> str | None:
    """Why a file of one alert a line can't have this format; None where it can."""
    if name not in ALERT_FORMATS:
        near = difflib.get_close_matches(name, ONE_A_LINE, 1)
        meant = f", did you mean {near[0]!r}?" if near else ""
        return f"no format {name!r}{meant}; there are: {', '.join(ONE_A_LINE)}"
    if name not in ONE_A_LINE:
        return f"format {name!r} takes several lines an alert; there are: {', '.join(ONE_A_LINE)}"
    return None


def this_origin() -> Origin:
    """This installation on this host, as receivers are told."""
    return Origin(version=installed_version(), host=socket.gethostname())


def embedded_deliveries(
    settings: Settings, store: SqliteStore, observer: Observer, *, quiet: bool, gone: Callable[[], None]
) -> Deliveries:
    """The deliveries of `weir run`, whose store is loaded. `gone`: nobody reads the terminal any more."""
    state_dir = Path(settings.embedded.state_dir)
    database = state_dir / DATABASE_NAME

    def outbox() -> SqliteOutbox:
        return SqliteOutbox(database, lambda: store.newest_sequence)

    outputs = outputs_of(settings.embedded)
    store.await_sinks(list(outputs))
    deliveries = [
        Delivery(name, sink_to(one.to), from_origin(one.format, this_origin()), outbox())
        for name, one in outputs.items()
    ]
    if not quiet:
        before = SqliteReadModel(state_dir, settings.settings_for).revision_before
        sink = TerminalSink(output(), lambda site: settings.core(site).time_zone, before, gone=gone)
        begin = Cursor({0: store.newest_sequence})
        deliveries.append(Delivery(TERMINAL, sink, lambda _alert: b"", Live(outbox(), begin)))
    return Deliveries(deliveries, observer)
