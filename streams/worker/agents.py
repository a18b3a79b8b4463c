"""The worker's agents: they hand messages to their partition, and nothing else.

An agent catches everything, since Faust acknowledges the message of one that
raised; what it could not hand on is read again.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, cast

import faust

from streams.messages import Message, message_of
from streams.worker.weir_app import WeirApp


def agent_of(app: WeirApp, name: str) -> "Callable[[faust.StreamT[Any]], Awaitable[None]]":
    """The agent of one input topic (its name without prefix)."""
    settings = app.kafka

    async def agent(stream: "faust.StreamT[Any]") -> None:
        # Faust cancels the agent of a revoked partition. Did it end so, Faust would start it again, to no channel.
        with contextlib.suppress(asyncio.CancelledError):
            taking = cast("faust.Stream[Any]", stream).noack_take(settings.take_messages, within=settings.take_within_s)
            async for events in taking:
                await _apply(app, name, events)

    return agent


async def _apply(app: WeirApp, name: str, events: "Sequence[faust.EventT[Any]]") -> None:
    """Hand events to their partition. Those of an earlier generation are left: they have been read again since."""
    generation = app.consumer_generation_id
    partition = events[0].message.partition
    if partition not in app.partitions.held(generation):
        return
    try:
        current = [event for event in events if event.message.generation_id == generation]
        if not all(_expected(app, event.message) for event in current):
            # Faust drops what it has fetched in some rebalances, and goes on behind it.
            app.partitions.lose(partition, "messages were dropped between fetching and applying them")
            return
        messages = [(_message(name, event.message), event.ack) for event in current]
        for event in events:
            # An event waits for its checkpoint to be acknowledged; its bytes need not: they would be 100 MB.
            event.value = event.message.value = None
        await app.partitions.apply(partition, generation, messages)
    except Exception as error:  # noqa: BLE001 - an agent never dies, and what it could not apply is read again
        app.partitions.lose(partition, repr(error))


def _expected(app: WeirApp, message: "faust.types.Message") -> bool:
    expected = app.read_ahead.handed(message.topic, message.partition, message.offset)
    if app.read_ahead.roomy:
        app.room.set()
    return expected


def _message(name: str, message: "faust.types.Message") -> Message:
    headers = message.headers
    if not headers:
        return message_of(name, message.topic, message.offset, message.key, message.value, ())
    pairs = tuple(headers.items() if isinstance(headers, Mapping) else headers)
    return message_of(name, message.topic, message.offset, message.key, message.value, pairs)
