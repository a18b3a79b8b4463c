"""Overflow alerts: what new causes join once a site has as many open alerts as anybody reads.

There is one a kind, service and zone reached, so that a flood of tries does not bury what somebody answered. It lists
the newest paths, since nobody else names them, and a revision a minute shows them.
"""

MAX_OPEN = 4_096
"""Open alerts of one site: no analyst reads more. Past it a new cause joins an overflow alert."""

MAX_OVERFLOWS = 64
"""Overflow alerts by service and zone; further ones are one a kind."""

NAMED_WITHIN_S = 60.0
"""How long an overflow alert may keep a new path to itself: a revision a minute is what a console can bear."""

_OVERFLOW = "overflow"


def overflow_cause(kind: str, cause: tuple[str, ...], open_alerts: int) -> str:
    """The cause under which a finding joins others; `cause` is its own, its initiator first."""
    way = cause[1:] if open_alerts < MAX_OPEN + MAX_OVERFLOWS else ()
    return "|".join((kind, _OVERFLOW, *way))


def is_overflow(cause: str) -> bool:
    """Whether a cause is of an overflow alert."""
    return cause.split("|", 2)[1:2] == [_OVERFLOW]
