"""One datagram's own words: which version, by whom, when, and where in its exporter's sequence."""

from struct import Struct as Binary

from msgspec import Struct

from schemas.formats.datagrams import Datagram
from schemas.formats.row import LATEST_TIME

DAY_S = 86_400.0

_CLOCKS_SET_FROM = 978_307_200.0
"""2001: a clock that was never set begins at 1970, 1993-03-01 (Cisco IOS) or 2000-01-01, and has not run for a year."""

SFLOW = 105
"""Stands for sFlow v5 among the versions, since NetFlow has a version 5 too. A convention of this reader."""

_VERSION = Binary("!H")
_V1 = Binary("!HHIII")
_V5 = Binary("!HHIIIIBBH")
_V9 = Binary("!HHIIII")
_IPFIX = Binary("!HHIII")


class Export(Struct, frozen=True, gc=False, kw_only=True):
    """`now` is when it was sent, in seconds UTC; `shift` what must be added to the exporter's times to be believed.

    `uptime` is the milliseconds since the exporter's start, modulo 2^32; None where the version does not tell. `count`
    is what its header says: records, or 0 where it says none. `domain` is the source id of v9, the observation domain
    of IPFIX, the engine of v5. `body` is where its records begin, and `end` where they end.
    """

    exporter: str
    version: int
    domain: int
    now: float
    sequence: int
    count: int
    body: int
    end: int
    shift: float = 0.0
    uptime: int | None = None
    sampling: int = 0


def export_of(datagram: Datagram) -> Export:
    """What a datagram says of itself. Raises ValueError for none of NetFlow, IPFIX or sFlow."""
    payload = datagram.payload
    size = len(payload)
    version = _VERSION.unpack_from(payload)[0] if size >= _VERSION.size else None
    if version == 9 and size >= _V9.size:
        _, count, uptime, seconds, sequence, domain = _V9.unpack_from(payload)
        return _export(datagram, 9, domain, seconds, sequence, count, _V9.size, size, uptime)
    if version == 10 and size >= _IPFIX.size:
        _, length, seconds, sequence, domain = _IPFIX.unpack_from(payload)
        if not _IPFIX.size <= length <= size:
            msg = f"an IPFIX message that says it has {length} bytes, in a datagram of {size}"
            raise ValueError(msg)
        return _export(datagram, 10, domain, seconds, sequence, 0, _IPFIX.size, length, None)
    if version in {5, 7} and size >= _V5.size:
        _, count, uptime, seconds, rest, sequence, kind, engine, sampling = _V5.unpack_from(payload)
        if version == 7:  # in its place are four bytes that mean nothing
            kind, engine, sampling = 0, 0, 0
        domain = kind << 8 | engine
        return _export(
            datagram, version, domain, seconds + rest / 1e9, sequence, count, _V5.size, size, uptime, sampling
        )
    if version == 1 and size >= _V1.size:
        _, count, uptime, seconds, rest = _V1.unpack_from(payload)
        return _export(datagram, 1, 0, seconds + rest / 1e9, 0, count, _V1.size, size, uptime)
    known = "NetFlow 1, 5, 7 and 9, IPFIX and sFlow 5 are read"
    msg = f"{size} bytes that begin as version {version}: {known}" if size else f"an empty datagram: {known}"
    if version in {1, 5, 7, 9, 10}:
        msg = f"a datagram of version {version} that breaks off after {size} bytes, within its header"
    raise ValueError(msg)


def _export(  # noqa: PLR0913, PLR0917 - a header's fields
    datagram: Datagram,
    version: int,
    domain: int,
    seconds: float,
    sequence: int,
    count: int,
    body: int,
    end: int,
    uptime: int | None,
    sampling: int = 0,
) -> Export:
    arrived = datagram.arrived
    # A clock that was never set, or is ahead: only how its times lie to each other can be believed.
    unset = seconds < _CLOCKS_SET_FROM and arrived - seconds > DAY_S
    shift = arrived - seconds if unset or seconds - arrived > DAY_S or seconds > LATEST_TIME else 0.0
    return Export(
        exporter=datagram.exporter,
        version=version,
        domain=domain,
        now=arrived if shift else seconds,
        sequence=sequence,
        count=count,
        body=body,
        end=end,
        shift=shift,
        uptime=uptime,
        sampling=sampling,
    )
