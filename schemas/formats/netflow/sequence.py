"""How much was lost on the way, by what exporters count in their headers.

v5 and v7 count flow records (Cisco), IPFIX data records (RFC 7011, 3.1), v9 and sFlow datagrams (RFC 3954, 5.1). A
datagram that comes late was counted as lost by the one before it, and stays so.
"""

from schemas.formats.netflow.exporters import Domain
from schemas.formats.netflow.wire.export import SFLOW, Export
from schemas.formats.notes import Notes, Remark

_WRAP = 0xFFFF_FFFF

_MOST_LOST = 1_000_000
"""What is further ahead than this was not lost: the exporter began anew somewhere else. A convention: 20 s of 50,000
records a second."""

_LATE = 10_000
"""A sequence so little behind is a datagram that came late; further behind the exporter began anew. A convention."""

_JUST_STARTED_MS = 600_000
_STEP_BACK_MS = 10_000
"""An uptime that fell by more than networks reorder, and is below ten minutes, is that of an exporter that restarted.
Conventions; an exporter of many processes, whose uptimes differ, must not lose its templates by each datagram."""

_NEAR_WRAP_MS = _WRAP - 3_600_000

_LOST: dict[int, Remark] = {5: "records lost", 7: "records lost", 10: "records lost"}


def restarted(domain: Domain, export: Export) -> bool:
    """Whether the exporter began anew since its last datagram; takes its uptime and forgets the sequence then."""
    if export.uptime is None:
        return False
    last, domain.uptime = domain.uptime, export.uptime
    anew = (
        last is not None
        and last < _NEAR_WRAP_MS
        and export.uptime < last - _STEP_BACK_MS
        and export.uptime < _JUST_STARTED_MS
    )
    if anew:
        domain.next_sequence = None
    return anew


def follow(domain: Domain, export: Export, counted: int | None, notes: Notes) -> bool:
    """Note what was lost before this datagram, which counts `counted` itself; None where nobody can tell.

    Whether anything was.
    """
    if export.version == 1:
        return False
    expected, lost = domain.next_sequence, False
    if expected is not None:
        ahead = (export.sequence - expected) & _WRAP
        if 0 < ahead <= _MOST_LOST:
            # Some exporters count flow records in v9 as well (RFC 3954 tells of datagrams).
            if not (export.version == 9 and ahead == domain.last_count - 1):
                notes.remark(_LOST.get(export.version, "datagrams lost"), ahead)
                lost = True
        elif ahead > _WRAP - _LATE:
            return False
    domain.last_count = export.count
    one = 1 if export.version in {9, SFLOW} else counted
    domain.next_sequence = None if one is None else (export.sequence + one) & _WRAP
    return lost
