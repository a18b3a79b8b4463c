"""Puts a forwarder together: an outbox on Kafka and a delivery for each output."""

import asyncio
import signal
from collections.abc import Mapping, Sequence
from pathlib import Path

from streams.kafka.client.settings import KafkaSettings
from streams.kafka.log.outbox import KafkaOutbox
from streams.outputs.deliveries import Deliveries
from streams.outputs.forward import forward
from streams.outputs.heartbeats import Heartbeats
from streams.outputs.registry import sink_name
from streams.outputs.settings import OutputSettings, shown_place
from streams.status.observer import Observer
from weir.errors import UserError
from weir.wiring.outputs import check_output, deliveries_of

ROWS_AT_ONCE = 500
"""As Kafka's own `max.poll.records`: what is repeated when a forwarder is killed is this much at most."""


def outputs_named(
    to: Sequence[str], form: str, name: str | None, settings: Mapping[str, OutputSettings]
) -> dict[str, OutputSettings]:
    """The outputs by the names of their cursors: those named by `to`, or where none is, all of the settings.

    `name` is for one `to`; without any it picks one of the settings. Raises UserError for an output that is none.
    """
    named: dict[str, OutputSettings] = {}
    if not to:
        named = dict(settings)
        if name is not None:
            named = {name: named[name]}
        if not named:
            msg = "nowhere to send alerts: give --to KIND:WHERE, or an [outputs.NAME] in the settings (docs/outputs.md)"
            raise UserError(msg)
    elif name is not None and len(to) != 1:
        msg = "--name is for one --to"
        raise UserError(msg)
    for one in to:
        key = name or sink_name(one, form)
        if key in named:
            msg = f"{shown_place(one)} is there twice"
            raise UserError(msg)
        named[key] = OutputSettings(to=one, format=form)
    for key, output in named.items():
        check_output(key, output)
    return named


async def run_forwarder(
    settings: KafkaSettings,
    outputs: Mapping[str, OutputSettings],
    observer: Observer,
    *,
    once: bool,
    beats: Heartbeats | None = None,
) -> None:
    """Forward until a signal, or with `once` what is there. Raises as `forward`, OSError for files of TLS."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    deliveries = deliveries_of(
        outputs, lambda name: KafkaOutbox(settings, name), Path(), poll_s=0.0, limit=ROWS_AT_ONCE,
        beats=None if once else beats,
    )  # fmt: skip

    def each_turn() -> None:
        if beats is not None and not once:
            beats.turn(observer)

    await forward(Deliveries(deliveries, observer, each_turn=each_turn), observer, stop, once=once)
