"""Which partitions the worker holds: taken when the group assigns them, given back when it revokes them or ends.

A partition that was lost is taken again only by joining the group anew, after a
wait that grows, and never while partitions are being taken: joining begins that anew. A worker that is told
to stop ends within a bounded time, whatever its broker does: what it could not commit is read again by
whoever comes next.
"""

import asyncio
import logging
from typing import Any, cast

from aiokafka.errors import KafkaError
from faust.types import TP

from streams.kafka.client.ending import end_in_time
from streams.status.observer import Ready
from streams.worker.consumer import WorkerConsumer
from streams.worker.lag import LAG_EVERY_S, consumer_lag
from streams.worker.partitions import LATE_COMMIT_S
from streams.worker.weir_app import WeirApp

_log = logging.getLogger(__name__)

CHECK_EVERY_S = 0.1
"""How often due checkpoints and lost partitions are looked for."""

RETAKE_AFTER_S = (1.0, 2.0, 5.0, 10.0)
"""The wait before a lost partition is taken again, by failures in a row."""

STOP_MARGIN_S = 15.0
"""What a worker that is told to stop gets besides its last commit, to leave the group and to close its connections."""


async def on_assigned(app: WeirApp, **_: object) -> None:
    """Take what the group has assigned."""
    generation = app.consumer_generation_id
    await app.partitions.take({tp.partition for tp in app.consumer.assignment()}, generation)
    app.taken_generation = generation


async def on_revoked(app: WeirApp, revoked: set[TP], **_: object) -> None:
    """Settle what the group takes away, and give it back."""
    app.taken_generation = None
    await app.partitions.release({tp.partition for tp in revoked})
    app.read_ahead.clear()
    app.statements_first.begin({}, {})
    app.room.set()


async def on_shutdown(app: WeirApp, **_: object) -> None:
    """Settle everything, and see to it that the process ends."""
    end_in_time(lambda: _away(app), longest_s=app.kafka.commit_timeout_s + STOP_MARGIN_S)
    await app.partitions.release()


async def watch(app: WeirApp) -> None:
    """Commit what is due, and join the group anew when a partition was lost: that is how one is taken again."""
    missing_since: float | None = None
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(_told)
    while not app.should_stop:
        await asyncio.sleep(CHECK_EVERY_S)
        app.partitions.commit_due()
        app.observer.turn()
        app.observer.tell(Ready(_unready(app)))
        if app.rebalancing or app.partitions.taking or not _missing(app):
            missing_since = None
            continue
        missing_since = missing_since or loop.time()
        if loop.time() - missing_since >= retake_after_s(app.partitions.failures):
            missing_since = None
            _log.warning("partitions %s are not held: joining the group anew", sorted(_missing(app)))
            _rejoin(app)


def retake_after_s(failures: int) -> float:
    """How long to wait after so many failures in a row."""
    return RETAKE_AFTER_S[min(max(failures, 1), len(RETAKE_AFTER_S)) - 1]


def _told(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """What a fenced or failed producer leaves behind in futures that aiokafka asks for no more: its store told it."""
    if not (isinstance(context.get("exception"), KafkaError) and "never retrieved" in context["message"]):
        loop.default_exception_handler(context)


async def measure_lag(app: WeirApp) -> None:
    """Tell how far behind the held partitions are, now and then."""
    while not app.should_stop:
        await app.sleep(LAG_EVERY_S)
        held = app.partitions.held(app.consumer_generation_id)
        lags = await consumer_lag(
            app.consumer,
            set() if app.rebalancing else {tp for tp in app.consumer.assignment() if tp.partition in held},
            applied=lambda tp: app.partitions.position(tp.partition, tp.topic),
            given=cast("WorkerConsumer", app.consumer)._read_offset.get,  # noqa: SLF001 - Faust has no public way to ask
        )
        for lag in lags:
            app.observer.tell(lag)


def _away(app: WeirApp) -> str | None:
    return None if app.presence is None else app.presence.reason


def _unready(app: WeirApp) -> str | None:
    if (away := _away(app)) is not None:
        return away
    if app.rebalancing or app.taken_generation is None:
        return "partitions are being assigned"
    if missing := sorted(_missing(app)):
        return f"partitions {missing} are assigned and not held"
    if late := sorted(app.partitions.late()):
        return f"Kafka has not taken a checkpoint of partitions {late} for {LATE_COMMIT_S:.0f} s"
    return None


def _missing(app: WeirApp) -> set[int]:
    assigned = {tp.partition for tp in app.consumer.assignment()}
    return assigned - app.partitions.held(app.consumer_generation_id)


def _rejoin(app: WeirApp) -> None:
    # Faust has no public way to ask for a rebalance.
    thread = cast("WorkerConsumer", app.consumer)._thread  # noqa: SLF001
    thread.thread_loop.call_soon_threadsafe(thread._ensure_consumer()._coordinator.request_rejoin)  # noqa: SLF001
