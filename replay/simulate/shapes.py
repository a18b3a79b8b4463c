"""The shapes a connection takes on the wire: answered, ignored, refused, begun before the sensor looked.

Each builder fills in what belongs together (state, history, packets), so that no source of
traffic can make a row that Zeek would not write.
"""

from random import Random

from replay.simulate.connection import Connection

FIRST_EPHEMERAL_PORT = 49_152
"""The dynamic ports of RFC 6335: 49152 to 65535."""

_SEGMENT_OCTETS = 1_400
"""Payload of a full packet with room for headers: how octets become packets."""

_RESET_SHARE = 0.03
"""Of answered TCP connections, those a peer ends by RST: common with Windows and OT stacks alike."""


def ephemeral(random: Random) -> int:
    """A port as an operating system picks one for an outgoing connection."""
    return random.randrange(FIRST_EPHEMERAL_PORT, 65_536)


def _packets(octets: int) -> int:
    return 1 + octets // _SEGMENT_OCTETS


def tcp(  # noqa: PLR0913, PLR0917 - a connection has as many sides
    random: Random,
    start: float,
    initiator: str,
    responder: str,
    port: int,
    service: str | None,
    *,
    sent: int,
    received: int,
    duration: float,
) -> Connection:
    """An answered TCP connection; a few end by reset. Octets are payload."""
    if random.random() < _RESET_SHARE:
        state, history = random.choice((("RSTO", "ShADadR"), ("RSTR", "ShADadr")))
    else:
        state, history = "SF", random.choice(("ShADadFf", "ShADadfF", "ShADadtFf" if sent > 10_000 else "ShADadFf"))
    return Connection(
        round(start, 6), round(max(duration, 0.000_5), 6), initiator, ephemeral(random), responder, port, "tcp",
        service, state, history, sent, received, 3 + _packets(sent), 2 + _packets(received),
    )  # fmt: skip


def udp(  # noqa: PLR0913, PLR0917 - as above
    random: Random,
    start: float,
    initiator: str,
    responder: str,
    port: int,
    service: str | None,
    *,
    sent: int,
    received: int,
    duration: float,
) -> Connection:
    """A question and its answer by UDP; NTP asks from its own port, as ntpd does."""
    own_port = port if service == "ntp" else ephemeral(random)
    return Connection(
        round(start, 6), round(duration, 6), initiator, own_port, responder, port, "udp", service,
        "SF", "Dd", sent, received, _packets(sent), _packets(received),
    )  # fmt: skip


def unanswered(  # noqa: PLR0913 - as above
    random: Random, start: float, initiator: str, responder: str, port: int, *, tries: int = 1
) -> Connection:
    """A TCP connection nobody answered: one SYN, or more with the usual doubling wait (RFC 6298)."""
    waited = float(2**tries - 2) if tries > 1 else None
    octets = 0 if tries > 1 else None
    return Connection(
        round(start, 6), waited, initiator, ephemeral(random), responder, port, "tcp", None,
        "S0", "S", octets, octets, tries, 0,
    )  # fmt: skip


def refused(random: Random, start: float, initiator: str, responder: str, port: int) -> Connection:
    """A TCP connection the responder refused at once."""
    wait = round(random.uniform(0.000_2, 0.004), 6)
    return Connection(
        round(start, 6), wait, initiator, ephemeral(random), responder, port, "tcp", None, "REJ", "Sr", 0, 0, 1, 1
    )


def midstream(  # noqa: PLR0913 - as above
    random: Random,
    start: float,
    initiator: str,
    responder: str,
    port: int,
    *,
    sent: int,
    received: int,
    duration: float,
) -> Connection:
    """A TCP connection the sensor saw only from its middle: no SYN, no end, no protocol name."""
    return Connection(
        round(start, 6), round(duration, 6), initiator, ephemeral(random), responder, port, "tcp", None,
        "OTH", "DadA", sent, received, 1 + _packets(sent), 1 + _packets(received),
    )  # fmt: skip


def turned_round(connection: Connection) -> Connection:
    """The same traffic with the roles swapped, as a sensor guesses them when it missed the handshake."""
    return Connection(
        connection.start, connection.duration, connection.responder_ip, connection.responder_port,
        connection.initiator_ip, connection.initiator_port, connection.transport, None, "OTH", "DadA",
        connection.responder_octets, connection.initiator_octets,
        connection.responder_packets, connection.initiator_packets,
    )  # fmt: skip
