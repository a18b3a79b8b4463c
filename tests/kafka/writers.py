"""Raw topics that a collector is fed with in the fault tests."""

import random
from collections.abc import Callable

from kafka import KafkaProducer

from tests.streams.sources.rotating import Rows


class RawTopics:
    """Two raw topics with several partitions: Zeek's JSON a row a message, Weir's form some rows a message."""

    def __init__(self, producer: KafkaProducer, zeek: str, weir: str, partitions: int, rows: Rows) -> None:
        self._producer = producer
        self._zeek = zeek
        self._weir = weir
        self._partitions = partitions
        self._rows = rows

    def steps(self) -> list[Callable[[random.Random], None]]:
        """What may happen."""
        return [self._send_zeek, self._send_weir]

    def _send_zeek(self, chance: random.Random) -> None:
        for _ in range(chance.randint(1, 40)):
            row = self._rows.json().rstrip()
            self._producer.send(self._zeek, row, partition=chance.randrange(self._partitions))

    def _send_weir(self, chance: random.Random) -> None:
        for _ in range(chance.randint(1, 3)):
            rows = b"".join(self._rows.ndjson() for _ in range(chance.randint(1, 20)))
            self._producer.send(self._weir, rows, partition=chance.randrange(self._partitions))
