"""A store that tells how long its commits take, around any other."""

import time

from streams.checkpoint.protocol import Checkpoint, Loaded, Store
from streams.status.observer import Committed, Observer


class TimedStore:
    """Does what `store` does, and tells `observer` of every commit that was taken."""

    def __init__(self, store: Store, observer: Observer) -> None:
        self._store = store
        self._observer = observer

    async def load(self) -> Loaded:
        """See `Store`."""
        return await self._store.load()

    async def commit(self, checkpoint: Checkpoint) -> None:
        """See `Store`."""
        began = time.monotonic()
        await self._store.commit(checkpoint)
        self._observer.tell(Committed(time.monotonic() - began))

    async def close(self) -> None:
        """See `Store`."""
        await self._store.close()
