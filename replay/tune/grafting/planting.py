"""Which attacks are planted when, and which are left out with what reason."""

import ipaddress
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from replay.simulate.calendar import Calendar
from replay.simulate.large.attacks import ATTACKS
from replay.simulate.large.stage import Call, Planted, Rush, Stage
from replay.simulate.plant import Device
from replay.simulate.randomness import seeded
from replay.simulate.truth import TruthItem
from replay.tune.grafting.cast import Cast
from replay.tune.grafting.rows import flows_of
from schemas.flow import Flow

LEFT_OUT = {
    "silence": "rows would have to be taken out of the traffic",
    "first-day-intruder": "it must be there before learning ends",
    "returning-device": "it must be there before learning ends",
    "maintenance-master": "it needs work that somebody has announced",
}
"""Attacks of the simulated plant that cannot be planted, with why."""

KNOWN_WAYS = {
    "stolen-session": 1,
    "known-ways-pivot": 2,
    "known-combination": 3,
    "quiet-takeover": 6,
    "volume": 1,
    "slow-volume": 1,
    "slow-beacon": 1,
}
"""How many of an attack's ways, in the order in which they are gone, are usual ones: without these it would be another
attack."""

_IPV4 = 4
"""The networks of 256 that the attacks count on."""

NEW_HOSTS = frozenset({"rogue-device", "transient-device", "bridge"})
"""Attacks that bring a device to an address at which nobody is."""

WITH_MACS = frozenset({"takeover", "quiet-takeover", "bridge"})
"""Attacks that are nothing without MACs."""

LONG = ("one-door-a-day", "slow-beacon", "spread-pivot", "slow-sweep", "twin-master", "slow-volume")
"""What takes from ten hours to six days is planted first, the longest at the very beginning."""

LAST_HOURS_S = 6 * 3_600.0
"""What is planted last has so long before the end: what is left takes five hours at most (a beacon)."""


class Grafted(Struct, frozen=True, kw_only=True):
    """What was planted: its flows in order of their ends, its truth, and by name why others were left out."""

    flows: tuple[Flow, ...]
    items: tuple[TruthItem, ...]
    left_out: dict[str, str]


@dataclass(frozen=True)
class Where:
    """Where and when it is planted: between two times (seconds UTC), as a site's sensor sees it."""

    begin: float
    end: float
    site: str
    sensor: str
    time_zone: str


def grafted(cast: Cast, where: Where, *, seed: int) -> Grafted:
    """Plant each attack once, evenly spread over the time: the same for the same seed."""
    ground = cast.ground()
    calendar = _calendar(where)
    macs = {device.ip: device.mac for device in ground.devices if device.mac}
    length = where.end - where.begin
    slot = max(0.0, length - min(LAST_HOURS_S, length / 4)) / max(1, len(ATTACKS))
    order = (*LONG, *(name for name in ATTACKS if name not in LONG))
    flows, items, left_out = list[Flow](), list[TruthItem](), dict[str, str]()
    for place, name in enumerate(order):
        random = seeded(seed, "tune", "planted", name)
        start = where.begin + slot * (place + random.uniform(0.1, 0.9))
        day = int((start - calendar.day(0).at(0.0)) // 86_400)
        planted = None if name in LEFT_OUT else ATTACKS[name](Stage(name, ground, calendar, day, start, random))
        calls = () if planted is None else tuple(_calls(planted, cast))
        reason = LEFT_OUT.get(name) or _reason(name, planted, calls, cast, macs)
        if planted is None or reason is not None:
            left_out[name] = reason or "it has no connections"
            continue
        calls = tuple(call for call in calls if where.begin <= call.start and call.start + call.duration < where.end)
        items += [_within(item, where.end) for item in planted.items if calls]
        flows += flows_of(calls, site=where.site, sensor=where.sensor, name=name, with_macs=bool(macs))
    flows.sort(key=lambda flow: (flow.end, flow.start, flow.uid or ""))
    return Grafted(flows=tuple(flows), items=tuple(items), left_out=left_out)


def _calendar(where: Where) -> Calendar:
    zone = ZoneInfo(where.time_zone)
    first = datetime.fromtimestamp(where.begin, UTC).astimezone(zone).date() - timedelta(days=1)
    return Calendar(first, int((where.end - where.begin) // 86_400) + 3, zone)


def _calls(planted: Planted, cast: Cast) -> Iterator[Call]:
    yield from planted.calls
    for rush in planted.rushes:
        yield from _rush(rush, cast)


def _rush(rush: Rush, cast: Cast) -> Iterator[Call]:
    """As often as the path usually speaks, times what the rush says. Where no such path is known there is none."""
    for (initiator, responder, service), path in sorted(cast.known.items()):
        if (initiator, responder) != (rush.initiator_ip, rush.responder_ip):
            continue
        ends = cast.device(path.initiator), cast.device(path.responder)
        port = cast.port(service)
        wait = 3_600.0 * max(1, path.hours) / max(1, path.flows) / rush.times
        sent, received = (int(octets / max(1, path.flows)) for octets in (path.initiator_octets, path.responder_octets))
        moment = rush.begin
        while moment < rush.end:
            yield Call(moment, *ends, port, service, sent, received, 0.02)
            moment += wait
        return


def _reason(name: str, planted: Planted | None, calls: Sequence[Call], cast: Cast, macs: dict[str, str]) -> str | None:
    """Why an attack cannot be planted; None: it can."""
    if planted is None or not calls:
        return "no such usual path is known"
    ends = [end for call in calls for end in (call.initiator, call.responder)]
    bad = next((end for end in ends if not _is_address(end.ip)), None)
    if bad is not None:
        # An address counted up from one that is not known is ".1".
        unknown = not bad.ip or bad.ip.startswith(".")
        return f"nobody is known as {bad.name}" if unknown else f"{bad.ip} is no IPv4 address"
    first = dict.fromkeys((call.initiator.ip, call.responder.ip, call.named) for call in sorted(calls, key=_start))
    if any(way not in cast.known for way in list(first)[: KNOWN_WAYS.get(name, 0)]):
        return "it goes by usual ways, and this site has no such ways"
    if name in WITH_MACS and not macs.get(_first(calls).ip, macs.get(planted.items[0].responder_ips[-1])):
        return "the sensor tells no MACs there"
    taken = name in NEW_HOSTS and calls[0].initiator.ip in cast.addresses
    return f"{calls[0].initiator.ip} is in use" if taken else None


def _start(call: Call) -> float:
    return call.start


def _first(calls: Sequence[Call]) -> Device:
    return min(calls, key=_start).initiator


def _is_address(text: str) -> bool:
    try:
        return ipaddress.ip_address(text).version == _IPV4
    except ValueError:
        return False


def _within(item: TruthItem, end: float) -> TruthItem:
    hops = tuple(hop for hop in item.hops if hop.start < end)
    return msgspec.structs.replace(item, end=min(item.end, end), hops=hops)
