"""Which alerts one replay has and the other has not, and which both have otherwise.

Two replays name an alert alike where its cause began at the same flow. Where it began at another one, since less was
learnt or another word held, the alerts of the same kind and path are taken for each other in the order of their times;
and what is left of a path is one alert that bears another kind.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Literal

from msgspec import Struct

from schemas.alert import Alert, AlertStatus, Level
from schemas.attack import AlertKind

What = Literal["kind", "level", "status", "begin"]
"""What of an alert may differ. begin: it begins more than `ALIKE_S` earlier or later."""

ALIKE_S = 60.0
"""Where a cause begins at another flow, but by no more than this, its alert is the same: flows of one connection come
in a minute. A convention."""


class ComparedAlert(Struct, frozen=True, kw_only=True):
    """An alert as it ended in one of both replays. Times are seconds UTC; both ends by name or address."""

    id: str
    site: str
    kind: AlertKind
    level: Level
    severity: int
    status: AlertStatus
    title: str
    first_seen: float
    last_seen: float
    initiator: str | None
    responder: str | None
    from_zone: str | None
    to_zone: str | None
    service: str | None


class Difference(Struct, frozen=True, kw_only=True):
    """An alert of both replays that differs, and in what."""

    what: tuple[What, ...]
    before: ComparedAlert
    after: ComparedAlert


class Figures(Struct, frozen=True, kw_only=True):
    """The alerts of one replay: all, by level, those withheld, and those of medium and above that went out a day."""

    name: str
    alerts: int
    levels: dict[Level, int]
    withheld: int
    medium_a_day: float | None


class Comparison(Struct, frozen=True, kw_only=True):
    """What differs from the first replay to the second, each list by time.

    `alike` is how many alerts are the same in both; `days` of traffic from the first to the last flow that could
    alert: after what is learnt by declaration. None where there is none.
    """

    before: Figures
    after: Figures
    days: float | None
    alike: int
    gained: tuple[ComparedAlert, ...]
    lost: tuple[ComparedAlert, ...]
    changed: tuple[Difference, ...]


class Group(Struct, frozen=True, kw_only=True):
    """Alerts that differ alike: of one kind, between the same zones and by the same service."""

    change: Literal["gained", "lost", "changed"]
    kind: str
    from_zone: str
    to_zone: str
    service: str
    alerts: int
    levels: str
    example: str


def compare(
    before: Sequence[Alert], after: Sequence[Alert], *, names: tuple[str, str] = ("A", "B"), days: float | None = None
) -> Comparison:
    """What differs between the last revisions of two replays' alerts; `names` are those of both."""
    pairs, lost, gained = _paired(before, after)
    changed = [
        Difference(what=what, before=compared(one), after=compared(other))
        for one, other in pairs
        if (what := _what_differs(one, other))
    ]
    return Comparison(
        before=_figures(names[0], before, days),
        after=_figures(names[1], after, days),
        days=days,
        alike=len(pairs) - len(changed),
        gained=tuple(compared(one) for one in sorted(gained, key=_order)),
        lost=tuple(compared(one) for one in sorted(lost, key=_order)),
        changed=tuple(sorted(changed, key=lambda one: (one.after.first_seen, one.after.id))),
    )


def at_least(comparison: Comparison, level: Level) -> Comparison:
    """Only what differs in alerts of a level or above, in either replay."""
    enough = _LEVELS[_LEVELS.index(level) :]
    changed = tuple(each for each in comparison.changed if {each.before.level, each.after.level} & set(enough))
    return Comparison(
        before=comparison.before,
        after=comparison.after,
        days=comparison.days,
        alike=comparison.alike,
        gained=tuple(each for each in comparison.gained if each.level in enough),
        lost=tuple(each for each in comparison.lost if each.level in enough),
        changed=changed,
    )


def grouped(comparison: Comparison) -> list[Group]:
    """The differences by kind, zones and service; most alerts first."""
    found: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    for each in comparison.gained:
        found.setdefault(("gained", *_cause(each)), []).append((each.level, each.title))
    for each in comparison.lost:
        found.setdefault(("lost", *_cause(each)), []).append((each.level, each.title))
    for one in comparison.changed:
        kinds = " -> ".join(dict.fromkeys((one.before.kind, one.after.kind)))
        found.setdefault(("changed", kinds, *_cause(one.after)[1:]), []).append((told_change(one), one.after.title))
    groups = [
        Group(
            change=key[0],  # type: ignore[arg-type] # one of the three above
            kind=key[1],
            from_zone=key[2],
            to_zone=key[3],
            service=key[4],
            alerts=len(alerts),
            levels=", ".join(f"{count} {level}" for level, count in Counter(level for level, _ in alerts).items()),
            example=alerts[0][1],
        )
        for key, alerts in found.items()
    ]
    order = ("lost", "gained", "changed")
    return sorted(groups, key=lambda each: (order.index(each.change), -each.alerts, each.kind, each.example))


