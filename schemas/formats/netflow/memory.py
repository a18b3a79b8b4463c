"""What exporters told of themselves, kept over a restart: data comes each second, its template every half hour.

It is the NetFlow format's part of a sensor's memory (`schemas/formats/memory.py`). Data that waits for its template
is not kept: a restart loses it.
"""

from collections.abc import Sequence

import msgspec
from msgspec import Struct

from schemas.formats.memory import Record
from schemas.formats.netflow.exporters import Domain, DomainKey, Exporters, Parked
from schemas.formats.netflow.wire.template import unpacked_template
from schemas.formats.reader import ReaderContext


class _Learnt(Struct, array_like=True):
    """What changed of one domain. A template without bytes was withdrawn."""

    exporter: str
    version: int
    domain: int
    templates: dict[int, bytes]
    rates: dict[int | None, int]
    uptime: int | None
    boot_ms: int | None
    next_sequence: int | None
    sampling_noted: bool


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(list[_Learnt])


class TemplateMemory:
    """Templates, sampling rates and sequences by exporter. See `FormatMemory` for what it is asked by shells."""

    name = "templates"

    def __init__(self) -> None:
        self._exporters = Exporters()
        self._touched: dict[tuple[str, DomainKey], set[int]] | None = None

    def heard(self, exporter: str, key: DomainKey) -> Domain:
        """The domain of which a datagram came; what is written into it is kept."""
        if self._touched is not None and (exporter, key) not in self._touched:
            self._touched[exporter, key] = set()
        return self._exporters.domain(exporter, key)

    def learn(self, exporter: str, key: DomainKey, number: int, packed: bytes) -> int:
        """Take a template. How many others were forgotten for it."""
        self._touch(exporter, key, [number])
        return self._exporters.learn(exporter, key, number, packed)

    def withdraw(self, exporter: str, key: DomainKey, number: int | None = None) -> None:
        """Forget a template, or all of a domain."""
        self._touch(exporter, key, self._exporters.withdraw(exporter, key, number))

    def park(self, parked: Parked) -> list[Parked]:
        """Keep data until its template comes. What was given up for it."""
        return self._exporters.park(parked)

    def waiting(self, exporter: str, key: DomainKey, number: int) -> list[Parked]:
        """Take out the data that waits for a template that came."""
        return self._exporters.waiting(exporter, key, number)

    def track(self) -> None:
        """Begin to note what changes, from now on."""
        self._touched = {}

    def changes(self) -> bytes | None:
        """What changed since the last call, or since `track`."""
        touched, self._touched = self._touched or {}, {}
        learnt = [
            _learnt(exporter, key, found.domains[key], numbers)
            for (exporter, key), numbers in touched.items()
            if (found := self._exporters.known.get(exporter)) is not None and key in found.domains
        ]
        return _encoder.encode(learnt) if learnt else None

    def everything(self) -> bytes:
        """All that is remembered, as changes to an empty memory."""
        self.track()
        return self._whole()

    def restore(self, changes: Sequence[bytes]) -> None:
        """Learn what another memory gave as its changes, in the order it gave them. Raises ValueError."""
        read = [one for each in changes for one in _decoder.decode(each)]
        for one in read:
            for packed in one.templates.values():
                if packed:
                    unpacked_template(packed)
        for one in read:
            key = (one.version, one.domain)
            for number, packed in one.templates.items():
                if packed:
                    self._exporters.learn(one.exporter, key, number, packed)
                else:
                    self._exporters.withdraw(one.exporter, key, number)
            domain = self._exporters.domain(one.exporter, key)
            domain.rates.update(one.rates)
            domain.uptime, domain.boot_ms = one.uptime, one.boot_ms
            domain.next_sequence, domain.sampling_noted = one.next_sequence, one.sampling_noted

    def forgetful(self) -> "TemplateMemory":
        """One that knows the same templates and learns apart: a reader that only looks must be able to decode."""
        other = TemplateMemory()
        other.restore([self._whole()])
        return other

    def spans(self, names: Sequence[str]) -> bool:  # noqa: ARG002
        """Never: no flow is told in two captures, and captures follow one another."""
        return False

    def counted_once(self, records: Sequence[Record]) -> Sequence[Record]:
        """The records as they are."""
        return records

    def _whole(self) -> bytes:
        return _encoder.encode(
            [
                _learnt(address, key, domain, set(domain.templates))
                for address, exporter in self._exporters.known.items()
                for key, domain in exporter.domains.items()
            ]
        )

    def _touch(self, exporter: str, key: DomainKey, numbers: Sequence[int]) -> None:
        if self._touched is not None:
            self._touched.setdefault((exporter, key), set()).update(numbers)


def _learnt(exporter: str, key: DomainKey, domain: Domain, numbers: set[int]) -> _Learnt:
    templates = {number: domain.templates.get(number, b"") for number in sorted(numbers)}
    return _Learnt(
        exporter,
        *key,
        templates,
        domain.rates,
        domain.uptime,
        domain.boot_ms,
        domain.next_sequence,
        domain.sampling_noted,
    )


def templates_of(context: ReaderContext) -> TemplateMemory:
    """The memory that a reader shares with those of the sensor's other files; one of its own where it shares none."""
    return TemplateMemory() if context.memory is None else context.memory.part(TemplateMemory)
