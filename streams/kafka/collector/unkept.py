"""What a collector received over the network and has not committed: nobody sends it again if Kafka does not take it."""

import logging
from collections import Counter

from streams.messages import Batch
from streams.sources.listening.place import listens
from streams.status.observer import Observer, ReceivedLost

_log = logging.getLogger(__name__)


class Unkept:
    """Rows since the last commit, by the input that listens. Files and topics are read again, and not counted."""

    def __init__(self, observer: Observer) -> None:
        self._observer = observer
        self._rows: Counter[str] = Counter()

    def gave(self, batch: Batch) -> None:
        """A batch was read."""
        if listens(batch.source):
            self._rows[batch.source] += batch.rows

    def committed(self) -> None:
        """All that was read is in Kafka."""
        self._rows.clear()

    def lost(self) -> None:
        """Kafka did not take it: say so."""
        for source, rows in self._rows.items():
            if rows:
                _log.warning("%s: %d rows that were received are lost, since Kafka did not take them", source, rows)
                self._observer.tell(ReceivedLost(source, rows))
        self._rows.clear()
