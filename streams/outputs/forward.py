"""The loop of a shell that does nothing but deliver: alerts that another process publishes, until it is stopped."""

import asyncio

from streams.outputs.deliveries import Deliveries
from streams.status.observer import Observer, Ready

TURN_S = 0.5
"""How often it looks whether something ends it: what `/healthz` and a stop may wait for."""


async def forward(deliveries: Deliveries, observer: Observer, stop: asyncio.Event, *, once: bool) -> None:
    """Deliver until `stop` is set; with `once` what waits, and no more.

    Raises OutboxLost, and OSError where a sink can't be opened or has not taken all by the end.
    """
    try:
        deliveries.open()
        observer.tell(Ready(None))
        while not (once or stop.is_set()):
            observer.turn()
            deliveries.turn()
            try:
                await asyncio.wait_for(stop.wait(), TURN_S)
            except TimeoutError:
                continue
        await deliveries.finish(stop)
    finally:
        deliveries.close()
