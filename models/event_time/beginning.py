"""Since when a site is watched: the first time that is believed, whatever its first flows were stamped.

A sensor that starts without NTP stamps its first flows 1970 or 2000, or years ahead, until its clock is set. Each
sensor's beginning is therefore tentative. It moves past a gap of more than a year, once a Tick or most flows stand
at the later time, and back when most flows do. The site's beginning is the earliest of its sensors' that have a few
flows.
"""

from collections.abc import Iterable

from models.event_time.mark import Mark
from models.event_time.tick_trust import CONFIRM_FLOWS, JUMP_S

LONGEST_WATCH_GAP_S = 366 * 86_400.0
"""What lies more than a year before the next flow is no part of this watch: even a plant that works one season a year
is heard of within it, and the dates that clocks begin at without a battery lie further back."""

SURE_AFTER_S = 86_400.0
"""Flows over a whole day are no clock that was wrong at the start: NTP sets one within minutes of reaching a server."""

FAR_PAST_S = 92 * 86_400.0
"""Flows older than the site's beginning by three months are not believed: so much is what logs are kept at hand for
(PCI DSS 10.5.1), so a backlog of another sensor is no older."""


def stepped(mark: Mark, to: float, flows: int, tick_time: float | None) -> bool:
    """A sensor's time goes on at `to` after a long silence. Whether its beginning has moved by that.

    `flows` are all it will have then, with those that are about to be applied.
    """
    mark.restart = None
    if mark.began is None or to - mark.time <= LONGEST_WATCH_GAP_S:
        return False
    if mark.before is not None and abs(to - mark.before[1]) <= LONGEST_WATCH_GAP_S:
        # The clock was far behind for a while, as after a start without NTP, and is back where it was.
        mark.began, mark.before = mark.before[0], None
        return True
    mark.restart, mark.flows_at_restart = to, mark.flows
    short = mark.time - mark.began < SURE_AFTER_S
    return _confirmed(mark, flows, at_once=short and tick_time is not None and abs(to - tick_time) <= JUMP_S)


def turned_back(mark: Mark, time: float) -> None:
    """A sensor's time was set back to `time`: what it began with later than that was stamped ahead."""
    if mark.restart is not None and mark.restart > time:
        mark.restart = None
    if mark.began is not None and mark.began > time:
        if mark.time - mark.began >= SURE_AFTER_S:
            mark.before = mark.began, mark.time
        mark.began = mark.behind_first
    mark.time = time


def began_of(marks: Iterable[Mark]) -> float | None:
    """The site's beginning by its sensors, if any has a few flows by those alone; None where there is no flow."""
    known: list[float] = []
    tentative: list[float] = []
    for mark in marks:
        if mark.restart is not None:
            _confirmed(mark, mark.flows)
        if mark.began is not None:
            (known if mark.flows >= CONFIRM_FLOWS else tentative).append(mark.began)
    return min(known or tentative, default=None)


def _confirmed(mark: Mark, flows: int, *, at_once: bool = False) -> bool:
    after = flows - mark.flows_at_restart
    if not at_once and (after < CONFIRM_FLOWS or after <= mark.flows_at_restart):
        return False
    mark.began, mark.restart = mark.restart, None
    return True
