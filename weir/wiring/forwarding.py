"""Puts a forwarder together: an outbox on Kafka and a delivery for each output."""

import asyncio
import signal
from collections.abc import Sequence

from schemas.formats.alerts.registry import from_origin
from streams.kafka.client.settings import KafkaSettings
from streams.kafka.log.outbox import KafkaOutbox
from streams.outputs.deliveries import Deliveries
from streams.outputs.delivery import Delivery
from streams.outputs.forward import forward
from streams.outputs.registry import sink_name, sink_to
from streams.status.observer import Observer
from weir.errors import UserError
from weir.wiring.outputs import refused_format, this_origin

ROWS_AT_ONCE = 500
"""As Kafka's own `max.poll.records`: what is repeated when a forwarder is killed is this much at most."""


def outputs_named(to: Sequence[str], form: str, name: str | None) -> dict[str, str]:
    """The outputs by the names of their cursors. Raises UserError for one that is none, or is there twice."""
    refused = refused_format(form)
    if refused is not None:
        raise UserError(refused)
    if name is not None and len(to) != 1:
        msg = "--name is for one --to"
        raise UserError(msg)
    named: dict[str, str] = {}
    for one in to:
        try:
            sink_to(one)
        except ValueError as error:
            raise UserError(str(error)) from error
        key = name or sink_name(one, form)
        if key in named:
            msg = f"{one} is there twice"
            raise UserError(msg)
        named[key] = one
    return named


async def run_forwarder(
    settings: KafkaSettings, outputs: dict[str, str], form: str, observer: Observer, *, once: bool
) -> None:
    """Forward until a signal, or with `once` what is there. Raises as `forward`."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    written = from_origin(form, this_origin())
    deliveries = [
        Delivery(name, sink_to(to), written, KafkaOutbox(settings, name), poll_s=0.0, limit=ROWS_AT_ONCE)
        for name, to in outputs.items()
    ]
    await forward(Deliveries(deliveries, observer), observer, stop, once=once)
