"""What is known of each exporter: its templates by domain, its sampling rates, and where its sequence stands.

An exporter is an address: behind a NAT its port changes. Each of its domains has templates of its own (RFC 3954,
section 5; RFC 7011, 8). All of it is bounded, for one exporter and for all, since anybody can send a datagram.
"""

from collections import deque

from msgspec import Struct

from schemas.formats.netflow.wire.export import Export

MOST_EXPORTERS = 1_024
MOST_DOMAINS = 512
MOST_SAMPLERS = 256
"""Exporters, domains of one, samplers of a domain. Conventions: a plant has some dozen exporters with a few each."""

MOST_TEMPLATE_BYTES = 4_194_304
"""What the templates of one exporter may take: 10,000 templates of some 25 fields."""

ALL_TEMPLATE_BYTES = 67_108_864
"""What the templates of all exporters may take."""

MOST_PARKED_BYTES = 262_144
"""Data that waits for its template, of one exporter: some 180 datagrams. Exporters tell templates again within
minutes (Cisco's default: each 20 datagrams or 30 minutes), so more would be of little use."""

ALL_PARKED_BYTES = 16_777_216

_TEMPLATE_COST = 200
_DOMAIN_COST = 2_000
_PARKED_COST = 400
"""Bytes that a template takes beside its own, a domain, and a set that waits (estimated, and rounded up)."""


class Parked(Struct, frozen=True, gc=False):
    """A set of data whose template was not told yet. `position` is the piece in which it came."""

    export: Export
    template: int
    body: bytes
    position: int


class Domain:
    """One domain of an exporter. `boot_ms` is when its clock of uptimes began, in ms UTC, where it was told.

    `rates` are by sampler; that of None counts where a record names no sampler, or one that is not known.
    `next_sequence` is None until it is known.
    """

    __slots__ = ("boot_ms", "last_count", "next_sequence", "rates", "sampling_noted", "templates", "uptime")

    def __init__(self) -> None:
        self.templates: dict[int, bytes] = {}
        self.rates: dict[int | None, int] = {}
        self.uptime: int | None = None
        self.boot_ms: int | None = None
        self.next_sequence: int | None = None
        self.last_count = 0
        self.sampling_noted = False

    def rate(self, sampler: int | None = None) -> int:
        """By what counters are multiplied; 1 where no rate was told, and of sampler 0, which is none (Cisco)."""
        found = self.rates.get(sampler)
        if found is not None:
            return found
        named = len(self.rates) > (None in self.rates)
        return 1 if sampler == 0 and named else self.rates.get(None, 1)

    def learn_rate(self, sampler: int | None, rate: int) -> None:
        """Take a rate that was told."""
        if sampler in self.rates or len(self.rates) < MOST_SAMPLERS:
            self.rates[sampler] = rate


DomainKey = tuple[int, int]
"""Version and domain: templates of v9 and of IPFIX are two things."""


class Exporter:
    """All domains of one address, and the data that waits for templates."""

    __slots__ = ("domains", "parked", "parked_bytes", "template_bytes")

    def __init__(self) -> None:
        self.domains: dict[DomainKey, Domain] = {}
        self.parked: deque[Parked] = deque()
        self.parked_bytes = 0
        self.template_bytes = 0


