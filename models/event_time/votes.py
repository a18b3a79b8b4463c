"""What the flows of all sensors say of a Tick that is doubted (see `tick_trust.py`)."""

from collections.abc import Iterable

from models.event_time.mark import Mark
from models.event_time.tick_trust import JUMP_S, Votes


def followed(marks: Iterable[Mark], anchor: float) -> float:
    """The anchor after the flows since the last Tick: it goes along with the sensors that are near it."""
    active = (mark.time for mark in marks if mark.flows > mark.flows_at_tick)
    return max([anchor, *(time for time in active if abs(time - anchor) <= JUMP_S)])


def votes_on(marks: Iterable[Mark], time: float, now: float) -> Votes:
    """What flows say of a Tick at `time`, when the site stands at `now`."""
    agree = against = parked = later = beside = 0
    for mark in marks:
        since = mark.flows - mark.flows_at_tick
        if abs(mark.time - now) <= JUMP_S:
            against += since
        elif abs(mark.time - time) <= JUMP_S:
            agree += since
        near = sum(abs(flow.end - time) <= JUMP_S for flow in mark.parked)
        past = sum(flow.end > time + JUMP_S for flow in mark.parked) if time > now else 0
        if near or past:
            parked += near
            later += past
            beside += mark.flows - mark.flows_at_parking
    return Votes(agree, against, parked, beside, later)
