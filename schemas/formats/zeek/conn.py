"""What a row of Zeek's conn.log means: its state, who began, and a Flow made with every check.

Each field is read as Zeek's own documentation of `Conn::Info` defines it. This is the careful way: the readers'
fast ways must give the same flows, and a test holds that. What tells the path (time, addresses, transport,
responder port) must be right, else the row is refused with the field's name; any other field that cannot be true is
left out and noted, since a wrong counter must not hide a crossing.

Octets are those of IP packets (`orig_ip_bytes`), as NetFlow counts them; the payload counts
(`orig_bytes`) are taken from TCP sequence numbers, which Zeek says may be wrong, and stand in only
where the others are not logged.
"""

from collections.abc import Mapping
from functools import lru_cache

from schemas.bounds import MAX_RECORD_BYTES
from schemas.flow import ConnectionState, Direction, Flaw, Flow
from schemas.formats.notes import Doubt
from schemas.formats.row import LONGEST_MAC
from schemas.formats.zeek.row import CarefulRow, unescape
from schemas.formats.zeek.uids import Totals
from schemas.services.icmp import is_request
from schemas.services.names import split_services

_STATES: dict[str, ConnectionState] = {
    "S0": "attempted",
    "SH": "attempted",
    "RSTOS0": "attempted",
    "S1": "established",
    "S2": "established",
    "S3": "established",
    "SF": "established",
    "REJ": "rejected",
    "RSTO": "reset",
    "RSTR": "reset",
    "RSTRH": "reset",
}

_FLAWS: tuple[tuple[str, Flaw], ...] = (("c", "checksum"), ("g", "gap"))

_STATES_WITH_SYN = frozenset({"S0", "S1", "S2", "S3", "SF", "SH", "REJ", "RSTO", "RSTR", "RSTOS0"})


@lru_cache(maxsize=8_192)
def meaning(
    transport: str, conn_state: str | None, history: str | None
) -> tuple[ConnectionState, Direction, tuple[Flaw, ...]]:
    """How a connection went, how sure Zeek is of who began it, and what it could not see of it.

    Upper case in `history` is the originator, lower case the responder. TCP: a SYN of the originator
    (`S`) or a SYN-ACK of the responder (`h`) is a handshake, and certain even where later octets were
    missed; anything else began before the sensor looked. UDP has no handshake: who spoke first is all
    there is. `^` says that Zeek turned the roles round. Without a history the state stands in. `c` is a packet
    with a wrong checksum, which Zeek leaves unread, and `g` a gap.
    """
    told = (history or "").lower()
    flaws: tuple[Flaw, ...] = tuple(flaw for letter, flaw in _FLAWS if letter in told)
    return _state(conn_state, history), _direction(transport, conn_state, history), flaws


def _state(conn_state: str | None, history: str | None) -> ConnectionState:
    told = history or ""
    both_spoke = any(letter.isupper() for letter in told) and any(letter.islower() for letter in told)
    if conn_state is None or conn_state == "OTH":
        return "established" if both_spoke else "unknown"
    if conn_state == "RSTOS0" and told and "S" not in told:
        # Zeek calls it so also when it met the connection half-way: no attempt was seen.
        return "reset" if both_spoke else "unknown"
    return _STATES.get(conn_state, "unknown")


def _direction(transport: str, conn_state: str | None, history: str | None) -> Direction:
    if history:
        if "^" in history:
            return "flipped"
        if transport == "tcp":
            return "certain" if "S" in history or "h" in history else "unsure"
        return "certain" if history[0].isupper() else "unsure"
    if transport == "tcp":
        return "certain" if conn_state in _STATES_WITH_SYN else "unsure"
    return "unsure"


def icmp_direction(icmp_type: int | None) -> Direction:
    """ICMP has no history; a reply type in the originator's place means that the request was not seen."""
    return "certain" if is_request(icmp_type) else "unsure"


@lru_cache(maxsize=4_096)
def service_name(raw: str) -> str | None:
    """Our name for Zeek's service field, which may be a list; None when it names none."""
    names = split_services(unescape(raw))
    return names[0] if names else None


def careful_flow(fields: Mapping[str, object], *, site: str, sensor: str) -> tuple[Flow, Totals, list[Doubt]]:
    """The flow of one row of conn.log, the row's own totals (not yet the differences), and what was left out.

    Raises ValueError that names the field which does not fit.
    """
    row = CarefulRow(fields)
    start = row.time()
    end = row.end(start)
    transport = row.transport()
    if transport is None:
        msg = "field proto is missing"
        raise ValueError(msg)
    history = row.word("history", "impossible state", MAX_RECORD_BYTES)
    state, direction, flaws = meaning(transport, row.word("conn_state", "impossible state"), history)
    initiator_port = row.initiator_port()
    if transport == "icmp":
        direction = icmp_direction(initiator_port)
    service = row.word("service", "impossible service", MAX_RECORD_BYTES)
    totals = (
        _octets(row, "orig_ip_bytes", "orig_bytes"),
        _octets(row, "resp_ip_bytes", "resp_bytes"),
        row.count("orig_pkts", "impossible packets"),
        row.count("resp_pkts", "impossible packets"),
    )
    flow = Flow(
        site=site,
        sensor=sensor,
        start=start,
        end=end,
        initiator_ip=row.address("id.orig_h"),
        responder_ip=row.address("id.resp_h"),
        transport=transport,
        initiator_port=initiator_port,
        responder_port=row.responder_port(),
        uid=row.word("uid", "impossible id"),
        community_id=row.word("community_id", "impossible id"),
        initiator_mac=row.word("orig_l2_addr", "impossible mac", LONGEST_MAC),
        responder_mac=row.word("resp_l2_addr", "impossible mac", LONGEST_MAC),
        service=None if service is None else service_name(service),
        initiator_octets=totals[0],
        responder_octets=totals[1],
        initiator_packets=totals[2],
        responder_packets=totals[3],
        state=state,
        direction=direction,
        vlan=row.vlan(),
        flaws=flaws,
    )
    return flow, totals, row.doubts


def _octets(row: CarefulRow, of_packets: str, of_payload: str) -> int | None:
    octets = row.count(of_packets, "impossible octets")
    return row.count(of_payload, "impossible octets") if octets is None else octets
