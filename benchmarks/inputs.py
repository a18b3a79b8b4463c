"""Each input format over real files and over made rows: what came of the rows, rows a second, and a minimal reader's.

    python -m benchmarks.inputs
    python -m benchmarks.inputs --only nfdump-csv
    python -m benchmarks.inputs --into docs/inputs-sensors.md

Real files are those of ../shared/data (or WEIR_SHARED_DATA), where they are. Made rows are the samples of
tests/schemas/formats/samples.py again and again, with other addresses, ports and ids. A minimal reader parses the same
bytes in the same run and reads the fields that a flow needs, without a check, a record or a memory.
"""

import argparse
import os
import re
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import orjson
from msgspec import Struct

from schemas.formats.reader import ReaderContext
from schemas.formats.registry import FORMATS, cutter_for, new_memory, reader_for
from streams.sources.files.nfcapd import NfdumpMissing
from streams.sources.files.paths import chunks, open_bytes
from tests.schemas.formats.samples import SAMPLES, Sample

BEGIN, END = "<!-- inputs: begin -->", "<!-- inputs: end -->"
MADE_ROWS = 20_000
BATCH = 500
ROUNDS = 5
LEAST_ROWS = 1_000
"""Fewer rows tell nothing of speed: most of their time goes into what is met for the first time."""

LEAST_S = 0.1
"""A round reads its rows again until so much processor time went by: small files tell nothing otherwise."""

REAL: dict[str, tuple[str, ...]] = {
    "zeek-tsv": ("zeek_4sics/151020/conn.log",),
    "zeek-json": ("zeek_rita/json_with_all_fields/conn.log",),
    "suricata-eve": ("suricata_eve/eve.json",),
    "nfdump-csv": ("nfdump/flows.nfdump",),
    "argus-csv": ("argus/test3-mixed.binetflow", "argus/test11-portscan.binetflow"),
}
"""Files of ../shared/data by their format."""

Minimal = Callable[[Sequence[bytes]], int]


