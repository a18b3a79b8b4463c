"""A plant's conn.log written anew in another format: `weir simulate --format`."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from replay.simulate.formats.conn_row import conn_row
from replay.simulate.formats.eve import EveWriter
from replay.simulate.formats.ipfix import IpfixWriter
from replay.simulate.formats.protocol import FormatWriter
from replay.simulate.formats.vpc import VpcWriter
from replay.simulate.formats.zeek_json import ZeekJsonWriter
from replay.simulate.run import CONN_LOG

Progress = Callable[[float], None]

_ROWS_BETWEEN_REPORTS = 10_000


class Kind(NamedTuple):
    """A format that the simulator writes. `read_as` is what `--format` must name where content alone does not tell."""

    words: str
    file: str
    writer: Callable[[], FormatWriter] | None
    read_as: str | None = None


KINDS: dict[str, Kind] = {
    "zeek-tsv": Kind("Zeek's conn.log", CONN_LOG, None),
    "zeek-json": Kind("Zeek's conn.log as JSON", "conn.json", ZeekJsonWriter),
    "suricata-eve": Kind("Suricata's flow events", "eve.json", EveWriter),
    "ipfix": Kind("a router's IPFIX export, as a pcap", "ipfix.pcap", IpfixWriter, "netflow"),
    "aws-vpc": Kind("AWS VPC flow logs", "vpc.log", VpcWriter),
}
"""By the names that `weir simulate --format` takes."""


def rewrite(folder: Path, kind: Kind, progress: Progress | None = None) -> Path:
    """Write a folder's conn.log anew as `kind`, and take the log away. Answers with the file that is there now.

    The file bears its name once it is whole; whatever ends it before leaves the log as it was. Raises OSError.
    """
    log = folder / CONN_LOG
    if kind.writer is None:
        return log
    writer = kind.writer()
    partial = folder / f".{kind.file}.part"
    size, done, last = log.stat().st_size, 0, 0.0
    try:
        with log.open(encoding="ascii") as rows, partial.open("wb", buffering=1 << 20) as out:
            begun = False
            for number, line in enumerate(rows):
                done += len(line)
                if progress is not None and number % _ROWS_BETWEEN_REPORTS == 0:
                    progress(done / size)
                if line.startswith("#"):
                    continue
                row = conn_row(line)
                if not begun:
                    out.write(writer.begin(row.start))
                    begun = True
                last = max(last, row.end)
                out.write(writer.row(row))
            out.write(writer.end(last))
        partial.replace(folder / kind.file)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    log.unlink()
    return folder / kind.file
