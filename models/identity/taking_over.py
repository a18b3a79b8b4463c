"""Tells what it means that a device uses an address which was another's.

A MAC is compared within its segment only: who calls this has seen the flow there. A stranger that clones the MAC as
well is that device to Weir, and so is one of the same maker for as long as the device it poses as keeps still.
"""

from typing import NamedTuple

from models.baseline.asset import Asset, Replaced, TakenOver, TakingOver
from models.event_time.calendar import DAY_S, HOUR_S
from models.identity.holdings import address_in, segment_of

VIRTUAL_PREFIXES = (
    "00:00:5e:00:01:", "00:00:5e:00:02:",
    "00:00:0c:07:ac:", "00:00:0c:9f:f", "00:05:73:a0:0",
    "00:07:b4:00:",
    "02:bf:",
)  # fmt: skip
"""MACs of addresses that move between devices by design: VRRP (RFC 9568) and CARP, which has its prefix; HSRP versions
1, 2 and 2 for IPv6; GLBP; a cluster of Microsoft's Network Load Balancing."""

SETTLED_S = 600.0
"""How long rows of a replaced device may still come: sensors write a connection when it ends, and late ones later."""

UNUSED_S = DAY_S
"""An address that nobody used for so long is free: whoever has it now took it from nobody. A convention."""

UNUSED_BY_LEASE_S = HOUR_S
"""The same where a device that is known comes to it: a lease that moves, shorter ones than an hour are rare."""

KNOWN_S = DAY_S
"""An asset watched for less has no address that is known to be its own, unless learning by declaration knew it."""


class Arrival(NamedTuple):
    """A device's flow from an address (a key with its realm) that another asset has. `met`: it was met before."""

    ip: str
    mac: str
    time: float
    met: bool


def is_virtual(mac: str) -> bool:
    """Whether a MAC in our form belongs to an address that several devices serve in turn."""
    return mac.startswith(VIRTUAL_PREFIXES)


def same_maker(mac: str, other: str) -> bool:
    """Whether both MACs begin with one maker's number (IEEE MA-L); never for those that were set by software."""
    return mac[:8] == other[:8] and not int(mac[1], 16) & 2


def replaces(mac: str, holder: Asset) -> bool:
    """Whether a MAC that no asset has may be a replacement's: of the maker of the only device at the address.

    The former device may be put back once; that the two go on to change places is another matter.
    """
    macs = [plain(key) for key in holder.record.macs]
    return len(macs) == 1 and same_maker(mac, macs[0]) and not is_virtual(mac) and not _takes_turns(mac, holder)


def still_speaks(mac: str, holder: Asset, time: float) -> bool:
    """Whether it is the MAC of the device that was replaced, in a row that may only be late."""
    replaced = holder.record.replaced
    return replaced is not None and replaced.mac == mac and time <= replaced.time + SETTLED_S


def replaced(mac: str, holder: Asset, time: float) -> Replaced:
    """The note that an asset goes on with another MAC."""
    before = holder.record.replaced
    return Replaced(plain(holder.record.macs[0]), time, back=before is not None and before.mac == mac)


def taking_over(taker: Asset, holder: Asset, arrival: Arrival, learn_until: float | None = None) -> TakingOver:
    """What it means that `taker` speaks from an address of `holder`; `learn_until`: as the settings have it."""
    ip, mac, time, met = arrival
    own = [plain(key) for key in holder.record.macs]
    if (
        is_virtual(mac)
        or any(map(is_virtual, own))
        or (met and _keeps_another(taker, ip) and _keeps_another(holder, ip))
    ):
        # A pair of devices whose common address moves with its service: each has one of its own.
        return "swapped"
    before = taker.record.took_over
    again = before is not None and (before.ip, before.asset) == (address_in(ip).text, holder.id)
    if again or _takes_turns(mac, holder):
        return before.how if again and before is not None and before.how == "conflict" else "both"
    unused_s = UNUSED_BY_LEASE_S if met else UNUSED_S
    free = time - holder.record.last_seen >= unused_s or not _is_known(holder, time, learn_until)
    may_be = met and any(same_maker(mac, each) for each in own)
    return "moved" if free or may_be else "conflict"


def note(taker: Asset, holder: Asset, arrival: Arrival, how: TakingOver) -> bool:
    """Note from whom an asset has an address, unless it only takes its own back. Whether it is news."""
    text = address_in(arrival.ip).text
    earlier = holder.record.took_over
    if earlier is not None and (earlier.ip, earlier.asset) == (text, taker.id):
        return False
    before = taker.record.took_over
    if before is not None and (before.ip, before.asset, before.how) == (text, holder.id, how):
        # The two take turns: it was told when that began.
        return False
    record = holder.record
    mac = f"MAC {plain(record.macs[0])}" if record.macs else holder.label
    name = record.name or record.declared_id or mac
    taker.record.took_over = TakenOver(text, holder.id, name, arrival.time, how)
    return True


def _is_known(holder: Asset, time: float, learn_until: float | None) -> bool:
    first_seen = holder.record.first_seen
    return time - first_seen >= KNOWN_S or (learn_until is not None and first_seen < learn_until <= time)


def plain(key: str) -> str:
    """A MAC without its realm."""
    return key.rpartition("/")[2]


def _takes_turns(mac: str, holder: Asset) -> bool:
    former = holder.record.replaced
    return former is not None and former.mac == mac and former.back


def _keeps_another(asset: Asset, ip: str) -> bool:
    segment = segment_of(ip)
    return any(key != ip and segment_of(key) == segment for key in asset.record.ips)