def _moment(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        moment = datetime.fromisoformat(text.replace("/", "-"))
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def objects(*keys: str, inside: Sequence[str] = (), of: Sequence[str] = (), times: Sequence[str] = ()) -> Minimal:
    """A minimal reader of JSON objects with these keys, with keys of an object inside, of which some are times."""

    def read(lines: Sequence[bytes]) -> int:
        rows = 0
        for line in lines:
            row = orjson.loads(line)
            _ = [row.get(key) for key in keys]
            inner = row
            for key in inside:
                inner = inner.get(key) or {}
            _ = [inner.get(key) for key in of]
            _ = [_moment(inner[key]) for key in times if key in inner]
            rows += 1
        return rows

    return read


def cells(delimiter: str, times: Sequence[str], numbers: Sequence[str], texts: Sequence[str]) -> Minimal:
    """A minimal reader of a table with these columns, of those that its headings have."""

    def read(lines: Sequence[bytes]) -> int:
        rows = 0
        at: list[list[int]] = [[], [], []]
        width = -1
        for line in lines:
            row = line.decode().split(delimiter)
            if not line[:1].isdigit():
                if line.startswith(b"#fields"):
                    row = row[1:]
                if any(name in row for name in texts):
                    at = [[row.index(name) for name in names if name in row] for names in (times, numbers, texts)]
                    width = max(max(places, default=0) for places in at)
                continue
            if len(row) <= width:
                continue
            _ = [_moment(row[place]) for place in at[0] if row[place] != "-"]
            _ = [int(row[place]) for place in at[1] if row[place].isdecimal()]
            _ = [row[place] for place in at[2]]
            rows += 1
        return rows

    return read


def default_vpc_rows(lines: Sequence[bytes]) -> int:
    """A minimal reader of AWS's default format, which has no headings."""
    rows = 0
    for line in lines:
        row = line.decode().split()
        _ = row[3], row[4], row[7], row[12], row[13]
        _ = [int(row[place]) for place in (5, 6, 8, 9)]
        _ = float(row[10]), float(row[11])
        rows += 1
    return rows


_ZEEK = ("id.orig_h", "id.orig_p", "id.resp_h", "id.resp_p", "proto", "service", "conn_state", "history")
_ZEEK_COUNTS = ("orig_ip_bytes", "resp_ip_bytes", "orig_pkts", "resp_pkts")
_WEIR = ("start", "end", "initiator_ip", "responder_ip", "transport", "initiator_port", "responder_port", "service")

_NDPI = ("src_ip", "dst_ip", "src_port", "dst_port", "protocol", "bidirectional_first_seen_ms", "application_name")
_EVE = (
    "event_type",
    "timestamp",
    "flow_id",
    "src_ip",
    "src_port",
    "dest_ip",
    "dest_port",
    "proto",
    "app_proto",
    "flow",
)
_NTOPNG = ("IPV4_SRC_ADDR", "IPV4_DST_ADDR", "L4_SRC_PORT", "L4_DST_PORT", "PROTOCOL", "L7_PROTO_NAME", "TCP_FLAGS")

_GOFLOW2 = ("src_addr", "dst_addr", "src_port", "dst_port", "proto", "tcp_flags", "sampler_address", "sampling_rate")
_NFACCTD = ("ip_src", "ip_dst", "port_src", "port_dst", "ip_proto", "tcp_flags", "peer_ip_src", "event_type")

MINIMAL: dict[str, Minimal] = {
    "ndpi": objects(*_NDPI, "bidirectional_last_seen_ms", "src2dst_bytes", "dst2src_bytes", "src2dst_packets", "uid"),
    "weir": objects(*_WEIR, "initiator_octets", "responder_octets"),
    "recording": objects("flow", "tick", "change", "verdict"),
    "zeek-tsv": cells("\t", ("ts", "duration"), ("id.orig_p", "id.resp_p", *_ZEEK_COUNTS), ("uid", *_ZEEK)),
    "zeek-json": objects("ts", "duration", "uid", *_ZEEK, *_ZEEK_COUNTS),
    "suricata-eve": objects(
        *(*_EVE, "tcp", "community_id", "vlan"),
        inside=("flow",),
        of=("pkts_toserver", "pkts_toclient", "bytes_toserver", "bytes_toclient", "state", "reason"),
        times=("start", "end"),
    ),
    "aws-vpc": default_vpc_rows,
    "gcp-flow": objects(
        *("logName",),
        inside=("jsonPayload",),
        of=("connection", "bytes_sent", "packets_sent", "reporter"),
        times=("start_time", "end_time"),
    ),
    "illumio": objects(
        *("src_ip", "dst_ip", "proto", "dst_port", "pd", "dir", "state", "dst_dbi", "dst_dbo"), times=("timestamp",)
    ),
    "ntopng": objects(*_NTOPNG, "IN_PKTS", "IN_BYTES", "OUT_PKTS", "OUT_BYTES", "FIRST_SWITCHED", "LAST_SWITCHED"),
    "goflow2": objects(*_GOFLOW2, "time_flow_start_ns", "time_flow_end_ns", "bytes", "packets"),
    "nfacctd": objects(*_NFACCTD, "packets", "bytes", times=("timestamp_start", "timestamp_end")),
    "nfdump-csv": cells(
        ",",
        ("ts", "te", "firstSeen", "duration"),
        ("sp", "dp", "ipkt", "ibyt", "opkt", "obyt", "srcPort", "dstPort", "packets", "bytes"),
        ("sa", "da", "pr", "flg", "srcAddr", "dstAddr", "proto"),
    ),
    "argus-csv": cells(
        ",",
        ("StartTime", "Dur"),
        ("Sport", "Dport", "TotPkts", "TotBytes", "SrcBytes", "SrcPkts", "DstPkts", "DstBytes"),
        ("SrcAddr", "DstAddr", "Proto", "Dir", "State"),
    ),
}
"""By the format's name; one without is measured alone."""


class Measured(Struct):
    format: str
    file: str
    rows: int
    flows: int
    others: int
    dead: int
    rate: float
    minimal: float | None

    def line(self) -> str:
        timed = self.rows >= LEAST_ROWS
        ratio = f"{self.rate / self.minimal:.2f}" if timed and self.minimal is not None else ""
        speed = f"{round(self.rate, -3):,.0f}" if timed else ""
        counts = f"{self.rows:,} | {self.flows:,} | {self.others:,} | {self.dead:,}"
        return f"| `{self.format}` | {self.file} | {counts} | {speed} | {ratio} |"


HEADING = (
    "| format | file | rows | flows | other rows, repeats | dead letters | rows/s | of a minimal reader |\n"
    "|---|---|---|---|---|---|---|---|"
)


def real_pieces(path: Path) -> list[bytes]:
    """A file as the pieces that its format's cutter makes of it."""
    pieces: list[bytes] = []
    cutter = None
    with open_bytes(path) as stream:
        for chunk in chunks(stream):
            cutter = cutter or cutter_for(chunk)
            pieces += cutter.feed(chunk).lines
    return pieces + (cutter.finish().lines if cutter is not None else [])


def made_pieces(name: str, sample: Sample, rows: int) -> list[bytes]:
    """The first row of a sample that makes a record, again and again with other ends and ids, below its headings."""
    reader = reader_for(name, ReaderContext(site="a", source="made", memory=new_memory(), name=sample.name))
    headings: list[bytes] = []
    for piece in sample.pieces:
        if reader.read([piece], 1)[0]:
            return headings + [_varied(piece, number) for number in range(rows)]
        headings.append(piece)
    msg = f"no sample of {name} makes a record"
    raise SystemExit(msg)


def _varied(piece: bytes, number: int) -> bytes:
    address = f"10.1.{number // 200 % 4}.{number % 200 + 1}".encode()
    port = str(32_768 + number * 7 % 28_000).encode()
    varied = re.sub(rb"10\.1\.0\.5(?!\d)", address, piece).replace(b"40001", port)
    varied = varied.replace(b'"flow_id":1,', b'"flow_id":%d,' % number)
    varied = varied.replace(b'\\"C1\\"', b'\\"C%d\\"' % number)
    return varied.replace(b"\tC1\t", b"\tC%d\t" % number).replace(b'"C1"', b'"C%d"' % number)


def _batches(pieces: Sequence[bytes]) -> Iterable[Sequence[bytes]]:
    return (pieces[at : at + BATCH] for at in range(0, len(pieces), BATCH))


def measured(name: str, file: str, pieces: Sequence[bytes], log: str) -> Measured:
    """What came of the pieces, and how fast: the best of some rounds, in turn with the minimal reader."""

    def whole() -> tuple[int, int, int]:
        reader = reader_for(name, ReaderContext(site="a", source=file, memory=new_memory(), name=log))
        flows = dead = 0
        for batch in _batches(pieces):
            records, letters = reader.read(batch, 1)
            flows, dead = flows + len(records), dead + len(letters)
        return flows, reader.repeats + reader.notes.rows, dead

    flows, others, dead = whole()
    rows = flows + others + dead
    minimal = MINIMAL.get(name)
    best, least = 0.0, 0.0
    for _ in range(ROUNDS):
        best = max(best, rate(whole, rows))
        if minimal is not None:
            read = minimal
            least = max(least, rate(lambda: read(pieces), rows))  # noqa: B023 - used at once
    return Measured(name, file, rows, flows, others, dead, best, least or None)


def rate(read: Callable[[], object], rows: int) -> float:
    """Rows a second of processor time."""
    began = time.process_time()
    times = 0
    while (taken := time.process_time() - began) < LEAST_S:
        read()
        times += 1
    return rows * times / taken


def all_measured(only: str | None, data: Path, rows: int) -> Iterable[Measured]:
    for name in FORMATS:
        if only not in {None, name}:
            continue
        for file in REAL.get(name, ()):
            if (data / file).exists():
                try:
                    yield measured(name, file, real_pieces(data / file), Path(file).name)
                except NfdumpMissing as error:
                    print(f"left out: {error}", flush=True)
        for sample in SAMPLES[name][:1]:
            yield measured(name, "made rows", made_pieces(name, sample, rows), sample.name)


def put_into(page: Path, lines: Sequence[str]) -> None:
    """Replace what stands between the two marks of a page."""
    before, begin, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        msg = f"{page} has no {BEGIN} and {END}"
        raise SystemExit(msg)
    text = "\n".join(lines)
    page.write_text(f"{before}{BEGIN}\n\n{HEADING}\n{text}\n\n{END}{after}", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=list(FORMATS))
    parser.add_argument("--rows", type=int, default=MADE_ROWS)
    parser.add_argument("--into", type=Path, metavar="PAGE")
    options = parser.parse_args()
    beside = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
    data = Path(os.environ.get("WEIR_SHARED_DATA", beside))
    print(HEADING, flush=True)
    lines = []
    for one in all_measured(options.only, data, options.rows):
        lines.append(one.line())
        print(lines[-1], flush=True)
    if options.into is not None:
        put_into(options.into, lines)


if __name__ == "__main__":
    main()
