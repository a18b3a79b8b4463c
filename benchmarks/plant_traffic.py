"""A plant's mixed traffic as Zeek writes it, the hard way round: four days, some 160 assets, some 300,000 rows.

What makes it hard is what sensors on a plant show, and what steady polling lacks: offices with their internet
traffic and thousands of peers, link addresses of devices and of routers, services that Zeek names in one row and not in
the next (a conversation joined in its middle, a TLS hello that was lost), scoped and multicast addresses, broken and
unanswered tries, rows of one connection told twice, and nights in which nobody works. The same seed gives the
same bytes.
"""

import random
from collections.abc import Iterator
from operator import itemgetter
from pathlib import Path

from msgspec import Struct

BEGIN = 1_772_409_600.0
"""Monday, 2026-03-02, 00:00 UTC."""

DAY_S, HOUR_S = 86_400.0, 3_600.0
DAYS = 4

FIELDS = (
    *("ts", "uid", "id.orig_h", "id.orig_p", "id.resp_h", "id.resp_p", "proto", "service", "duration", "orig_bytes"),
    *("resp_bytes", "conn_state", "local_orig", "local_resp", "missed_bytes", "history", "orig_pkts", "orig_ip_bytes"),
    *("resp_pkts", "resp_ip_bytes", "tunnel_parents", "ip_proto", "orig_l2_addr", "resp_l2_addr"),
)
_HEADER = "\n".join(
    (
        *("#separator \\x09", "#set_separator\t,", "#empty_field\t(empty)", "#unset_field\t-", "#path\tconn"),
        "\t".join(("#fields", *FIELDS)),
    )
)

HEADER_LINES = _HEADER.count("\n") + 1

_CELLS, _PLCS_A_CELL = 6, 9
_DESKS, _SERVERS, _LINK_LOCAL = 72, 14, 10
_SITES = 3_000
"""Internet peers of the office; people go to the first of them far more often than to the last."""

_CELL_PROTOCOLS = ((502, "modbus"), (102, "s7comm"), (44_818, "enip"), (20_000, "dnp3_tcp"))
_SERVER_SERVICES = (
    *((53, "udp", "dns"), (88, "tcp", "krb_tcp"), (389, "tcp", "ldap_tcp"), (445, "tcp", "gssapi,ntlm,smb")),
    *((443, "tcp", "ssl"), (1433, "tcp", "-"), (123, "udp", "ntp"), (3389, "tcp", "rdp,ssl"), (8530, "tcp", "http")),
)
_NAMED = 0.82
"""The part of a named service's rows in which Zeek names it."""

_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0123456789"


class Way(Struct, frozen=True):
    """Who speaks to whom, and how. `office` ways rest at night."""

    initiator: str
    responder: str
    port: int
    transport: str
    service: str
    initiator_mac: str
    responder_mac: str
    office: bool = False


def _mac(vendor: str, number: int) -> str:
    return f"{vendor}:{number >> 16 & 255:02x}:{number >> 8 & 255:02x}:{number & 255:02x}"


_ROUTER_IN, _ROUTER_OUT = _mac("00:1a:6c", 1), _mac("00:1a:6c", 2)


def ways(chance: random.Random) -> tuple[list[Way], list[Way]]:
    """The plant's ways: those of machines, which never rest, and those of the office within the plant."""
    machines: list[Way] = []
    servers = [(f"10.20.0.{n + 10}", _mac("00:50:56", n)) for n in range(_SERVERS)]
    for cell in range(_CELLS):
        port, service = _CELL_PROTOCOLS[cell % len(_CELL_PROTOCOLS)]
        hmi, hmi_mac = f"10.30.{cell}.5", _mac("00:0c:29", cell)
        plcs = [(f"10.30.{cell}.{n + 20}", _mac("00:80:f4", cell * 256 + n)) for n in range(_PLCS_A_CELL)]
        for plc, mac in plcs:
            machines.append(Way(hmi, plc, port, "tcp", service, hmi_mac, mac))
            machines.append(Way(hmi, plc, 80, "tcp", "http", hmi_mac, mac))
            machines += [Way(server, plc, port, "tcp", service, _ROUTER_IN, mac) for server, _ in servers[:4]]
            machines += [Way(plc, server, 123, "udp", "ntp", mac, _ROUTER_IN) for server, _ in servers[4:6]]
            machines += [
                Way(plc, other, port, "tcp", service, mac, other_mac) for other, other_mac in plcs if other > plc
            ]
        machines += [Way(hmi, server, 443, "tcp", "ssl", hmi_mac, _ROUTER_IN) for server, _ in servers]
    for server, mac in servers:
        for other, other_mac in servers:
            port, transport, service = chance.choice(_SERVER_SERVICES)
            if other != server:
                machines.append(Way(server, other, port, transport, service, mac, other_mac))
    office: list[Way] = []
    for desk in range(_DESKS):
        ip, mac = f"10.10.{desk // 200}.{desk % 200 + 20}", _mac("3c:52:82", desk)
        for server, _ in servers:
            port, transport, service = chance.choice(_SERVER_SERVICES)
            office.append(Way(ip, server, port, transport, service, mac, _ROUTER_OUT, office=True))
        office.append(Way(ip, "224.0.0.251", 5353, "udp", "dns", mac, "01:00:5e:00:00:fb", office=True))
        office.append(Way(ip, "10.10.0.255", 137, "udp", "dns", mac, "ff:ff:ff:ff:ff:ff", office=True))
        if desk < _LINK_LOCAL:
            scoped = f"fe80::3e52:82ff:fe00:{desk:x}"
            office.append(Way(scoped, "ff02::fb", 5353, "udp", "dns", mac, "33:33:00:00:00:fb", office=True))
            office.append(Way(scoped, "fe80::21a:6cff:fe00:2", 547, "udp", "-", mac, _ROUTER_OUT, office=True))
    return machines, office


