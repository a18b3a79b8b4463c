"""Reads flow exporters' datagrams: NetFlow v1, v5, v7 and v9, IPFIX and sFlow v5.

A piece is one datagram with its sender (`schemas/formats/datagrams.py`). What it holds becomes halves (`records.py`,
`sflow.py`), and those together two-way flows (`schemas/formats/one_way/`). A row is a data record: of both halves of
a conversation in one datagram one flow is made, and the other counts as a repeat.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from schemas.dead_letter import DeadLetter, dead
from schemas.flow import Flow
from schemas.formats.datagrams import Datagram, unpacked
from schemas.formats.netflow.exporters import Domain, DomainKey, Parked
from schemas.formats.netflow.memory import templates_of
from schemas.formats.netflow.records import halves_of
from schemas.formats.netflow.sampling import learn_options, v5_rate
from schemas.formats.netflow.sequence import follow, restarted
from schemas.formats.netflow.sflow import is_sflow, samples
from schemas.formats.netflow.wire.export import SFLOW, Export, export_of
from schemas.formats.netflow.wire.fixed import fixed_columns
from schemas.formats.netflow.wire.sets import DataSet, TemplateTold, Withdrawn, parts
from schemas.formats.netflow.wire.template import layout_of
from schemas.formats.notes import Notes
from schemas.formats.one_way.half import Half
from schemas.formats.one_way.joining import Joiner
from schemas.formats.packets.pieces import told_of_packet
from schemas.formats.reader import ReaderContext

SENSOR = "netflow"

OPTIONS = "netflow: options"
"""What records of options templates are counted as: they tell of the exporter, not of traffic."""

_TEMPLATED = frozenset({9, 10})


class NetflowReader:
    """Reads the datagrams of any number of exporters. Each is a sensor of its own, where the context names none."""

    def __init__(self, context: ReaderContext) -> None:
        self.repeats = 0
        self.notes = Notes()
        self._site = context.site
        self._source = context.source
        self._named = context.sensor is not None
        self._joiner = Joiner(context, SENSOR)
        self._memory = templates_of(context)

    def read(self, lines: Sequence[bytes], first_line_number: int) -> tuple[list[Flow], list[DeadLetter]]:
        """The flows of some datagrams; see `RecordReader`."""
        flows: list[Flow] = []
        letters: list[DeadLetter] = []
        for number, piece in enumerate(lines, first_line_number):
            if not piece or piece.isspace():
                continue
            try:
                if not told_of_packet(piece, self.notes):
                    self._take(unpacked(piece), number, flows, letters)
            except ValueError as error:
                letters.append(self._letter(str(error), piece, number))
        return flows, letters

    def _take(self, datagram: Datagram, position: int, flows: list[Flow], letters: list[DeadLetter]) -> None:
        if is_sflow(datagram.payload):
            self._take_sflow(datagram, flows)
            return
        export = export_of(datagram)
        key = (export.version, export.domain)
        domain = self._memory.heard(export.exporter, key)
        if restarted(domain, export):
            # Its templates may mean something else now; data waits until they are told again.
            self._memory.withdraw(export.exporter, key)
        if export.version in _TEMPLATED:
            self._take_sets(datagram, export, domain, position, flows, letters)
            return
        count, columns = fixed_columns(datagram.payload, export)
        rate = v5_rate(export.sampling)
        if rate:
            domain.learn_rate(None, rate)
        halves = halves_of(columns, count, export, domain, self.notes)
        lost = follow(domain, export, count, self.notes)
        self._note_sampling(domain)
        self._join(halves, export, count, flows, lost=lost)

    def _take_sets(  # noqa: PLR0913, PLR0917 - a datagram's parts, and where its records go
        self,
        datagram: Datagram,
        export: Export,
        domain: Domain,
        position: int,
        flows: list[Flow],
        letters: list[DeadLetter],
    ) -> None:
        key: DomainKey = (export.version, export.domain)
        counted: int | None = 0
        halves: list[Half] = []
        records = 0
        try:
            for part in parts(datagram.payload, export):
                if isinstance(part, DataSet):
                    packed = domain.templates.get(part.number)
                    if packed is None:
                        counted = None
                        self._park(Parked(export, part.number, part.body, position), letters)
                        continue
                    count, traffic = self._records(packed, part.body, export, domain, halves)
                    records += traffic
                    counted = None if counted is None else counted + count
                elif isinstance(part, TemplateTold):
                    if domain.templates.get(part.number) != part.packed:
                        forgotten = self._memory.learn(export.exporter, key, part.number, part.packed)
                        self.notes.remark("templates forgotten", forgotten)
                        self._take_waiting(export, domain, part.number, flows, letters)
                elif isinstance(part, Withdrawn):
                    self._memory.withdraw(export.exporter, key, part.number)
        except ValueError:
            counted = None
            raise
        finally:
            lost = follow(domain, export, counted, self.notes)
            self._join(halves, export, records, flows, lost=lost)

    def _records(
        self, packed: bytes, body: bytes, export: Export, domain: Domain, halves: list[Half]
    ) -> tuple[int, int]:
        """Read a set of data: how many records it has, and of how many halves were made. Raises ValueError."""
        layout = layout_of(packed)
        count, columns = layout.columns(body)
        if not count:
            return 0, 0
        if layout.options:
            learn_options(columns, count, domain)
            self.notes.pass_over(OPTIONS, count)
            return count, 0
        before = self.notes.rows
        halves += halves_of(columns, count, export, domain, self.notes)
        self._note_sampling(domain)
        return count, count - (self.notes.rows - before)

    def _park(self, parked: Parked, letters: list[DeadLetter]) -> None:
        self.notes.remark("sets before their template")
        for lost in self._memory.park(parked):
            self.notes.remark("sets given up without a template")
            export = lost.export
            reason = f"data of template {lost.template} of {export.exporter}, domain {export.domain}, whose template "
            reason += "did not come: given up for what came after it"
            letters.append(self._letter(reason, lost.body, lost.position))

    def _take_waiting(
        self, export: Export, domain: Domain, number: int, flows: list[Flow], letters: list[DeadLetter]
    ) -> None:
        """Read what waited for a template, in the order in which it came."""
        for parked in self._memory.waiting(export.exporter, (export.version, export.domain), number):
            self.notes.remark("sets whose template came")
            halves: list[Half] = []
            records = 0
            try:
                _, records = self._records(domain.templates[number], parked.body, parked.export, domain, halves)
            except ValueError as error:
                letters.append(self._letter(str(error), parked.body, parked.position))
            self._join(halves, parked.export, records, flows)

    def _take_sflow(self, datagram: Datagram, flows: list[Flow]) -> None:
        found = samples(datagram, self.notes)
        domain = self._memory.heard(datagram.exporter, (SFLOW, found.export.domain))
        restarted(domain, found.export)
        lost = follow(domain, found.export, None, self.notes)
        self._join(found.halves, found.export, len(found.halves), flows, lost=lost)
        if found.broken is not None:
            raise ValueError(found.broken)

    def _note_sampling(self, domain: Domain) -> None:
        if not domain.rates and not domain.sampling_noted:
            domain.sampling_noted = True
            self.notes.remark("exporters without a sampling rate")

    def _join(self, halves: list[Half], export: Export, records: int, flows: list[Flow], *, lost: bool = False) -> None:
        if not halves:
            return
        if lost:
            halves[0] = replace(halves[0], flaws=("lost", *halves[0].flaws))
        sensor = None if self._named else f"{SENSOR}-{export.exporter}"
        joined = self._joiner.flows(halves, f"{export.exporter}/{export.domain}", sensor=sensor)
        self.repeats += records - len(joined)
        flows += joined

    def _letter(self, reason: str, raw: bytes, position: int) -> DeadLetter:
        return dead(source=self._source, reason=reason, raw=raw, position=position, site=self._site)
