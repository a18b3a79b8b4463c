"""Sentences about an alert itself, its paths, and what the inventory and the zones say."""

import re
from collections.abc import Iterator

from tests.replay.figures.figure import Figure, Told, said
from tests.replay.figures.rows import Row


def criticality(told: Told, match: re.Match[str]) -> Iterator[Figure]:
    """The inventory gives plc-1 criticality 5 of 5."""
    yield Figure("criticality", match.group(2), told.plant.assets[told.ip(match.group(1))]["criticality"])


def level(told: Told, match: re.Match[str]) -> Iterator[Figure]:
    """plc-1 stands on Purdue level 1."""
    zone = told.plant.zone_of(told.ip(match.group(1)))
    yield Figure("Purdue level", float(match.group(2)), None if zone is None else zone["level"])


def title_levels(told: Told, match: re.Match[str]) -> Iterator[Figure]:
    """New path from level 3 straight to level 1."""
    zones = [told.plant.zone_of(told.alert[end]["ip"]) for end in ("initiator", "responder")]
    levels = [None if zone is None else zone["level"] for zone in zones]
    yield Figure("levels", [float(each) for each in match.groups()], levels)


def flows(told: Told, match: re.Match[str]) -> Iterator[Figure]:
    """90 flows so far."""
    yield Figure("flows, in the summary", int(match.group(1).replace(",", "")), told.alert["count"])


def more_paths(told: Told, match: re.Match[str]) -> Iterator[Figure]:
    """... and 7 more paths."""
    yield Figure("more paths", int(match.group(1).replace(",", "")), told.alert["hops_total"] - 1)


def part_of(told: Told) -> Figure:
    """it is part of alert 439067a37451 now, with the title that the other had then."""
    named = told.alert["closed_because"].split()[5]
    others = [one["id"] for one in told.plant.alerts if one["id"].startswith(named)]
    return Figure("the alert that it is part of", others, [told.alert["closed_by"]])


def loads(told: Told, match: re.Match[str]) -> Iterator[Figure]:
    """sent plc-4 in cell-6 205,800 octets by enip and got 9,320 back."""
    row = next(row for row in told.plant.rows_of(told.alert) if row.place == told.place)
    yield Figure("octets sent", int(match.group(1).replace(",", "")), row.sent)
    yield Figure("octets got back", int(match.group(2).replace(",", "")), row.received)


def first_seen_ago(told: Told, match: re.Match[str]) -> Iterator[Figure]:
    """10.20.2.6 in cell-3, a device that is in no inventory and was first seen 27 seconds ago."""
    ip = told.ip(match.group(1))
    yield Figure("first seen", match.group(2), said(told.alert["time"] - told.plant.first_seen[ip]))


def gone(told: Told, match: re.Match[str]) -> Iterator[Figure]:
    """It was there for 59 minutes."""
    rows = told.plant.rows_of(told.alert)
    yield Figure("was there for", match.group(1), said(max(row.end for row in rows) - min(row.start for row in rows)))


def leads(told: Told, match: re.Match[str]) -> Iterator[Figure]:
    """25 of them lead from IT to OT."""
    sides = {"IT": "it", "OT": "ot", "the DMZ": "dmz", "the internet": None}
    count, from_, to = match.groups()
    names = "side" if from_ in sides or to in sides else "zone"

    def place(ip: str) -> str | None:
        zone = told.plant.zone_of(ip)
        return None if zone is None else str(zone[names])

    wanted = (sides.get(from_, from_), sides.get(to, to))
    ways = [told.plant.ways_of(hop)[0] for hop in told.alert["hops"]]
    listed = sum((place(way[0]), place(way[1])) == wanted for way in ways)
    yield Figure("paths that lead there", int(count), listed)


def listed_paths(told: Told, match: re.Match[str]) -> Iterator[Figure]:
    """27 paths that the policy forbids; 1 new path between zones; 1 path seen only then."""
    yield Figure("paths listed", int(match.group(1).replace(",", "")), told.alert["hops_total"])


def opened(told: Told, match: re.Match[str]) -> Iterator[Figure]:
    """eng-01 opened 1 of them, to 1 host by modbus."""
    ways = [told.plant.ways_of(hop)[0] for hop in told.alert["hops"]]
    mine = [way for way in ways if way[0] == told.ip(match.group(1))]
    yield Figure("paths opened", int(match.group(2)), len(mine))
    yield Figure("hosts", int(match.group(3)), len({way[1] for way in mine}))


def would_alert(told: Told, match: re.Match[str]) -> Iterator[Figure]:
    """1 of them would have alerted as level-skip: as what is no matter of rows."""
    yield Figure("at most all", int(match.group(1)), told.alert["hops_total"], 1, told.alert["hops_total"])


def joined(told: Told, match: re.Match[str]) -> Iterator[Figure]:
    """hmi-1, which is at 10.20.0.5 in cell-1, is at 10.0.10.251 in it-office, too, by its MAC."""
    own, second, mac = match.groups()
    bore = {(ip, has) for rows in told.plant.ways.values() for row in rows[:1] for ip, has in _bears(row)}
    yield Figure("its own address bears it", (own, mac) in bore, True)
    yield Figure("the second bears it", (second, mac) in bore, True)
    yield Figure("the second is declared", second in told.plant.assets, False)


def _bears(row: Row) -> tuple[tuple[str, str], tuple[str, str]]:
    return (row.initiator, row.initiator_mac), (row.responder, row.responder_mac)
