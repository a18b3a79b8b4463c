"""How fast Zeek TSV rows become flows, against a minimal reader in the same run.

The minimal reader splits, converts and builds the same Flow, and checks nothing: no header, no bounds,
no addresses, no memory of connections. The floor of the project is 60 % of it. The bare one leaves out the
state too, and so stays within the 15 keywords that CPython passes without a dict. Rows are made
here, after the shape of a plant's traffic: polling, repeated paths, new uids. Times are of the processor.

    python -m benchmarks.zeek_reader --rows 200000
"""

import argparse
import random
import sys
import time
from collections.abc import Callable

from schemas.flow import ConnectionState, Flow
from schemas.formats.reader import ReaderContext
from schemas.formats.zeek.tsv import ZeekTsvReader

FIELDS = (
    "ts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice\tduration\torig_bytes\tresp_bytes\tconn_state\t"
    "local_orig\tlocal_resp\tmissed_bytes\thistory\torig_pkts\torig_ip_bytes\tresp_pkts\tresp_ip_bytes\ttunnel_parents"
)
HEADER = [
    b"#separator \\x09",
    b"#set_separator\t,",
    b"#empty_field\t(empty)",
    b"#unset_field\t-",
    b"#path\tconn",
    b"#fields\t" + FIELDS.encode(),
]
BATCH = 500


def made_rows(count: int, seed: int) -> list[bytes]:
    chance = random.Random(seed)
    shapes = [
        ("tcp", 502, "modbus", "SF", "ShADadFf"),
        ("tcp", 102, "-", "S1", "ShADad"),
        ("udp", 53, "dns", "SF", "Dd"),
        ("tcp", 443, "ssl", "SF", "ShADadFf"),
        ("tcp", 445, "gssapi,smb,ntlm", "RSTO", "ShADadR"),
        ("tcp", 80, "-", "S0", "S"),
    ]
    alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0123456789"
    rows = []
    for number in range(count):
        proto, port, service, state, history = chance.choice(shapes)
        uid = "C" + "".join(chance.choices(alphabet, k=17))
        duration = "-" if state == "S0" else f"{chance.random() * 5:.6f}"
        sent, back = chance.randrange(2000), chance.randrange(9000)
        rows.append(
            f"{1_700_000_000 + number * 0.05:.6f}\t{uid}\t10.1.{chance.randrange(4)}.{chance.randrange(250)}\t"
            f"{chance.randrange(32768, 61000)}\t10.2.0.{chance.randrange(60)}\t{port}\t{proto}\t{service}\t{duration}\t"
            f"{sent}\t{back}\t{state}\tT\tT\t0\t{history}\t{chance.randrange(1, 40)}\t{sent + 400}\t"
            f"{chance.randrange(40)}\t{back + 400}\t(empty)".encode()
        )
    return rows


STATES: dict[str, ConnectionState] = {"SF": "established", "S1": "established", "RSTO": "reset", "S0": "attempted"}


def read_minimal(lines: list[bytes]) -> int:
    flows = []
    for line in lines:
        row = line.decode().split("\t")
        start = float(row[0])
        duration = row[8]
        flows.append(
            Flow(
                site="plant",
                sensor="zeek",
                start=start,
                end=start if duration == "-" else start + float(duration),
                initiator_ip=row[2],
                responder_ip=row[4],
                transport=row[6],
                initiator_port=int(row[3]),
                responder_port=int(row[5]),
                uid=row[1],
                service=None if row[7] == "-" else row[7],
                initiator_octets=int(row[17]),
                responder_octets=int(row[19]),
                initiator_packets=int(row[16]),
                responder_packets=int(row[18]),
                state=STATES[row[11]],
            )
        )
    return len(flows)


def read_bare(lines: list[bytes]) -> int:
    flows = []
    for line in lines:
        row = line.decode().split("\t")
        start = float(row[0])
        duration = row[8]
        flows.append(
            Flow(
                site="plant",
                sensor="zeek",
                start=start,
                end=start if duration == "-" else start + float(duration),
                initiator_ip=row[2],
                responder_ip=row[4],
                transport=row[6],
                initiator_port=int(row[3]),
                responder_port=int(row[5]),
                uid=row[1],
                service=None if row[7] == "-" else row[7],
                initiator_octets=int(row[17]),
                responder_octets=int(row[19]),
                initiator_packets=int(row[16]),
                responder_packets=int(row[18]),
            )
        )
    return len(flows)


class Whole:
    """Weir's reader over the same lines, in batches as its sources feed it."""

    def __init__(self) -> None:
        self._reader = ZeekTsvReader(ReaderContext(site="plant", source="made"))
        self._reader.read(HEADER, 1)

    def __call__(self, lines: list[bytes]) -> int:
        flows, letters = self._reader.read(lines, 1)
        if letters:
            sys.exit(f"a made row was refused: {letters[0].reason}")
        return len(flows)


def rate(read: Callable[[list[bytes]], int], rows: list[bytes]) -> float:
    began = time.process_time()
    count = sum(read(rows[start : start + BATCH]) for start in range(0, len(rows), BATCH))
    taken = time.process_time() - began
    if count != len(rows):
        sys.exit(f"{count} flows of {len(rows)} rows")
    return count / taken


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=7, help="the best of so many, taken in turn")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rows = made_rows(options.rows, options.seed)
    # In turn, so that a slow moment of the machine falls on both; the best of each is the least disturbed.
    bare = minimal = whole = 0.0
    for _ in range(options.rounds):
        bare = max(bare, rate(read_bare, rows))
        minimal = max(minimal, rate(read_minimal, rows))
        whole = max(whole, rate(Whole(), rows))
    print(f"bare reader (no state)  {bare:>10,.0f} rows/s   Weir: {whole / bare:.0%} of it")
    print(f"minimal reader          {minimal:>10,.0f} rows/s   Weir: {whole / minimal:.0%} of it (floor 60%)")
    print(f"Weir's reader           {whole:>10,.0f} rows/s")


if __name__ == "__main__":
    main()
