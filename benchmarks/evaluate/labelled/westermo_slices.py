"""What a sensor would have written of Westermo's rows: a connection each, with its initiator, its MACs and how it went.

A row sums up what two addresses sent each other in half a second, as packets and shares of TCP flags. So it holds who
began (whose packets have a SYN and no ACK), how many connections did, how many of these were accepted, and how many the
responder reset. Ports it does not hold: what goes to one device is one service here, and a scan of its ports is tries
that nobody answers. Rows of ARP hold MACs alone and make no connection.
"""

from collections.abc import Iterable, Iterator, Mapping

from replay.simulate.connection import Connection, Seen

RECORDER = "00:07:7c:88:6e:63"
"""The MAC of `left`, which recorded. It has what passes through it twice, coming and going; its own packets once."""

_TO_ALL = frozenset({"255.255.255.255", "198.18.134.255"})

Row = Mapping[str, str]


def seen_of(rows: Iterable[Row]) -> list[Seen]:
    """Connections between two addresses, in the order in which they ended."""
    found = [
        seen
        for row in rows
        if row["protocol"] in {"IPV4-TCP", "IPV4-UDP"} and "," not in row["sIPs"] + row["rIPs"]
        for seen in (_tcp(row) if row["protocol"] == "IPV4-TCP" else _udp(row))
    ]
    return sorted(found, key=lambda one: one.connection.end)


class _End:
    """One end of a row, `s` or `r`."""

    def __init__(self, row: Row, letter: str) -> None:
        self._row, self._letter = row, letter
        self.ip = row[f"{letter}IPs"]
        self.macs = row[f"{letter}MACs"].split("/")
        self.packets = int(row[f"{letter}Packets"])
        self.octets = int(row[f"{letter}PayloadSum"])

    def flagged(self, flag: str) -> int:
        """Its packets with a flag."""
        share = self._row[f"{self._letter}{flag}Rate"]
        return round(self.packets * float(share)) if share else 0

    @property
    def begins(self) -> bool:
        """Whether it sent a SYN without an ACK: shares have three digits, so one of up to 500 packets shows."""
        return self.flagged("Syn") > 0 and self.flagged("Ack") < self.packets


def _tcp(row: Row) -> Iterator[Seen]:
    ends = _End(row, "s"), _End(row, "r")
    initiator = next((end for end in reversed(ends) if end.begins), None)
    if initiator is None:
        # Part of a connection that began in a row before it.
        return
    responder = ends[0] if initiator is ends[1] else ends[1]
    twice = 1 if RECORDER in initiator.macs + responder.macs else 2
    begun = max(1, initiator.flagged("Syn") // twice)
    accepted = min(begun, responder.flagged("Syn") // twice)
    reset = min(accepted, responder.flagged("Rst") // twice)
    left = min(accepted - reset, initiator.flagged("Rst") // twice)
    talks = accepted - reset - left
    shapes = (
        *(("RSTR", "ShAr", 0, 0, 2, 2),) * reset,
        *(("RSTO", "ShR", 0, 0, 2, 1),) * left,
        *(("SF", "ShADadFf", initiator.octets // max(1, talks), responder.octets // max(1, talks), 8, 8),) * talks,
        *(("S0", "S", 0, 0, 1, 0),) * (begun - accepted),
    )
    start, each = float(row["start"]), float(row["duration"]) / begun
    for number, (state, history, sent, received, packets, answers) in enumerate(shapes):
        connection = Connection(
            start + number * each, each, initiator.ip, 0, responder.ip, 0, "tcp", None, state, history, sent, received,
            packets, answers,
        )  # fmt: skip
        yield _seen(row, number, connection, initiator, responder)


def _udp(row: Row) -> Iterator[Seen]:
    """The end that speaks alone began; where both do, nobody knows."""
    ends = _End(row, "s"), _End(row, "r")
    initiator, responder = ends if ends[0].packets else ends[::-1]
    history = "Dd" if responder.packets else "D"
    state = "SF" if responder.packets else "S0"
    if responder.ip not in _TO_ALL and initiator.ip not in _TO_ALL:
        connection = Connection(
            float(row["start"]), float(row["duration"]), initiator.ip, 0, responder.ip, 0, "udp", None, state, history,
            initiator.octets, responder.octets, initiator.packets, responder.packets,
        )  # fmt: skip
        yield _seen(row, 0, connection, initiator, responder)


def _seen(row: Row, number: int, connection: Connection, initiator: _End, responder: _End) -> Seen:
    """With a MAC each; where two devices spoke from one address within the row, each has its share."""
    own, other = (end.macs[number % len(end.macs)] for end in (initiator, responder))
    return Seen(connection, f"C{row['start'].replace('.', '')}{number}", own, other)