def _internet(chance: random.Random, desk: int) -> Way:
    """A visit of the internet: a few sites again and again, the others once or twice."""
    site = min(int(chance.paretovariate(0.6)) - 1 + desk % 7, _SITES - 1)
    ip = f"{(23, 52, 104, 142, 151)[site % 5]}.{site * 37 % 223 + 16}.{site // 250}.{site % 250 + 1}"
    quic = chance.random() < 0.2
    transport, service = ("udp", "quic,ssl") if quic else ("tcp", "ssl")
    own = f"10.10.{desk // 200}.{desk % 200 + 20}"
    return Way(own, ip, 443, transport, service, _mac("3c:52:82", desk), _ROUTER_OUT, office=True)


def _row(way: Way, end: float, uid: str, chance: random.Random) -> str:
    sent, back = int(chance.lognormvariate(6.0, 1.2)), int(chance.lognormvariate(7.0, 1.8))
    duration = min(chance.expovariate(0.5), 600.0)
    service = way.service if chance.random() < _NAMED else "-"
    state, history = "SF", "ShADadFf" if way.transport == "tcp" else "Dd"
    packets, packets_back = 3 + sent // 1_200, 2 + back // 1_200
    local = "T" if way.responder.startswith(("10.", "fe80", "ff02", "224.")) else "F"
    kind = chance.random()
    if way.transport == "udp" and not way.responder_mac.startswith("00"):
        state, history, back, packets_back, duration = "S0", "D", 0, 0, 0.0
    elif way.transport == "tcp" and kind < 0.02:
        service, state, history, sent, back, packets, packets_back, duration = "-", "S0", "S", 0, 0, 1, 0, 0.0
    elif way.transport == "tcp" and kind < 0.03:
        service, state, history, sent, back, packets, packets_back = "-", "REJ", "Sr", 0, 0, 1, 1
    elif way.transport == "tcp" and kind < 0.08:
        state, history = "RSTR", "ShADadr"
    elif way.transport == "tcp" and kind < 0.12:
        state, history = "OTH", "DadA"
    octets, octets_back = sent + 40 * packets, back + 40 * packets_back
    told, bytes_, bytes_back = (f"{duration:.6f}", sent, back) if duration else ("-", "-", "-")
    number = "6" if way.transport == "tcp" else "17"
    return (
        f"{end - duration:.6f}\t{uid}\t{way.initiator}\t{chance.randrange(32_768, 61_000)}\t{way.responder}\t"
        f"{way.port}\t{way.transport}\t{service}\t{told}\t{bytes_}\t{bytes_back}\t{state}\tT\t{local}\t0\t{history}\t{packets}\t"
        f"{octets}\t{packets_back}\t{octets_back}\t-\t{number}\t{way.initiator_mac}\t{way.responder_mac}"
    )


def _moments(chance: random.Random, count: int, *, office: bool) -> Iterator[float]:
    """That many moments of the four days; the office's lie in its hours, bar a few."""
    for _ in range(count):
        day = BEGIN + chance.randrange(DAYS) * DAY_S
        if office and chance.random() < 0.97:
            yield day + min(max(chance.gauss(12.5, 2.3), 6.0), 19.0) * HOUR_S + chance.random()
        else:
            yield day + chance.random() * DAY_S


def rows(count: int = 300_000, seed: int = 1) -> list[str]:
    """About `count` rows of conn.log, in the order in which their connections ended."""
    chance = random.Random(seed)
    machines, office = ways(chance)
    events = [(end, chance.choice(machines)) for end in _moments(chance, int(count * 0.55), office=False)]
    events += [(end, chance.choice(office)) for end in _moments(chance, int(count * 0.25), office=True)]
    events += [
        (end, _internet(chance, chance.randrange(_DESKS))) for end in _moments(chance, int(count * 0.2), office=True)
    ]
    events.sort(key=itemgetter(0))
    made: list[str] = []
    for end, way in events:
        uid = "C" + "".join(chance.choices(_ALPHABET, k=17))
        made.append(_row(way, end, uid, chance))
        if chance.random() < 0.002:
            # Told twice: Zeek restarted, or a log was shipped once more.
            made.append(made[-1])
    return made


def write(path: Path, count: int = 300_000, seed: int = 1) -> int:
    """Write a conn.log; how many rows it has."""
    made = rows(count, seed)
    path.write_text("\n".join((_HEADER, *made)) + "\n")
    return len(made)
