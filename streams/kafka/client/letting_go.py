"""The end of a producer of kafka-python that nobody needs any more, whatever it has in hand."""

from contextlib import suppress

from kafka import KafkaProducer
from kafka.errors import KafkaError

FORCED_WITHIN_S = 3.0
"""Its thread looks at once. A bound: after the 5 s of a collector that is told to stop, still within its 10 s."""


def let_go(producer: KafkaProducer, within_s: float) -> None:
    """End it within about `within_s` where it has nothing in hand, else by force: that is not sent, or sent by half.

    `close` flushes first. Where that fails it raises, and its thread goes on sending what whoever closed it will give
    to another producer (kafka-python 3.0.12).
    """
    try:
        producer.close(timeout=within_s)
    except KafkaError:
        producer._sender.force_close()  # noqa: SLF001 - see private_parts.py
        with suppress(KafkaError):
            producer.close(timeout=FORCED_WITHIN_S)