def told_change(one: Difference) -> str:
    """What differs, in a few words: `medium -> high, open -> withheld`."""
    words = [f"{getattr(one.before, field)} -> {getattr(one.after, field)}" for field in one.what if field != "begin"]
    if "begin" in one.what:
        words.append("begins later" if one.after.first_seen > one.before.first_seen else "begins earlier")
    return ", ".join(words)


def compared(alert: Alert) -> ComparedAlert:
    """An alert with what a comparison shows of it."""
    initiator, responder = alert.initiator, alert.responder
    return ComparedAlert(
        id=alert.id,
        site=alert.site,
        kind=alert.kind,
        level=alert.level,
        severity=alert.severity,
        status=alert.status,
        title=alert.title,
        first_seen=alert.first_seen,
        last_seen=alert.last_seen,
        initiator=None if initiator is None else initiator.name or initiator.ip or initiator.asset,
        responder=None if responder is None else responder.name or responder.ip or responder.asset,
        from_zone=None if initiator is None else initiator.zone or initiator.side,
        to_zone=None if responder is None else responder.zone or responder.side,
        service=alert.service,
    )


_LEVELS: tuple[Level, ...] = ("info", "low", "medium", "high", "critical")

_Key = Callable[[Alert], Hashable]


def _paired(
    before: Iterable[Alert], after: Iterable[Alert]
) -> tuple[list[tuple[Alert, Alert]], list[Alert], list[Alert]]:
    """Alerts of both replays that are each other's, and what is left of the first and of the second."""
    pairs: list[tuple[Alert, Alert]] = []
    left, right = sorted(before, key=_order), sorted(after, key=_order)
    for key in (_by_id, _by_kind_and_path, _by_path):
        waiting: dict[Hashable, list[Alert]] = {}
        for alert in reversed(right):
            waiting.setdefault(key(alert), []).append(alert)
        unpaired: list[Alert] = []
        for alert in left:
            same = waiting.get(key(alert))
            if same and (key is not _by_path or alert.initiator is not None):
                pairs.append((alert, same.pop()))
            else:
                unpaired.append(alert)
        left, right = unpaired, sorted((one for each in waiting.values() for one in each), key=_order)
    return pairs, left, right


def _what_differs(before: Alert, after: Alert) -> tuple[What, ...]:
    differs: tuple[tuple[What, bool], ...] = (
        ("kind", before.kind != after.kind),
        ("level", before.level != after.level),
        ("status", before.status != after.status),
        ("begin", abs(before.first_seen - after.first_seen) > ALIKE_S),
    )
    return tuple(what for what, does in differs if does)


def _figures(name: str, alerts: Sequence[Alert], days: float | None) -> Figures:
    levels = Counter(alert.level for alert in alerts)
    sent = sum(alert.status in {"open", "malicious", "closed"} and alert.severity >= MEDIUM for alert in alerts)
    return Figures(
        name=name,
        alerts=len(alerts),
        levels={level: levels[level] for level in _LEVELS if level in levels},
        withheld=sum(alert.status == "withheld" for alert in alerts),
        medium_a_day=round(sent / days, 2) if days else None,
    )


MEDIUM = 40
"""The severity from which an alert is one of medium and above (`level_of`)."""


def _cause(alert: ComparedAlert) -> tuple[str, str, str, str]:
    return alert.kind, alert.from_zone or "-", alert.to_zone or "-", alert.service or "-"


def _order(alert: Alert) -> tuple[float, str, str]:
    return alert.first_seen, alert.site, alert.id


def _by_id(alert: Alert) -> Hashable:
    return alert.site, alert.id


def _by_kind_and_path(alert: Alert) -> Hashable:
    return (alert.kind, *_path_of(alert)) if alert.initiator is not None else (alert.kind, alert.site, alert.title)


def _by_path(alert: Alert) -> Hashable:
    return _path_of(alert)


def _path_of(alert: Alert) -> tuple[str, str | None, str | None, str | None]:
    initiator, responder = alert.initiator, alert.responder
    ends = (None if initiator is None else initiator.asset, None if responder is None else responder.asset)
    return (alert.site, *ends, alert.service)
