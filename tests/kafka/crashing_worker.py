"""`weir worker` that kills itself at a chosen point: `python -m tests.kafka.crashing_worker POINT NUMBER`.

The real worker and the real client; the kill is SIGKILL, at the `NUMBER`th time that the point is reached:

    begin      a checkpoint's transaction has begun, nothing is sent
    send       some of a checkpoint's batches are sent, more would follow
    commit     all is sent, the commit is not asked for
    committed  the broker has committed, the worker does not know yet
    load       in the midst of reading a partition's state

Or that misbehaves there, and lives on:

    drop       the client leaves out the `NUMBER`th message it has fetched
"""

import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from typing import Any

from aiokafka import AIOKafkaProducer
from faust.transport.drivers.aiokafka import Consumer

from streams.kafka.log.state_messages import StateMessages

POINTS = ("begin", "send", "commit", "committed", "load", "drop")


def _countdown(number: int) -> Callable[[], bool]:
    left = number

    def reached() -> bool:
        nonlocal left
        left -= 1
        return left == 0

    return reached


def _killing(number: int) -> Callable[[], None]:
    reached = _countdown(number)

    def kill() -> None:
        if reached():
            os.kill(os.getpid(), signal.SIGKILL)

    return kill


def arm(point: str, number: int) -> None:
    """Put the kill where it belongs."""
    reached = _killing(number)
    send, commit, read = AIOKafkaProducer.send_batch, AIOKafkaProducer.commit_transaction, StateMessages.read

    async def send_batch(self: AIOKafkaProducer, *arguments: Any, **named: Any) -> Any:
        if point == "begin":
            reached()
        sent = await send(self, *arguments, **named)
        if point == "send":
            # What was sent must be with the broker, or there is no half a checkpoint.
            await self.flush()
            reached()
        return sent

    async def commit_transaction(self: AIOKafkaProducer) -> None:
        if point == "commit":
            await self.flush()
            reached()
        await commit(self)
        if point == "committed":
            reached()

    def read_one(self: StateMessages, *arguments: Any) -> None:
        reached()
        read(self, *arguments)

    if point == "drop":
        _drop(number)
        return
    # Only this process is armed, and it ends by it.
    AIOKafkaProducer.send_batch = send_batch
    AIOKafkaProducer.commit_transaction = commit_transaction
    if point == "load":
        StateMessages.read = read_one  # type: ignore[assignment,method-assign]


def _drop(number: int) -> None:
    getmany, reached = Consumer.getmany, _countdown(number)

    async def leaving_out(self: Consumer, timeout: float) -> AsyncIterator[Any]:  # noqa: ASYNC109 - Faust's signature
        async for fetched in getmany(self, timeout):
            if not reached():
                yield fetched

    Consumer.getmany = leaving_out  # type: ignore[assignment,method-assign]


def main() -> None:
    point, number = sys.argv[1], int(sys.argv[2])
    if point not in POINTS:
        sys.exit(f"no point {point!r}; there are {', '.join(POINTS)}")
    arm(point, number)
    from weir.cli import main as weir

    sys.argv[1:] = ["worker"]
    weir()


if __name__ == "__main__":
    main()
