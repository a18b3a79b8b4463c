"""Services as people write them in conduits and verdicts, by the names that flows have.

A conduit may name a service (`modbus`, and other words for it such as `umas`), a port (`tcp/502`, or `502` for TCP
and UDP alike), a range of ports (`tcp/1024-2048`), a whole transport (`tcp`, `icmp`) or everything (`*`). What fits
no flow is refused with the nearest name, so that a misspelt conduit never stands there without effect.
"""

import re
from collections.abc import Collection
from difflib import get_close_matches
from functools import lru_cache

from schemas.bounds import LARGEST_PORT
from schemas.services.icmp import ICMP_NAMES, icmp_service
from schemas.services.names import NAMES, canonical_name, service_of, split_services, usual_ports
from schemas.services.table import ALIASES, WEB

ANY_SERVICE = "*"

OWN_WORD = "="
"""Put before a sensor's own word for a protocol that the table lacks: `=acme-proto`."""

_WITH_PORTS = frozenset({"tcp", "udp"})
_WHOLE: dict[str, str] = (
    dict.fromkeys((ANY_SERVICE, "any", "all"), ANY_SERVICE)
    | dict.fromkeys(ICMP_NAMES, "icmp")
    | {name: name for name in _WITH_PORTS}
)
_PORTS = re.compile(r"(?:(?P<transport>[a-z0-9-]{1,16})/)?(?P<first>[0-9]{1,6})(?:-(?P<last>[0-9]{1,6}))?\Z")
_TURNED = re.compile(r"([0-9]{1,6}(?:-[0-9]{1,6})?) ?/ ?([a-z]{3,4})\Z")
_LOOSE = re.compile(r"((?:tcp|udp)(?=[0-9])|(?:tcp|udp|icmp) ?[:/ _-] ?)(?:port )?([0-9]{1,6}(?: ?- ?[0-9]{1,6})?)\Z")
_PORT = re.compile(r"port ([0-9]{1,6}(?: ?- ?[0-9]{1,6})?)\Z")
"""`tcp/502`; `502/tcp` as scanners write it; `TCP 502`, `tcp:502`, `TCP_502` and `tcp port 502` as firewalls do."""

_NAMED = re.compile(r"(?P<name>.+?) ?[(/: ] ?(?:(?P<transport>tcp|udp)[/: ]?)?(?P<port>[0-9]{1,6})\)?\Z")
"""`https (443)`, `modbus/502`, `Modbus (tcp/502)`: a name with its port."""

_EVERY_PORT = re.compile(r"(tcp|udp|icmp)/(?:\*|any|all)\Z")


@lru_cache(maxsize=4_096)
def conduit_service(text: str) -> str:
    """A conduit's service in the one form that is stored and compared. Raises ValueError, with the nearest name."""
    written = _written(text)
    if written in _WHOLE:
        return _WHOLE[written]
    if written.startswith(OWN_WORD):
        name = canonical_name(written.removeprefix(OWN_WORD))
        if name is not None:
            return name if name in NAMES else OWN_WORD + name
    ports = _PORTS.match(written)
    if ports is None or (ports["transport"] and _with_port(written)):
        return _with_port(written) or _name(written, text, ())
    transport, first, last = _ports(ports, text)
    if transport == "icmp":
        return icmp_service(first)
    before = f"{transport}/" if transport else ""
    return f"{before}{first}" if first == last else f"{before}{first}-{last}"


def path_service(text: str, also: Collection[str] = ()) -> str:
    """The service of one path, as flows name it: "modbus" for `umas`, `tcp/502` and `502`.

    `also` are names that are known besides the table's, such as those of the site's paths; `=word` is one that nobody
    knows yet. Raises ValueError for what is no single service, with the nearest name.
    """
    written = _written(text)
    if written in also:
        return written
    if written.startswith(OWN_WORD):
        name = canonical_name(written.removeprefix(OWN_WORD))
        if name is not None:
            return name
    ports = _PORTS.match(written)
    named = _with_port(written)
    if named is not None:
        return named
    if ports is None:
        return "icmp" if written in ICMP_NAMES else _name(written, text, also)
    transport, first, last = _ports(ports, text)
    if first != last:
        msg = f"{text!r} is a range of ports; a path has one service"
        raise ValueError(msg)
    if transport:
        return service_of(None, transport, first)
    either = {service_of(None, one, first) for one in ("tcp", "udp")}
    found = {name for name in either if name in NAMES or name in also}
    if len(found) == 1:
        return found.pop()
    msg = f"{text!r} does not say which transport: write {' or '.join(f'{one}/{first}' for one in ('tcp', 'udp'))}"
    raise ValueError(msg)


