"""How far a worker is behind its input topics: committed messages that it has not applied.

The broker is asked where the topics end, since what a halted reader fetched last
says nothing of what came after. Deliberately left out: Faust; its consumer is what fits the protocol here.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import Protocol, TypeVar

from streams.status.observer import ConsumerLag

_log = logging.getLogger(__name__)

LAG_EVERY_S = 2.0
"""How often the broker is asked: a request of a few hundred bytes, well within Prometheus' usual 15 s."""

ANSWER_S = 10.0
"""How long an answer is waited for. While none comes, the figures stay as they were."""


class Where(Protocol):
    """A partition of a topic."""

    @property
    def topic(self) -> str:
        """The topic's full name."""

    @property
    def partition(self) -> int:
        """Its number."""


_Where = TypeVar("_Where", bound=Where)


class Offsets(Protocol[_Where]):
    """What a consumer tells of its partitions: where they end, and where it will fetch next."""

    async def highwaters(self, *partitions: _Where) -> Mapping[_Where, int]:
        """The offset after the last committed message of each, as the broker has it."""

    async def position(self, tp: _Where) -> int | None:
        """The offset that is fetched next; None before any."""


async def consumer_lag(
    offsets: Offsets[_Where],
    held: set[_Where],
    *,
    applied: Callable[[_Where], int | None],
    given: Callable[[_Where], int | None],
) -> list[ConsumerLag]:
    """The lag of every held partition; none at all when the broker does not say.

    `applied` gives the last offset applied, `given` the last one that the consumer gave out; None where there is none.
    """
    if not held:
        return []
    try:
        async with asyncio.timeout(ANSWER_S):
            ends = await offsets.highwaters(*held)
            positions = {where: await offsets.position(where) for where in held}
        return [
            ConsumerLag(
                where.topic,
                where.partition,
                messages_behind(end=ends[where], position=positions[where], applied=applied(where), given=given(where)),
            )
            for where in sorted(held, key=lambda one: (one.topic, one.partition))
        ]
    except Exception as error:  # noqa: BLE001 - or a partition lost meanwhile: no worker ends by a figure
        _log.debug("the lag is not known: %r", error)
        return []


def messages_behind(*, end: int, position: int | None, applied: int | None, given: int | None) -> int:
    """How many messages wait. Offsets also number the marks of transactions, which nobody ever applies.

    So a consumer that has fetched to the end and had all of it applied has no lag, whatever the numbers
    say; one that is behind may have each transaction counted as one more.
    """
    done = applied is not None and (given is None or applied >= given)
    if position is not None and position >= end and (done or given is None):
        return 0
    return max(0, end - (-1 if applied is None else applied) - 1)
