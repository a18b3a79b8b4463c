"""By how many partitions the sites of the state were placed: written into each of its partitions.

A site's state lies where the number in its partition says. Topics that have
another number (an administrator has grown them by hand) would part a site's new inputs from its state,
so a partition whose number is missing or another is not taken; only `weir topics grow` moves sites.
"""

from collections.abc import Iterator, Mapping

from kafka import KafkaConsumer, KafkaProducer, TopicPartition

from schemas.state import KEY_SEPARATOR
from streams.kafka.client.clients import blocking_arguments
from streams.kafka.client.home import partition_of
from streams.kafka.client.settings import KafkaSettings
from streams.kafka.log.record_batches import guard_kafka_python
from streams.kafka.log.state_messages import LAYOUT_KEY, POSITIONS_KEY, layout_message, partitions_of


class LayoutDiffers(Exception):
    """Sites do not lie as the topics' partitions have it; says what to do."""


def checked(said: int | None, counts: Mapping[str, int]) -> int:
    """What a partition of the state says, when all topics have that many. Raises LayoutDiffers.

    `counts` are the partitions of each topic, by name.
    """
    missing = sorted(name for name, count in counts.items() if count == 0)
    if missing:
        msg = f"{', '.join(missing)} missing: run `weir topics create`"
        raise LayoutDiffers(msg)
    most = max(counts.values())
    if len(set(counts.values())) > 1:
        listed = ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))
        msg = f"the topics differ in their partitions ({listed}): stop the workers and run `weir topics grow {most}`"
        raise LayoutDiffers(msg)
    if said is None:
        msg = "it does not say by how many partitions its sites are placed: run `weir topics create`"
        raise LayoutDiffers(msg)
    if said != most:
        raise _grown_by_hand(said, most)
    return said


def ensure(settings: KafkaSettings, partitions: int) -> None:
    """Have every partition of the state say that its sites are placed by `partitions`, which all topics have.

    Raises LayoutDiffers where one says another number, or holds a site whose home is elsewhere.
    """
    guard_kafka_python()
    consumer = KafkaConsumer(
        **blocking_arguments(settings),
        isolation_level="read_committed",
        enable_auto_commit=False,
        fetch_max_wait_ms=50,
    )
    try:
        state = [TopicPartition(settings.topic("state"), partition) for partition in range(partitions)]
        said = [_said(consumer, where) for where in state]
        silent = [partition for partition, one in enumerate(said) if one is None]
        # A second reading, since nearly always there is none to be read so: the keys of a large state take memory.
        sites = {partition: _sites(consumer, state[partition]) for partition in silent}
    finally:
        consumer.close()
    others = [one for one in said if one not in {None, partitions}]
    if others:
        raise _grown_by_hand(others[0] or 0, partitions)
    strays = sorted(site for here in silent for site in sites[here] if partition_of(site, partitions) != here)
    if strays:
        msg = (
            f"{settings.topic('state')} holds sites away from their home among {partitions} partitions"
            f" ({', '.join(strays[:5])}): stop the workers and run `weir topics grow {partitions}`, which moves them"
        )
        raise LayoutDiffers(msg)
    if silent:
        _say(settings, silent, partitions)


def _grown_by_hand(said: int, have: int) -> LayoutDiffers:
    return LayoutDiffers(
        f"its sites are placed by {said} partitions, but the topics have {have}: they were changed by hand;"
        f" stop the workers and run `weir topics grow {max(said, have)}`, which moves the sites"
    )


def _said(consumer: KafkaConsumer, where: TopicPartition) -> int | None:
    """What a partition says last."""
    layout: bytes | None = None
    for key, value in _messages(consumer, where):
        if key == LAYOUT_KEY:
            layout = value
    return partitions_of(layout)


def _sites(consumer: KafkaConsumer, where: TopicPartition) -> set[str]:
    """The sites that a partition holds records of."""
    keys: set[bytes] = set()
    for key, value in _messages(consumer, where):
        if value is None:
            keys.discard(key)
        else:
            keys.add(key)
    return {key.decode("utf-8", "replace").partition(KEY_SEPARATOR)[0] for key in keys - {LAYOUT_KEY, POSITIONS_KEY}}


def _messages(consumer: KafkaConsumer, where: TopicPartition) -> Iterator[tuple[bytes, bytes | None]]:
    consumer.assign([where])
    end = consumer.end_offsets([where])[where]
    consumer.seek_to_beginning(where)
    while consumer.position(where) < end:
        for message in consumer.poll(timeout_ms=1_000, max_records=10_000).get(where, ()):
            if message.key is not None:
                yield message.key, message.value


def _say(settings: KafkaSettings, where: list[int], partitions: int) -> None:
    producer = KafkaProducer(**blocking_arguments(settings))
    try:
        key, value, _ = layout_message(partitions)
        sent = [producer.send(settings.topic("state"), key=key, value=value, partition=each) for each in where]
        producer.flush()
        for one in sent:
            one.get(timeout=30)
    finally:
        producer.close()
