"""A tick: the only wall clock in the system, written into the flow stream and so recorded."""

from msgspec import Struct

from schemas.bounds import Name, SiteName, Time

TICK_INTERVAL_S = 10.0
"""How often a collector writes one (design section 4)."""


class Tick(Struct, frozen=True, gc=False):
    """What time it was at a collector, in seconds UTC.

    Collectors and the embedded shell write one every ten seconds: as messages of their own, told apart by a
    header, and between flows as a header of theirs; replay of files makes them from event time.
    """

    site: SiteName
    collector: Name
    time: Time
