"""What a collector is fed with in the fault tests: steps at random pace, and raw topics among them."""

import random
import threading
from collections.abc import Callable

from kafka import KafkaProducer

from tests.streams.sources.rotating import Rows


class Writer:
    """Calls `steps` at random, at random pace, in a thread of its own until told to end."""

    def __init__(self, steps: list[Callable[[random.Random], None]], seed: int, pause_s: float = 0.05) -> None:
        self._steps = steps
        self._chance = random.Random(seed)
        self._pause_s = pause_s
        self._end = threading.Event()
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._write, name="writer")
        self._thread.start()

    def finish(self) -> None:
        """Stop writing; raises what went wrong meanwhile."""
        self._end.set()
        self._thread.join()
        if self._failure is not None:
            raise self._failure

    def _write(self) -> None:
        try:
            while not self._end.wait(self._chance.uniform(0.0, self._pause_s)):
                self._chance.choice(self._steps)(self._chance)
        except BaseException as error:  # noqa: BLE001 - it is raised in the test's thread
            self._failure = error


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
