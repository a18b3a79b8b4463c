"""Where state lies: the embedded store, or Kafka. `weir state` knows `StatePlace` alone."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from streams.checkpoint.protocol import Loaded
from streams.state.change import StateChange, StateRefused, changed_in
from weir.errors import told
from weir.settings.sections import Settings

Make = Callable[[Loaded], StateChange]


class StatePlace(Protocol):
    """Reads what is kept at any time, and changes it while nobody else does."""

    def partitions(self) -> list[int | None]:
        """What is kept apart: Kafka's partitions, or one that is None."""

    def load(self, partition: int | None) -> Loaded:
        """What one of them keeps, as committed now. Raises UserError."""

    def change(self, site: str, make: Make) -> StateChange:
        """Change what is kept of a site, in one commit. Raises UserError, also while a worker or `weir run` has it."""


class EmbeddedPlace:
    """The state folder of `weir run`."""

    def __init__(self, settings: Settings) -> None:
        self._folder = Path(settings.embedded.state_dir)
        self._embedded = settings.embedded

    def partitions(self) -> list[int | None]:
        """There is one."""
        return [None]

    def load(self, partition: int | None) -> Loaded:
        """One committed moment, also while `weir run` runs."""
        from streams.stores.sqlite_reader import SqliteReader
        from streams.stores.sqlite_schema import StoreError

        _ = partition
        with told(StoreError):
            return SqliteReader(self._folder).loaded()

    def change(self, site: str, make: Make) -> StateChange:
        """One transaction, as the folder's owner."""
        from streams.stores.sqlite import SqliteStore
        from streams.stores.sqlite_schema import StoreError

        _ = site
        with told(StoreError, StateRefused):
            keep = self._embedded
            store = SqliteStore(self._folder, keep_days=keep.keep_days, keep_dead_letters=keep.keep_dead_letters)
            return asyncio.run(changed_in(store, make))


class KafkaPlace:
    """The state topic of the workers."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings.kafka

    def partitions(self) -> list[int | None]:
        """Those of the topics."""
        from streams.kafka.admin import state_places
        from streams.kafka.log.topics import TopicsError

        with told(TopicsError):
            return [*state_places.partitions(self._settings)]

    def load(self, partition: int | None) -> Loaded:
        """One partition, also while workers run."""
        from streams.kafka.admin import state_places
        from streams.kafka.log.topics import TopicsError

        with told(TopicsError):
            return state_places.load(self._settings, partition or 0)

    def change(self, site: str, make: Make) -> StateChange:
        """One transaction, as the partition's owner."""
        from streams.checkpoint.protocol import StoreLost
        from streams.kafka.admin import state_places
        from streams.kafka.log.topics import TopicsError

        with told(TopicsError, StoreLost, StateRefused):
            return state_places.change(self._settings, site, make)


def open_place(settings: Settings, *, kafka: bool) -> StatePlace:
    """The embedded state, or with `kafka` that of the topics."""
    return KafkaPlace(settings) if kafka else EmbeddedPlace(settings)
