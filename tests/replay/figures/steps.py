"""Sentences of pivots: the steps, the time between them, and which of them are new."""

import re
from collections.abc import Iterator

from tests.replay.figures.figure import Figure, Told, said
from tests.replay.figures.rows import Row


def _step_rows(told: Told) -> list[Row]:
    """The row by which each step of a pivot began, in its order."""
    rows = []
    for hop in told.alert["hops"]:
        began = [row for row in told.plant.rows_of_hop(hop) if abs(row.start - hop["time"]) < 1e-6]
        rows.append(began[0])
    return rows


def steps(told: Told, match: re.Match[str]) -> Iterator[Figure]:
    """rdp, then ssh 7 minutes later, then http 8 minutes later."""
    words = match.group(1).split(", then ")
    rows = _step_rows(told)[: len(words)]
    for earlier, later, text in zip(rows, rows[1:], words[1:], strict=False):
        yield Figure(
            "a step's time",
            text.split(", after")[0],
            f"{later.service} {said(max(0.0, later.start - earlier.start))} later",
        )
    yield Figure("the first step", words[0], rows[0].service)


def first_steps(told: Told, _: re.Match[str]) -> Iterator[Figure]:
    """None of these steps was seen before."""
    count = told.alert["title"].count("->")
    for row in _step_rows(told)[:count]:
        way = (row.initiator, row.responder, row.service)
        yield Figure("a step's first row", row.place, told.plant.ways[way][0].place)


def loud_steps(told: Told, match: re.Match[str]) -> Iterator[Figure]:
    """2 steps in a row are new and in no declared conduit: at most as many as have their first row in the chain."""
    new = sum(row is told.plant.ways[row.initiator, row.responder, row.service][0] for row in _step_rows(told))
    yield Figure("new steps", int(match.group(1)), new, 2, new)


def at_odd_hours(told: Told, match: re.Match[str]) -> Iterator[Figure]:
    """of 120 sessions into jump-1 on 9 days none began within an hour of this time of the day."""
    count, relay, days = match.groups()
    began = told.plant.sessions(told.ip(relay), told.place)
    hour = int(_step_rows(told)[0].start % 86400 // 3600)
    near = {(hour + step) % 24 for step in (-1, 0, 1)}
    usual = [start for start in began if int(start % 86400 // 3600) not in near]
    yield Figure("sessions", int(count), len(usual))
    yield Figure("days", int(days), len({int(start // 86400) for start in usual}))
    yield Figure("none near this time", len(began) - len(usual), 1, 0, 1)


def others(told: Told, match: re.Match[str]) -> Iterator[Figure]:
    """one other host had a session on jump-2 then: in the ten minutes before the step, or still.

    A row comes when its session ends, so those that ended after the alert was told are not among them.
    """
    count, relay = match.groups()
    first, step = _step_rows(told)[:2]
    open_then = {
        row.initiator
        for way in told.plant.into[told.ip(relay)]
        if way[2] == first.service
        for row in told.plant.ways[way]
        if row.answered and row.place <= told.place and row.start - 2.0 <= step.start <= row.end + 600.0
    }
    number = 1 if count == "one" else int(count)
    yield Figure("others with a session", number, len(open_then - {first.initiator}))
