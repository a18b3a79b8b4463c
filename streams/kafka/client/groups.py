"""What the brokers tell of the workers' consumer group: members, state, acknowledged offsets.

A cluster that has never had a group first makes the topic of their offsets: until then it asks to be asked again.
"""

import time
from collections.abc import Callable
from typing import TypeVar

from kafka import KafkaAdminClient, TopicPartition
from kafka.errors import (
    CoordinatorLoadInProgressError,
    CoordinatorNotAvailableError,
    GroupIdNotFoundError,
    KafkaError,
    NotCoordinatorError,
)
from msgspec import Struct

ASKED_FOR_S = 10.0
ASKED_EVERY_S = 0.2

_SOON = (CoordinatorLoadInProgressError, CoordinatorNotAvailableError, NotCoordinatorError)
"""What a coordinator that is about to be one answers with; kafka-python gives it as text beside the group."""

T = TypeVar("T")


class Group(Struct, frozen=True):
    """A consumer group. `state` as the broker calls it, such as `Stable`; one never met has no members.

    `members` are told by client and host; a dead one is a member until its session has timed out.
    """

    members: tuple[str, ...]
    state: str


def describe(admin: KafkaAdminClient, name: str, *, within_s: float = ASKED_FOR_S) -> Group:
    """A group as it is now. Raises KafkaError where the broker does not tell in time."""

    def ask() -> Group:
        found = admin.describe_groups([name])[name]
        error = found["error"] or ""
        if any(kind.__name__ in error for kind in _SOON):
            raise CoordinatorNotAvailableError(error)
        if error and GroupIdNotFoundError.__name__ not in error:
            raise KafkaError(error)
        members = sorted(f"{member['client_id']} at {member['client_host']}" for member in found["members"])
        return Group(tuple(members), str(found["group_state"]))

    return _asked(ask, within_s)


def acknowledged(admin: KafkaAdminClient, name: str) -> dict[TopicPartition, int]:
    """Up to where a group has acknowledged each partition: the offset of the next message. Raises KafkaError."""
    found = _asked(lambda: admin.list_group_offsets([name])[name])
    return {where: offset.offset for where, offset in found.items() if offset.offset >= 0}


def _asked(ask: Callable[[], T], within_s: float = ASKED_FOR_S) -> T:
    until = time.monotonic() + within_s
    while True:
        try:
            return ask()
        except KafkaError as error:
            if not error.retriable or time.monotonic() > until:
                raise
        time.sleep(ASKED_EVERY_S)
