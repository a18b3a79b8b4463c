"""Made rows of each input format, as a plant has them: most conversations and paths were told before, some are new.

A row is a sample of tests/schemas/formats/samples.py with other ends, ports, ids and times. Where each row is a
conversation (Zeek, EVE, firewalls), each has a port and an id of its own; one in 100 is of a host that is met for the
first time, and the others are among 400 hosts and 8 servers. Where rows have one direction and a conversation is told
again each minute (clouds, NetFlow), both directions are told, of three conversations in four once and of the fourth
three times. So a third of these rows begin a conversation, as do 12,444 of 32,490 in 4SICS' plant network (its
connections cut into minutes).
"""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from heapq import merge
from itertools import count, islice
from typing import NamedTuple

import orjson

from schemas.formats.datagrams import Datagram, packed
from schemas.formats.reader import ReaderContext
from schemas.formats.registry import new_memory, reader_for
from tests.schemas.formats.netflow.datagrams import v5, v5_record
from tests.schemas.formats.samples import Sample

HOSTS, SERVERS = 400, 8
A_SECOND = 20
"""Conversations a second."""

WINDOW_S = 60
IN_A_DATAGRAM = 30
"""Records: as many as a datagram of version 5 may hold (Cisco's NetFlow export format)."""

IN_A_RECORD = 20
"""Tuples of one interface and minute in Azure's log: a convention."""

ONE_WAY = frozenset({"aws-vpc", "gcp-flow", "goflow2", "nfacctd", "nfdump-csv", "netflow", "mapped one-way JSON"})
"""Formats that tell both directions apart, and a conversation again each window."""

_TIME = re.compile(rb"(17000000\d\d|2023[-/]11[-/]14[T ]\d\d:\d\d:\d\d)(\.\d+)?")
_SECONDS_DIGITS = 10
_END = re.compile(rb'10\.1\.0\.5(?!\d)|10\.2\.0\.7(?!\d)|\b40001\b|\b502\b|"flow_id":1\b|\bC1\b')


class Told(NamedTuple):
    """One row: its conversation, when it was told, and whether the initiator sent it. `number` counts conversations."""

    time: float
    number: int
    forward: bool


def conversations(*, one_way: bool) -> Iterator[Told]:
    """Rows in the order of their times, without end."""

    def again(windows: int, of: Sequence[int]) -> Iterator[Told]:
        for number in count():
            if number % 4 in of:
                for direction in (True, False):
                    yield Told(number / A_SECOND + windows * WINDOW_S, number, direction)

    if not one_way:
        return (Told(number / A_SECOND, number, forward=True) for number in count())
    return merge(again(0, range(4)), again(1, (0,)), again(2, (0,)))


def ends(number: int) -> tuple[str, int, str]:
    """The initiator's address and port, and the responder's address, of a conversation."""
    new = number // 100 if number % 100 == 0 else None
    host = f"10.1.{number * 7 % HOSTS // 200}.{number * 7 % HOSTS % 200 + 1}"
    initiator = host if new is None else f"10.3.{new // 200 % 250}.{new % 200 + 1}"
    return initiator, 32_768 + number * 7_919 % 28_000, f"10.2.0.{number % SERVERS + 1}"


def made_pieces(name: str, reads_as: str, sample: Sample, rows: int) -> list[bytes]:
    """A format's rows below their headings. `name` is that of the table, `reads_as` that of the format."""
    told = list(islice(conversations(one_way=name in ONE_WAY), rows))
    if name == "netflow":
        return list(_datagrams(told))
    headings, piece = _first_row(reads_as, sample)
    if name == "azure-flow":
        return list(_azure_records(piece, told))
    return headings + [_row(piece, one) for one in told]


def _first_row(reads_as: str, sample: Sample) -> tuple[list[bytes], bytes]:
    """The first piece of a sample that makes a record, and the headings above it."""
    reader = reader_for(reads_as, ReaderContext(site="a", source="made", memory=new_memory(), name=sample.name))
    headings: list[bytes] = []
    for piece in sample.pieces:
        if reader.read([piece], 1)[0]:
            return headings, piece
        headings.append(piece)
    msg = f"no sample of {reads_as} makes a record"
    raise SystemExit(msg)


def _row(piece: bytes, told: Told) -> bytes:
    """A sample's row, told of this conversation: all digits that a sensor would write otherwise are other ones."""
    initiator, port, responder = ends(told.number)
    sender, receiver, ports = initiator, responder, (port, 502)
    if not told.forward:
        sender, receiver, ports = responder, initiator, (502, port)
    instead = {
        b"10.1.0.5": sender.encode(),
        b"10.2.0.7": receiver.encode(),
        b"40001": b"%d" % ports[0],
        b"502": b"%d" % ports[1],
        b'"flow_id":1': b'"flow_id":%d' % (10**15 + told.number * 7_919),
        b"C1": b"C%dx7Kd2" % (told.number * 7_919),
    }
    row = _END.sub(lambda found: instead[found[0]], piece)
    return _TIME.sub(lambda found: _later(found[1], int(told.time)) + _fraction(found[2], told.number), row)


@lru_cache(maxsize=8_192)
def _later(text: bytes, seconds: int) -> bytes:
    if len(text) == _SECONDS_DIGITS:
        return b"%d" % (int(text) + seconds)
    moment = datetime.fromisoformat(text.decode().replace("/", "-")).replace(tzinfo=UTC).timestamp() + seconds
    later = datetime.fromtimestamp(moment, UTC).isoformat(text[10:11].decode())[:19]
    return later.replace("-", text[4:5].decode()).encode()


def _fraction(text: bytes | None, number: int) -> bytes:
    """A fraction of a second with as many digits as the sample has, of one digit six, as most sensors write."""
    if text is None:
        return b""
    digits = len(text) - 1
    return b".%0*d" % (digits if digits > 2 else 6, number * 37_813 % 10 ** (digits if digits > 2 else 6))


def _azure_records(piece: bytes, told: Sequence[Told]) -> Iterator[bytes]:
    """Records of the first record's tuples but the last, which no reader could read."""
    record = orjson.loads(piece)
    (group,) = record["flowRecords"]["flows"][0]["flowGroups"]
    texts = [text.encode() for text in group["flowTuples"][:-1]]
    for at in range(0, len(told), IN_A_RECORD):
        # Begin and end of each conversation, so that half of the tuples are of one that was told.
        group["flowTuples"] = [
            _row(texts[place % 2], told[at + place // 2]).decode() for place in range(len(told[at : at + IN_A_RECORD]))
        ]
        yield orjson.dumps(record)


def _datagrams(told: Sequence[Told]) -> Iterator[bytes]:
    """NetFlow 5 of one exporter."""
    for at in range(0, len(told), IN_A_DATAGRAM):
        records = []
        for one in told[at : at + IN_A_DATAGRAM]:
            initiator, port, responder = ends(one.number)
            to, back = (initiator, responder, port, 502), (responder, initiator, 502, port)
            records.append(v5_record(*(to if one.forward else back)))
        arrived = 1_700_000_001.0 + told[at].time
        yield packed(Datagram(arrived, "10.9.9.9", 40_000, v5(*records, sequence=at)))
