"""Each input format over real files and over made rows: what came of the rows, rows a second, and a minimal reader's.

    python -m benchmarks.inputs
    python -m benchmarks.inputs --only nfdump-csv
    python -m benchmarks.inputs --into docs/inputs-sensors.md

Real files are those of ../shared/data (or WEIR_SHARED_DATA), where they are; made rows are those of `inputs_rows.py`. A
minimal reader (`inputs_minimal.py`) reads the same bytes in the same run. Where one piece holds several records, as
datagrams and Azure's do, rows are records.
"""

import argparse
import os
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from msgspec import Struct

from benchmarks.inputs_minimal import MINIMAL
from benchmarks.inputs_rows import made_pieces
from schemas.formats.reader import ReaderContext
from schemas.formats.registry import FORMATS, cutter_for, new_memory, reader_for
from schemas.formats.tables.mapping import packed
from streams.sources.files.nfcapd import NfdumpMissing
from streams.sources.files.paths import chunks, open_bytes
from tests.schemas.formats.mapped_samples import MAPPED
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


def _batches(pieces: Sequence[bytes]) -> Iterable[Sequence[bytes]]:
    return (pieces[at : at + BATCH] for at in range(0, len(pieces), BATCH))


def measured(name: str, file: str, pieces: Sequence[bytes], log: str, reads_as: str) -> Measured:
    """What came of the pieces, and how fast: the best of some rounds, in turn with the minimal reader."""

    def whole() -> tuple[int, int, int]:
        reader = reader_for(reads_as, ReaderContext(site="a", source=file, memory=new_memory(), name=log))
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


def tables() -> Iterable[tuple[str, str, Sample]]:
    """Each format's name here and in Weir, and the sample whose rows are made; of mappings, that of one-way records."""
    for name in FORMATS:
        yield name, name, SAMPLES[name][0]
    for mapping, sample in MAPPED:
        if mapping.records == "one-way":
            yield "mapped one-way JSON", packed(mapping), sample


def all_measured(only: str | None, data: Path, rows: int) -> Iterable[Measured]:
    for name, reads_as, sample in tables():
        if only not in {None, name}:
            continue
        for file in REAL.get(name, ()):
            if (data / file).exists():
                try:
                    yield measured(name, file, real_pieces(data / file), Path(file).name, reads_as)
                except NfdumpMissing as error:
                    print(f"left out: {error}", flush=True)
        yield measured(name, "made rows", made_pieces(name, reads_as, sample, rows), sample.name, reads_as)


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
    parser.add_argument("--only", choices=[name for name, _, _ in tables()])
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
