"""How well each sensor of a site sees, and what two of them see alike."""

from typing import Literal

from msgspec import Struct

SensorFault = Literal[
    "one-direction", "beginnings", "checksums", "gaps", "cut", "sampled", "lost", "no-ot", "clock", "held-back"
]
"""What somebody should mend.

one-direction: one side of conversations alone is seen. beginnings: conversations are met half-way. checksums: packets
with wrong checksums, which the sensor leaves unread. gaps: octets of conversations were not seen. cut: packets were
captured in part. sampled: counts stand for more packets. lost: records were lost between the sensor and Weir. no-ot: no
OT protocol for a day, though there was one before. clock: its clock differs from another sensor's. held-back: flows
wait, since nothing confirms their time.
"""


class SharedView(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What another sensor sees of what this one sees.

    `share` (0 to 1) of this one's conversations were told by `sensor` too, of those followed; `both` of late.
    `ahead_s` is by how much this sensor's clock is ahead of the other's, in seconds (negative: behind); None where too
    few tell, or they differ too much.
    """

    sensor: str
    share: float
    both: int
    ahead_s: float | None = None


class SensorView(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One sensor. Times are seconds UTC.

    `flows` are all that were taken, `parked` those that wait. `behind_s` is how far its newest flow lies behind the
    site's. The shares (0 to 1; None: too little was looked at) are of the last two days with flows, of which `rows`
    were looked at: `one_sided` and `unsure` of conversations by TCP, the others of all flows. `ot_last` is when it last
    saw an OT protocol, to the hour; None: never. `faults` says which of all that is to be mended.
    """

    site: str
    sensor: str
    flows: int
    last_seen: float
    behind_s: float
    rows: int
    first_seen: float | None = None
    parked: int = 0
    one_sided: float | None = None
    unsure: float | None = None
    checksums: float | None = None
    gaps: float | None = None
    cut: float | None = None
    sampled: float | None = None
    lost: float | None = None
    ot_last: float | None = None
    shared: tuple[SharedView, ...] = ()
    faults: tuple[SensorFault, ...] = ()
