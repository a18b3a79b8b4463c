"""Sentences about what was usual: whom a host met, by what, since when, and what others of its zone do."""

import re
from collections.abc import Iterator

from tests.replay.figures.figure import Figure, Told, watched

MANY, PEERS_TOLERANCE = 40, 0.03
"""Of a host of so many peers, such as a file server of an office whose addresses are leased: those that changed their
address are one device for Weir, and two addresses in the rows."""

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def _hosts(told: Told, what: str, said: str, ip: str, *, reached: bool) -> Figure:
    """How many hosts one usually reached, or was reached by.

    What only a pivot lists may be held back or, where alone it is no news, usual; and a sweep tells of its worst try,
    without its time: rows do not tell.
    """
    plant = told.plant
    usual = plant.usual_out if reached else plant.usual_into
    peers = usual(ip, told.place)
    later = usual(ip, told.last_place) if told.alert["kind"] == "scan" else peers
    perhaps = {way[1 if reached else 0] for way in plant.perhaps_held if way[0 if reached else 1] == ip}
    least, most = len(peers - perhaps), len(peers | later)
    slack = PEERS_TOLERANCE * most if most > MANY else 0
    return Figure(what, 0 if said == "no" else int(said), len(peers), least - slack, most + slack)


def _since(told: Told, host: str, words: str) -> Figure:
    """For how long it was watched, at the time of the alert or of one of its paths: the worst of them is told.

    What an inventory declares is watched from the first row on, whether it speaks or not.
    """
    ip, plant = told.ip(host), told.plant
    firsts = {plant.first_seen[ip], plant.begun if ip in plant.assets else plant.first_seen[ip]}
    times = [told.alert["time"], told.alert["last_seen"], *(hop["time"] for hop in told.alert["hops"])]
    spans = [watched(time - first) for time in times for first in sorted(firsts)]
    return Figure("watched for", words, words if words in spans else spans[0])


def talked(told: Told, match: re.Match[str]) -> Iterator[Figure]:
    """In 11 days only 2 hosts usually talked to plc-1; this is the third."""
    words, count, host, nth = match.groups()
    yield _since(told, host, words)
    yield _hosts(told, "usually talked to it", count, told.ip(host), reached=False)
    yield Figure("which one it is", nth, ORDINALS[int(count)] if int(count) < len(ORDINALS) else None)


def reached(told: Told, match: re.Match[str]) -> Iterator[Figure]:
    """In 11 days hmi-1 usually reached only 7 hosts; this is the eighth."""
    words, host, count, nth = match.groups()
    yield _since(told, host, words)
    yield _hosts(told, "usually reached", count, told.ip(host), reached=True)
    if nth is not None:
        yield Figure("which one it is", nth, ORDINALS[int(count)] if int(count) < len(ORDINALS) else None)


def asked(told: Told, match: re.Match[str]) -> Iterator[Figure]:
    """In 9 days plc-1 was usually asked for only modbus and opc-ua; http is new."""
    words, host, verb, names, new = match.groups()
    yield _since(told, host, words)
    services = told.plant.services(told.ip(host), told.place, asked=verb.startswith("was"))
    if names.endswith(" services"):
        yield Figure("services", int(names.split()[0]), len(services))
    else:
        yield Figure("services", set(re.split(r", | and ", names)), services)
    yield Figure("is new", new not in services, True)


def never(told: Told, match: re.Match[str]) -> Iterator[Figure]:
    """On 12 days before, usually nobody talked to hmi-2."""
    days, callee, caller = match.groups()
    ip = told.ip(callee or caller)
    ways = told.plant.into[ip] + told.plant.out[ip]
    seen = {int(row.end // 86400) for way in ways for row in told.plant.ways[way] if row.place < told.place}
    yield Figure("days on which it was seen", int(days), len(seen), len(seen) - 1, len(seen) + 1)
    peers = told.plant.usual_into(ip, told.place) if callee else told.plant.usual_out(ip, told.place)
    yield Figure("usual peers", 0, len(peers))


def until_then(told: Told, match: re.Match[str]) -> Iterator[Figure]:
    """Until then eng-1 usually reached 10 hosts, and plc-6 was usually reached by 2 hosts."""
    relay, out, target, into = match.groups()
    yield _hosts(told, "usually reached", out, told.ip(relay), reached=True)
    yield _hosts(told, "usually reached it", into, told.ip(target), reached=False)


def met(told: Told, match: re.Match[str]) -> Iterator[Figure]:
    """eng-1 usually talks to plc-1, and never did by http."""
    one, other, service = match.groups()
    ends = (told.ip(one), told.ip(other))
    yield Figure("met before", True, told.plant.met(*ends, told.place))
    yield Figure("by that service", False, told.plant.was_seen((*ends, service), told.place))


def alike(told: Told, match: re.Match[str]) -> Iterator[Figure]:
    """hmi-6 uses enip of plc-1, plc-2 and 4 others of cell-006, too."""
    who, service, names, others, zone = match.groups()
    named = re.split(r", | and ", names)
    count = len(named) + int(others or 0)
    out = [
        way
        for way in told.plant.out[told.ip(who)]
        if way[2] == service
        and (told.plant.zone_of(way[1]) or {}).get("zone") == zone
        and any(row.answered for row in told.plant.ways[way])
        and len({row.end // 3600 for row in told.plant.ways[way] if row.end < told.alert["time"]}) >= 3
        and way not in told.plant.held
    ]
    yield Figure("others of the zone", count, len(out))
    yield Figure("are among them", {told.ip(name) for name in named} <= {way[1] for way in out}, True)


def none_of(told: Told, match: re.Match[str]) -> Iterator[Figure]:
    """None of the 6 other hosts of cell-3 that work alike usually reaches plc-9: here, those of one declared role."""
    count, zone, alike, other = match.groups()
    me = told.alert["initiator"]["ip"]
    role = told.plant.assets[me]["role"] if alike else None
    began = [
        ip
        for ip, ways in told.plant.out.items()
        if (told.plant.zone_of(ip) or {}).get("zone") == zone
        and any(told.plant.is_usual(way, told.place) for way in ways)
        and (role is None or told.plant.assets.get(ip, {}).get("role") == role)
    ]
    yield Figure("other hosts of the zone", int(count), len(set(began) - {me, told.ip(other)}))
    into = told.plant.usual_into(told.ip(other), told.place)
    yield Figure("of them reach it", 0, len(into & set(began) - {me}))