class Exporters:
    """All exporters; those heard last stand at the end, and those at the front are forgotten first."""

    def __init__(self) -> None:
        self.known: dict[str, Exporter] = {}
        self.template_bytes = 0
        self.parked_bytes = 0
        self._last: tuple[str, DomainKey, Domain] | None = None

    def domain(self, address: str, key: DomainKey) -> Domain:
        """A domain, made where it is new; it counts as heard."""
        if self._last is not None and self._last[:2] == (address, key):
            return self._last[2]
        exporter = self.known.pop(address, None)
        if exporter is None:
            exporter = Exporter()
        self.known[address] = exporter
        domain = exporter.domains.pop(key, None)
        if domain is None:
            domain = Domain()
            self._weigh(exporter, _DOMAIN_COST)
        exporter.domains[key] = domain
        if len(exporter.domains) > MOST_DOMAINS:
            self._forget_domain(exporter)
        while len(self.known) > MOST_EXPORTERS or (self.template_bytes > ALL_TEMPLATE_BYTES and len(self.known) > 1):
            self._forget_exporter()
        self._last = (address, key, domain)
        return domain

    def learn(self, address: str, key: DomainKey, number: int, packed: bytes) -> int:
        """Take a template. How many others were forgotten for it."""
        domain = self.domain(address, key)
        exporter = self.known[address]
        self._drop(exporter, domain, number)
        domain.templates[number] = packed
        self._weigh(exporter, len(packed) + _TEMPLATE_COST)
        forgotten = 0
        while exporter.template_bytes > MOST_TEMPLATE_BYTES:
            if len(exporter.domains) > 1:
                forgotten += self._forget_domain(exporter)
            else:
                self._drop(exporter, domain, next(iter(domain.templates)))
                forgotten += 1
        while self.template_bytes > ALL_TEMPLATE_BYTES and len(self.known) > 1:
            forgotten += self._forget_exporter()
        return forgotten

    def withdraw(self, address: str, key: DomainKey, number: int | None = None) -> list[int]:
        """Forget a template, or all of a domain. Which they were."""
        domain = self.domain(address, key)
        numbers = list(domain.templates) if number is None else [number] if number in domain.templates else []
        for each in numbers:
            self._drop(self.known[address], domain, each)
        return numbers

    def park(self, parked: Parked) -> list[Parked]:
        """Keep data for its template's coming. What was given up for it: the oldest."""
        export = parked.export
        self.domain(export.exporter, (export.version, export.domain))
        exporter = self.known[export.exporter]
        exporter.parked.append(parked)
        self._hold(exporter, _cost(parked))
        given_up = []
        while exporter.parked_bytes > MOST_PARKED_BYTES:
            given_up.append(self._leave(exporter))
        while self.parked_bytes > ALL_PARKED_BYTES:
            other = next(one for one in self.known.values() if one.parked)
            given_up.append(self._leave(other))
        return given_up

    def waiting(self, address: str, key: DomainKey, number: int) -> list[Parked]:
        """Take out the data that waits for a template that came, in its order."""
        exporter = self.known[address]
        if not exporter.parked:
            return []
        found = [one for one in exporter.parked if _waits(one, key, number)]
        if found:
            exporter.parked = deque(one for one in exporter.parked if not _waits(one, key, number))
            self._hold(exporter, -sum(map(_cost, found)))
        return found

    def _leave(self, exporter: Exporter) -> Parked:
        oldest = exporter.parked.popleft()
        self._hold(exporter, -_cost(oldest))
        return oldest

    def _drop(self, exporter: Exporter, domain: Domain, number: int) -> None:
        packed = domain.templates.pop(number, None)
        if packed is not None:
            self._weigh(exporter, -len(packed) - _TEMPLATE_COST)

    def _forget_domain(self, exporter: Exporter) -> int:
        domain = exporter.domains.pop(next(iter(exporter.domains)))
        count = len(domain.templates)
        for number in list(domain.templates):
            self._drop(exporter, domain, number)
        self._weigh(exporter, -_DOMAIN_COST)
        self._last = None
        return count

    def _forget_exporter(self) -> int:
        exporter = self.known.pop(next(iter(self.known)))
        self.template_bytes -= exporter.template_bytes
        self.parked_bytes -= exporter.parked_bytes
        self._last = None
        return sum(len(domain.templates) for domain in exporter.domains.values())

    def _weigh(self, exporter: Exporter, size: int) -> None:
        exporter.template_bytes += size
        self.template_bytes += size

    def _hold(self, exporter: Exporter, size: int) -> None:
        exporter.parked_bytes += size
        self.parked_bytes += size


def _cost(parked: Parked) -> int:
    return len(parked.body) + _PARKED_COST


def _waits(parked: Parked, key: DomainKey, number: int) -> bool:
    return parked.template == number and (parked.export.version, parked.export.domain) == key