@lru_cache(maxsize=65_536)
def covers(pattern: str, service: str, transport: str, port: int | None, sensor_word: str | None = None) -> bool:
    """Whether a conduit's service, as `conduit_service` gave it, holds a flow.

    `service` is the flow's by our names, `port` its responder's, `sensor_word` what its sensor called it. Ports are
    compared with the flow's own; where it has none, with those that its service usually has. Of web traffic the
    sensor's word counts beside the port's: of nothing else, since TLS may carry a remote desktop.
    """
    if pattern in {ANY_SERVICE, service, transport}:
        return True
    if pattern in WEB and service in WEB and pattern in split_services(sensor_word)[:1]:
        return True
    if pattern == "icmp":
        return transport in ICMP_NAMES
    if pattern.startswith(OWN_WORD):
        return pattern[1:] == service
    ports = _PORTS.match(pattern)
    if ports is None:
        return False
    wanted, first = ports["transport"], int(ports["first"])
    last = int(ports["last"] or first)
    own = {(transport, port)} if port is not None else usual_ports(service)
    return any((wanted is None or wanted == one) and one in _WITH_PORTS and first <= at <= last for one, at in own)


def _ports(found: re.Match[str], text: str) -> tuple[str, int, int]:
    """Transport ("" where none is named), first and last port."""
    transport, first = found["transport"] or "", int(found["first"])
    last = first if found["last"] is None else int(found["last"])
    if transport in ICMP_NAMES:
        transport = "icmp"
    if transport == "icmp" and first != last:
        msg = f"{text!r}: types of ICMP have no ranges; name them one by one"
        raise ValueError(msg)
    if transport not in {"", "icmp", *_WITH_PORTS}:
        near = get_close_matches(transport, ["tcp", "udp", "icmp"], n=1)
        hint = f"; did you mean {near[0]}/{first}?" if near else ""
        msg = f"{text!r}: ports are those of tcp and udp, types those of icmp{hint}"
        raise ValueError(msg)
    if not 0 <= first <= last <= LARGEST_PORT:
        msg = f"{text!r} is no port or range of ports from 0 to {LARGEST_PORT}, lower one first"
        raise ValueError(msg)
    return transport, first, last


def _written(text: str) -> str:
    written = text.strip().lower()
    loose = _LOOSE.match(written)
    if loose is not None:
        return f"{loose[1].strip(' :/_-')}/{loose[2].replace(' ', '')}"
    bare = _PORT.match(written)
    if bare is not None:
        return bare[1].replace(" ", "")
    every = _EVERY_PORT.match(written)
    if every is not None:
        return every[1]
    turned = _TURNED.match(written)
    return written if turned is None else f"{turned[2]}/{turned[1]}"


def _with_port(written: str) -> str | None:
    """The name of a service that is written with its port, where both agree; None for anything else."""
    found = _NAMED.match(written)
    if found is None:
        return None
    name = canonical_name(found["name"])
    if name is None or name not in NAMES:
        return None
    said = found["transport"], int(found["port"])
    fits = any(said[0] in {None, transport} and said[1] == port for transport, port in usual_ports(name))
    return name if fits else None


def _name(written: str, text: str, also: Collection[str]) -> str:
    """A name of the table, or of `also`. Raises ValueError."""
    name = canonical_name(written.removeprefix(OWN_WORD)) or written
    for found in (written, name, *(name.removesuffix(end) for end in ("-tcp", "-udp"))):
        if found in NAMES or found in also:
            return found
    near = get_close_matches(name, sorted({*NAMES, *ALIASES, *also}), n=1, cutoff=0.6)
    hint = f"did you mean {near[0]!r}? " if near else ""
    what = f"no service is called {text!r}" if name else "a service has no name"
    msg = (
        f"{what}; {hint}Understood are names, tcp/502, 502, tcp/1024-2048, tcp, icmp, * and, "
        f"for a sensor's own word, {OWN_WORD}word"
    )
    raise ValueError(msg)
