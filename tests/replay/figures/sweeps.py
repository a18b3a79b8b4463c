"""Sentences of sweeps: how many addresses, ports or hosts, and within what time."""

import re
from collections.abc import Iterator

from tests.replay.figures.figure import Figure, Told, said

SKETCHED, SKETCH_TOLERANCE = 128, 0.2
"""From so many on, a sweep's addresses are an estimate: 9 % of deviation, twice that is seldom."""


def swept(told: Told, match: re.Match[str]) -> Iterator[Figure]:
    """ws-7 in it-office tried 90 addresses within 36 seconds."""
    host, count, span, of_how_many = match.groups()
    ip, alert = told.ip(host), told.alert
    tried = [
        row
        for way in told.plant.out[ip]
        for row in told.plant.ways[way][:1]
        if alert["first_seen"] - 3600.0 <= row.end <= alert["last_seen"] and way in told.plant.held | _dark(told, way)
    ]
    addresses = {row.responder for row in tried}
    # Of the tries in the hour before its alert some count: its first flow does not say which.
    late = [row for row in sorted(tried) if row.end >= alert["first_seen"]]
    number, most = int(count.replace(",", "")), len(addresses)
    slack = SKETCH_TOLERANCE * most if most >= SKETCHED else 0
    yield Figure("addresses tried", number, most, len({row.responder for row in late}) - slack, most + slack)
    begun = [row.end for row in tried if row.end <= late[0].end]
    spans = [said(max(row.end for row in late) - begin) for begin in begun]
    yield Figure("within", span, span if span in spans else spans[0])
    if of_how_many is not None:
        yield Figure("tries", int(of_how_many), len(tried))


def _dark(told: Told, way: tuple[str, str, str]) -> set[tuple[str, str, str]]:
    return set() if any(row.answered for row in told.plant.ways[way]) else {way}


def sweep_title(told: Told, match: re.Match[str]) -> Iterator[Figure]:
    """Sweep by ws-7: 90 addresses. Port scan by ws-7: 17 ports of hmi-3."""
    text = told.alert["reasons"], f" tried {match.group(1)} "
    yield Figure("as in its reasons", True, any(text[1] in reason["text"] for reason in text[0]))


def ports(told: Told, match: re.Match[str]) -> Iterator[Figure]:
    """ws-7 in it-office tried 17 ports of hmi-3 within 8 seconds: the ports of one service count once."""
    host, count, target, span = match.groups()
    ends, alert = (told.ip(host), told.ip(target)), told.alert
    tried = [
        row
        for way, rows in told.plant.ways.items()
        if way[:2] == ends
        for row in rows
        if not row.answered and alert["first_seen"] <= row.end <= alert["last_seen"]
    ]
    number, rows = int(count.replace(",", "")), len({row.service for row in tried})
    slack = SKETCH_TOLERANCE * rows if rows >= SKETCHED else 0
    yield Figure("ports tried", number, rows, rows - slack, rows + slack)
    yield Figure("within", span, said(max(row.end for row in tried) - min(row.end for row in tried)))


def doors(told: Told, match: re.Match[str]) -> Iterator[Figure]:
    """backup-1 has reached 5 hosts across a boundary within 5 days, on 5 different days."""
    count, span, days = match.groups()
    firsts: dict[str, float] = {}
    for hop in told.alert["hops"]:
        row = told.plant.rows_of_hop(hop)[0]
        firsts[row.responder] = min(row.end, firsts.get(row.responder, row.end))
    times = sorted(firsts.values())
    yield Figure("hosts reached", int(count), len(firsts))
    yield Figure("within", span, said(times[-1] - times[0]))
    yield Figure("different days", int(days), len({(time - times[0] + 3600.0) // 86400.0 for time in times}))


def doors_title(told: Told, match: re.Match[str]) -> Iterator[Figure]:
    """One door after another: backup-1 has reached 5 new hosts in 5 days. Slow sweep by ws-7: 10 addresses."""
    count, what, span = match.groups()
    told_so = f"{count} {what.removeprefix('new ')}"
    summary = told.alert["summary"]
    yield Figure("as in its text", True, told_so in summary and f"within {span}" in summary)


def slowly(told: Told, match: re.Match[str]) -> Iterator[Figure]:
    """ws-7 tried 10 addresses within 4 days, a few an hour at most: of each hour three count."""
    host, count, span = match.groups()
    firsts: dict[str, float] = {}
    for way in told.plant.out[told.ip(host)]:
        row = told.plant.ways[way][0]
        if not row.answered and told.alert["time"] - 14 * 86400.0 < row.end <= told.alert["time"]:
            firsts[row.responder] = min(row.end, firsts.get(row.responder, row.end))
    counted: list[float] = []
    for time in sorted(firsts.values()):
        if sum(time - 3600.0 < met for met in counted) < 3:
            counted.append(time)
    yield Figure("addresses tried", int(count), len(counted))
    yield Figure("within", span, said(told.alert["time"] - counted[0]))
