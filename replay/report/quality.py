"""What may be missing or wrong in the traffic that a report rests on."""

from collections.abc import Iterable, Sequence

from models.engine.correction import NO_SENSOR_BEFORE_S
from models.queries.stored_site import StoredSite
from replay.report.data import OneWay, Quality, Refusals
from schemas.alert import Alert
from schemas.asset_change import Side
from schemas.dead_letter import DeadLetter

BUSY_FLOWS = 20
"""Flows from which a path that carried octets one way only is told: a convention, past what chance leaves out."""

_Way = tuple[str | None, str | None, Side | None, Side | None]


def time_span(stored: StoredSite) -> tuple[float | None, float | None]:
    """The first and the last time of a site's flows, as its pipeline tells them; None where there are none."""
    marks = [] if stored.marks is None else [mark for mark in stored.marks.marks if mark.began is not None]
    if stored.marks is None or not marks:
        return None, None
    began = stored.marks.began
    firsts = (path.stored.first_seen for path in stored.paths())
    first = min([began, *(time for time in firsts if time >= NO_SENSOR_BEFORE_S)])
    return first, max(began, *(mark.time for mark in marks))


def quality(stored: StoredSite, alerts: Iterable[Alert]) -> Quality:
    """Of one site. What was refused belongs to no site for certain: see `refusals`."""
    return Quality(
        sensors=tuple(stored.sensors()),
        one_way=_one_way(stored),
        silent=tuple(alert.id for alert in alerts if alert.kind == "sensor-silent"),
        doubted_ticks=0 if stored.marks is None else len(stored.marks.doubts),
    )


def refusals(letters: Sequence[DeadLetter]) -> tuple[Refusals, ...]:
    """By source and kind, those of most records first."""
    newest: dict[tuple[str, str], DeadLetter] = {}
    records: dict[tuple[str, str], int] = {}
    for letter in letters:
        key = (letter.source, letter.kind)
        newest[key] = letter
        records[key] = records.get(key, 0) + letter.count
    return tuple(
        Refusals(
            kind=newest[key].kind,
            source=key[0],
            records=count,
            reason=newest[key].reason,
            position=newest[key].position,
        )
        for key, count in sorted(records.items(), key=lambda each: (-each[1], each[0]))
    )


def _one_way(stored: StoredSite) -> tuple[OneWay, ...]:
    busy: dict[_Way, int] = {}
    one_way: dict[_Way, int] = {}
    for path in stored.paths():
        if path.flows < BUSY_FLOWS:
            continue
        record = path.stored
        sent = record.initiator_octets_before + record.window_initiator_octets
        answered = record.responder_octets_before + record.window_responder_octets
        way = (path.initiator.zone, path.responder.zone, path.initiator.side, path.responder.side)
        busy[way] = busy.get(way, 0) + 1
        if (sent > 0) != (answered > 0):
            one_way[way] = one_way.get(way, 0) + 1
    return tuple(
        OneWay(from_zone=way[0], to_zone=way[1], from_side=way[2], to_side=way[3], paths=busy[way], one_way=count)
        for way, count in sorted(one_way.items(), key=lambda each: (-each[1], str(each[0])))
    )
