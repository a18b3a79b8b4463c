"""The state as it is kept on Kafka, for people: read beside the workers, changed only while there are none.

Reading leaves no trace; a change is refused while the workers' group has members, and
takes the partition as a worker would, so that one that starts meanwhile fences it or is fenced.
"""

import asyncio
from collections.abc import Callable

from kafka.errors import KafkaError

from streams.checkpoint.protocol import Loaded
from streams.kafka.client import groups
from streams.kafka.client.settings import KafkaSettings
from streams.kafka.log import read
from streams.kafka.log.state_log import KafkaStateLog
from streams.kafka.log.topics import TopicsError, _admin, partition_count, partition_of
from streams.state.change import StateChange, StateRefused, changed_in


def partitions(settings: KafkaSettings) -> range:
    """The partitions there are. Raises TopicsError."""
    return range(partition_count(settings))


def load(settings: KafkaSettings, partition: int) -> Loaded:
    """A partition's state as committed now. Raises TopicsError where Kafka does not answer, or it is damaged."""
    return read.loaded(settings, partition)


def members(settings: KafkaSettings) -> int:
    """How many workers the group has now. Raises TopicsError."""
    admin = _admin(settings)
    try:
        return len(groups.describe(admin, settings.group).members)
    except KafkaError as error:
        msg = f"the broker at {settings.bootstrap_servers} does not tell of group {settings.group}: {error!r}"
        raise TopicsError(msg) from error
    finally:
        admin.close()


def change(settings: KafkaSettings, site: str, make: Callable[[Loaded], StateChange]) -> StateChange:
    """Change the state of a site's partition. Raises StateRefused while workers run, TopicsError, StoreLost."""
    partition = partition_of(site, partition_count(settings))
    if running := members(settings):
        workers = "1 worker runs" if running == 1 else f"{running} workers run"
        msg = f"{workers} (group {settings.group}): stop them first, or what is changed here is theirs to undo"
        raise StateRefused(msg)
    return asyncio.run(changed_in(KafkaStateLog(settings, partition), make))
