"""NetFlow, IPFIX and sFlow over UDP as a source: `udp:ADDRESS:PORT`.

It has no position to come back to: what was received and not committed is lost with the process. What its readers
remember (templates, halves) is kept with the commits, of each site, sensor and realm by itself: their halves and
templates have nothing to do with each other.
"""

import logging
import time
from collections.abc import Callable, Sequence

from msgspec.structs import replace

from schemas.flow import Flow
from schemas.formats.datagrams import Datagram, packed, unpacked
from schemas.formats.memory import Record, SensorMemory
from schemas.formats.notes import Notes
from schemas.formats.reader import ReaderContext, RecordReader
from schemas.formats.registry import new_memory, reader_for
from schemas.formats.row import address
from streams.messages import Batch
from streams.sources.files.flow_files import AUTO
from streams.sources.listening.exporters import Exporters, Placed
from streams.sources.listening.parked import Parked
from streams.sources.listening.port import Port
from streams.sources.listening.receiver import Arrived
from streams.sources.listening.settings import NetflowSettings
from streams.sources.listening.standing import Standing
from streams.sources.protocol import LagUnit
from streams.status.observer import ListenerFared

_log = logging.getLogger(__name__)

DATAGRAM_FORMAT = "netflow"
"""The format that reads datagrams where none is named."""

BATCH_DATAGRAMS = 200
"""Taken at once: some 5,000 flows of 25 a datagram, as a raw topic gives (`ROWS_PER_BATCH`)."""


class DatagramSource:
    """What comes to a port, from now on. `lets_go` says whether the port is closed with it.

    Raises ValueError for a format that is none.
    """

    ended = False
    unit: LagUnit = "bytes"

    def __init__(  # noqa: PLR0913 - the parts of one source, by name
        self,
        port: Port,
        settings: NetflowSettings,
        *,
        site: str,
        sensor: str | None = None,
        format: str = AUTO,  # noqa: A002 - the command line's word
        lets_go: bool = True,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._port = port
        self._path = port.path
        self._lets_go = lets_go
        self._format = DATAGRAM_FORMAT if format == AUTO else format
        self._exporters = Exporters(settings, site=site, sensor=sensor)
        self.parked = Parked()
        self.memories: dict[str, SensorMemory] = {one.name: new_memory() for one in self._exporters.all}
        """What readers remember, by the place of the exporters that it is of."""
        self._readers = {one: self._reader(one) for one in self._exporters.all}
        self._numbers = dict.fromkeys(self._exporters.all, 1)
        self._released: list[bytes] | None = None
        self._standing = Standing(port.path, monotonic)

    @property
    def idle(self) -> bool:
        """Whether nothing waits in the process."""
        return self._port.waiting == 0

    def poll(self) -> Batch | None:
        """What came next. Raises OSError when nothing can be received any more."""
        if self._released is None:
            # Here and not sooner: what was parked before a restart is known once the memory was filled.
            self._released = self.parked.release(lambda exporter: self._exporters.of(exporter) is not None)
            if self._released:
                _log.info("%s: %d parked datagrams of exporters that are declared now", self._path, len(self._released))
        if self._released:
            part, self._released = self._released[:BATCH_DATAGRAMS], self._released[BATCH_DATAGRAMS:]
            return self._batch([(unpacked(piece).exporter, piece) for piece in part])
        arrived = self._port.take(BATCH_DATAGRAMS)
        return self._batch([self._piece(one) for one in arrived]) if arrived else None

    def behind(self) -> int:
        """The bytes that wait in the process and in the kernel's buffer."""
        return self._port.behind()

    def fared(self) -> ListenerFared:
        """What was received and lost so far."""
        return self._standing.datagrams(
            received=self._port.received,
            lost_in_kernel=self._port.lost_in_kernel(),
            lost_here=self._port.lost_here,
            parked=self.parked.datagrams,
            strangers=self.parked.strangers(),
        )

    def close(self) -> None:
        """Read no more."""
        if self._lets_go:
            self._port.close()

    def _batch(self, pieces: Sequence[tuple[str, bytes]]) -> Batch:
        """What pieces tell, each with its exporter's address; those of one place together, in their order."""
        by_place: dict[Placed, list[bytes]] = {}
        for exporter, piece in pieces:
            placed = self._exporters.of(exporter)
            if placed is None:
                self.parked.put(exporter, unpacked(piece).arrived, piece)
            else:
                by_place.setdefault(placed, []).append(piece)
        batch, notes = Batch([], [], self._path), Notes()
        for placed, own in by_place.items():
            reader = self._readers[placed]
            repeats = reader.repeats
            records, letters = reader.read(own, self._numbers[placed])
            self._numbers[placed] += len(own)
            batch.records += _of_realm(records, placed.realm) if placed.realm else records
            batch.dead_letters += letters
            batch.repeats += reader.repeats - repeats
            notes.add(reader.notes.take())
        batch.notes = notes or None
        return batch

    @staticmethod
    def _piece(one: Arrived) -> tuple[str, bytes]:
        host, port = one.sender
        exporter = address(host)
        return exporter, packed(Datagram(one.at, exporter, port, one.payload))

    def _reader(self, placed: Placed) -> RecordReader:
        context = ReaderContext(
            site=placed.site, source=self._path, sensor=placed.sensor, memory=self.memories[placed.name]
        )
        return reader_for(self._format, context)


def _of_realm(records: Sequence[Record], realm: str) -> list[Record]:
    return [replace(one, realm=realm) if isinstance(one, Flow) else one for one in records]
