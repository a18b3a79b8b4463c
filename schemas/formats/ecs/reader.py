"""Documents of Elastic's Common Schema as flows: decoded with types where they fit, else read with care.

What is told of one connection more than once (Packetbeat's flows that last, Zeek's protocol logs) counts once, by its
uid. Documents of Elastic's netflow input have one direction each, and are joined as NetFlow itself.
"""

from collections.abc import Mapping

from msgspec import Struct

from schemas.flow import Flow
from schemas.formats.ecs.document import Document, End, Event, NamedThing, PacketFlow, Zeek, ZeekConnection
from schemas.formats.ecs.flow import (
    CONNECTION_DATASETS,
    NOT_FLOWS,
    SENSOR,
    NoPathError,
    Read,
    careful_flow,
    dotted,
    mac,
    state_of,
)
from schemas.formats.notes import Notes
from schemas.formats.one_way.joining import Joiner
from schemas.formats.reader import ReaderContext
from schemas.formats.row import LATEST_TIME, LONGEST_DURATION_S, UNSET, Addresses
from schemas.formats.zeek.conn import service_name
from schemas.formats.zeek.uids import totals_of, uids_of, with_difference

_FAST_TRANSPORTS = frozenset({"tcp", "udp"})
_NANOSECONDS = 1e9
_NETFLOW = "netflow"
_NOBODY = NamedThing()
_NO_EVENT = Event()
_NO_FLOW = PacketFlow()
_NO_ZEEK = Zeek()
_NO_LOG = ZeekConnection()


_addresses = Addresses()


class _Span(Struct, gc=False):
    start: float
    end: float


class EcsRows:
    """Reads one document after another. `repeats` and `notes` are as `RecordReader` has them."""

    def __init__(self, context: ReaderContext) -> None:
        self.repeats = 0
        self.notes = Notes()
        self._site = context.site
        self._sensor = context.sensor
        self._uids = uids_of(context)
        self._joiner = Joiner(context, SENSOR)

    def usual(self, document: Document) -> Read | None:
        """What a document tells that holds nothing which needs care; None where it does. May raise ValueError."""
        source, destination, network = document.source, document.destination, document.network
        event = _NO_EVENT if document.event is None else document.event
        if (
            not isinstance(source, End)
            or source.ip is None
            or destination is None
            or destination.ip is None
            or network is None
            or network.transport not in _FAST_TRANSPORTS
            or document.has_more
            or isinstance(event, str)
            or event.kind in NOT_FLOWS
            or (event.type is not None and "denied" in event.type)
            or (event.dataset is not None and event.dataset.rpartition(".")[2] not in CONNECTION_DATASETS)
        ):
            return None
        sensor, span = self._sensor or _observer(document), _span(document, event)
        if sensor is None or span is None or span.start < 0.0 or span.end > LATEST_TIME:
            return None
        flow = document.flow or _NO_FLOW
        totals = source.bytes, destination.bytes, source.packets, destination.packets
        zeek = document.zeek or _NO_ZEEK
        log = zeek.connection or _NO_LOG
        state, direction, flaws = state_of(
            network.transport, source.port, totals, _given(log.state), _given(log.history)
        )
        # By position, in the order of the flow's fields: by name they cost twice as much (measured).
        made = Flow(
            self._site,
            sensor,
            span.start,
            span.end,
            _addresses[source.ip],
            _addresses[destination.ip],
            network.transport,
            source.port,
            destination.port,
            _given(zeek.session_id) or flow.id or None,
            network.community_id or None,
            mac(source.mac) or None,
            mac(destination.mac) or None,
            service_name(network.protocol) if network.protocol else None,
            (),
            source.bytes,
            destination.bytes,
            source.packets,
            destination.packets,
            state,
            direction,
            None,
            "",
            False,  # noqa: FBT003 - see above
            (),
            flaws,
        )
        return Read(made, ended=flow.final is not False)

    def careful(self, row: Mapping[str, object]) -> Read | None:
        """What any document tells; None for what tells of no path, which is counted. Raises ValueError."""
        try:
            read, doubts = careful_flow(dotted(row), site=self._site, sensor=self._sensor)
        except NoPathError as error:
            self.notes.pass_over(str(error))
            return None
        self.notes.doubt_all(doubts)
        return read

    def told(self, read: Read) -> Flow | None:
        """The flow that a document adds to what was told before; None for a repeat."""
        flow = read.flow
        if read.half is not None:
            return self._joiner.flow(read.half, f"{_NETFLOW} {flow.sensor}", sensor=flow.sensor)
        if flow.uid is None:
            return flow
        if read.whole:
            return self._counted(flow, ended=read.ended)
        if self._uids.first_of(flow.uid, read.operation):
            return flow
        self.repeats += 1
        return None

    def trim(self) -> None:
        """Forget what is too old; called once for many rows."""
        self._uids.trim_ended()

    def _counted(self, flow: Flow, *, ended: bool) -> Flow | None:
        """The flow with what it adds to what was told of its uid; None where that is nothing."""
        uid = flow.uid or ""
        if ended and uid not in self._uids.ended and uid not in self._uids.open:
            self._uids.ended[uid] = flow
            return flow
        totals = totals_of(flow)
        added = self._uids.difference(uid, totals, ended=ended)
        if added is None:
            self.repeats += 1
            return None
        return flow if added == totals else with_difference(flow, added)


def _given(text: str | None) -> str | None:
    return None if text in UNSET else text


def _observer(document: Document) -> str | None:
    """Who saw it; None where that must be read with care."""
    observer = document.observer
    if observer is not None:
        return observer.name or observer.hostname
    return (document.agent or _NOBODY).name or SENSOR


def _span(document: Document, event: Event) -> _Span | None:
    """When it began and ended; None where that must be read with care."""
    if (event.start is None and event.end is not None) or isinstance(event.duration, float):
        return None
    begun = document.timestamp if event.start is None else event.start
    if begun is None:
        return None
    start = begun.timestamp()
    end = start + (event.duration or 0) / _NANOSECONDS if event.end is None else event.end.timestamp()
    return _Span(start, end) if 0.0 <= end - start <= LONGEST_DURATION_S else None
