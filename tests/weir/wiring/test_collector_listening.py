"""A collector that listens, over a Kafka that refuses once: what came meanwhile waits, what was declared is known.

Kafka is stood for by what a publisher keeps: tests/kafka tests the publisher itself on a real broker.
"""

import math
import os
import signal
import socket
from collections.abc import Callable
from typing import Any, Self

import pytest

from schemas.flow import Flow
from schemas.formats import registry
from streams.kafka.client.settings import KafkaSettings
from streams.kafka.collector.publish import Counted, PublishError
from streams.messages import Batch
from streams.sources.factory import opened
from streams.sources.protocol import Source
from tests.streams.sources.listening.pieces import FORMAT, PIECES
from weir.wiring import collector
from weir.wiring.collector import Inputs, run_collector


class Kept:
    """What is committed, over all publishers; `refuses` is asked before each commit of flows."""

    def __init__(self, refuses: Callable[["Kept"], bool]) -> None:
        self.notes: dict[str, bytes] = {}
        self.flows: list[Flow] = []
        self.named = 0
        self.refuses = refuses


class Publisher:
    """Keeps all or nothing, as a transaction does."""

    def __init__(self, kept: Kept) -> None:
        self._kept = kept
        self._batches: list[Batch] = []
        self._notes: dict[str, bytes | None] = {}
        self.pending = self.pending_bytes = 0
        self.sites: set[str] = set()

    def open(self) -> dict[str, bytes]:
        return dict(self._kept.notes)

    def close(self) -> None:
        pass

    def add(self, batch: Batch) -> None:
        self._batches.append(batch)

    def remember(self, note: str, value: bytes | None) -> None:
        self._notes[note] = value

    @property
    def touched(self) -> bool:
        return bool(self._batches or self._notes)

    def commit(self) -> Counted:
        flows = [one for batch in self._batches for one in batch.records if isinstance(one, Flow)]
        if flows and self._kept.refuses(self._kept):
            raise PublishError
        for note, value in self._notes.items():
            self._kept.notes.pop(note, None)
            if value is not None:
                self._kept.notes[note] = value
        self._kept.flows += flows
        self._batches, self._notes = [], {}
        return Counted()


class There:
    """Kafka is never away."""

    reason = None
    back_at = -math.inf

    def __init__(self, *_: object) -> None:
        pass

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def look(self, _: float) -> None:
        pass


def test_what_comes_while_kafka_refuses_is_taken_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as one:
        one.bind(("127.0.0.1", 0))
        place = one.getsockname()
    sender = socket.socket(type=socket.SOCK_DGRAM)
    asked: list[int] = []

    def refuses(kept: Kept) -> bool:
        asked.append(len(kept.flows))
        if len(asked) == 1:
            # The first flows are taken, and with them the names; the next are refused.
            sender.sendto(b"flow a c", place)
            return False
        if len(asked) == 2:
            sender.sendto(b"flow b c", place)
            return True
        os.kill(os.getpid(), signal.SIGTERM)
        return False

    kept = Kept(refuses)

    def opened_and_sent_to(*given: Any) -> Source:
        source = opened(*given)
        if not asked:
            for text in ("name a 10.0.0.1", "name b 10.0.0.2", "name c 10.0.0.3", "flow a b"):
                sender.sendto(text.encode(), place)
        return source

    monkeypatch.setitem(registry.FORMATS, PIECES, FORMAT)
    monkeypatch.setattr(collector, "Publisher", lambda *_, **__: Publisher(kept))
    monkeypatch.setattr(collector, "opened", opened_and_sent_to)
    monkeypatch.setattr(collector, "Presence", There)
    monkeypatch.setattr(collector, "check_rights", lambda *_: None)
    monkeypatch.setattr(collector, "FIRST_WAIT_S", 0.01)
    inputs = Inputs(
        paths=(f"udp:127.0.0.1:{place[1]}",),
        file_format=PIECES,
        site="plant",
        sensor=None,
        assets=(),
        zones=(),
        verdicts=(),
        raw_servers="",
    )
    run_collector(KafkaSettings(), inputs, "c", once=False)
    sender.close()
    # What was in the transaction that was refused is lost, as UDP has it; what came after it is not.
    assert [(one.initiator_ip, one.responder_ip) for one in kept.flows] == [
        ("10.0.0.1", "10.0.0.2"),
        ("10.0.0.2", "10.0.0.3"),
    ]
