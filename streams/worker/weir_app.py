"""The Faust app of a worker: what its consumer, its agents and its membership share."""

import asyncio
from collections.abc import Iterable
from typing import Any

import faust
from faust.types import TP

from streams.kafka.client.presence import Presence
from streams.kafka.client.settings import KafkaSettings
from streams.status.observer import Observer
from streams.worker.partitions import Partitions
from streams.worker.read_ahead import ReadAhead
from streams.worker.statements_first import StatementsFirst


class WeirApp(faust.App):
    """The Faust app of a worker, with the partitions it holds."""

    partitions: Partitions
    kafka: KafkaSettings
    read_ahead: ReadAhead
    statements_first: StatementsFirst[TP, Any]
    """What was fetched and waits for statements."""
    room: asyncio.Event
    """Set while more may be fetched."""
    observer: Observer
    presence: Presence | None = None
    """Whether Kafka is there; None: nobody looks."""
    taken_generation: int | None = None
    """The generation of the group whose partitions have been taken; None from a rebalance until then."""

    def on_init_dependencies(self) -> "Iterable[faust.types.ServiceT]":
        """Without Faust's own statistics of every message: 3 % (measured) for figures that nobody reads."""
        dependencies = super().on_init_dependencies()
        self.sensors.remove(self.monitor)
        return dependencies

    def on_rebalance_start(self) -> None:
        """Faust warns twice a rebalance that no statistics came of it; what is empty counts as none."""
        super().on_rebalance_start()
        self._rebalancing_sensor_state = self._rebalancing_sensor_state or {"none": None}

    def _create_directories(self) -> None:
        """No tables, so none of Faust's folders."""
