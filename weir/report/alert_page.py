"""One alert as its section of the report: who, why, what it rests on, what to do."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from schemas.alert import Alert, Level
from weir.report.told import LEVEL_MARKS, moment, octets, text
from weir.views.alerts.detail import facts, figure, hop_text, what_to_say
from weir.views.terminal import top_reasons


class ShownReason(Struct, frozen=True, kw_only=True):
    """One ground: its points (empty where it has none), its sentence, what was seen and what is usual."""

    points: str
    said: str
    seen: str
    expected: str


class Neighbour(Struct, frozen=True, kw_only=True):
    """Another alert that this one names; `anchor` is empty where the report does not have it."""

    id: str
    anchor: str
    level: str
    title: str


class AlertPage(Struct, frozen=True, kw_only=True):
    """All that the section shows, as text. `hops_left` are paths that the alert counts and does not name."""

    anchor: str
    id: str
    title: str
    summary: str
    level: Level
    mark: str
    severity: int
    status: str
    seen: str
    facts: tuple[tuple[str, str], ...]
    reasons: tuple[ShownReason, ...]
    hops: tuple[str, ...]
    hops_left: int
    evidence: tuple[tuple[str, ...], ...]
    evidence_total: int
    advice_at: str
    advice: str
    related: tuple[Neighbour, ...]
    commands: tuple[str, ...]


EVIDENCE = ("sensor", "began", "uid", "community id", "initiator port", "responder port", "octets")
"""The headings of a table of evidence."""

_NOT_TOLD = frozenset({"level", "evidence"})
"""Facts that have a place of their own in the section."""


def alert_page(alert: Alert, anchors: Mapping[str, str], time_zone: str) -> AlertPage:
    """The section of an alert. `anchors` are those of all alerts of its site, by id."""
    return AlertPage(
        anchor=anchors[alert.id],
        id=alert.id[:12],
        title=text(alert.title),
        summary=text(alert.summary),
        level=alert.level,
        mark=LEVEL_MARKS[alert.level],
        severity=alert.severity,
        status=alert.status,
        seen=moment(alert.first_seen, time_zone),
        facts=_facts(alert, time_zone),
        reasons=tuple(
            ShownReason(
                points=f"{each.weight:+.0f}" if round(each.weight) else "",
                said=text(each.text),
                seen=figure(each.value, each),
                expected=figure(each.expected, each),
            )
            for each in top_reasons(alert, len(alert.reasons))
        ),
        hops=tuple(text(hop_text(each)) for each in alert.hops) if alert.hops_total > 1 or not alert.initiator else (),
        hops_left=alert.hops_total - len(alert.hops),
        evidence=_evidence(alert, time_zone),
        evidence_total=alert.evidence_total,
        advice_at="" if alert.advice is None else text(alert.advice.where),
        advice="" if alert.advice is None else text(alert.advice.text),
        related=_related(alert, anchors),
        commands=tuple(what_to_say(alert)),
    )


def anchors(alerts: Sequence[Alert], prefix: str) -> dict[str, str]:
    """The id of each alert's section, by the alert's id."""
    return {each.id: f"{prefix}alert-{each.id[:12]}" for each in alerts}


def _facts(alert: Alert, time_zone: str) -> tuple[tuple[str, str], ...]:
    """As `weir alerts show` tells them; a value of several lines is one."""
    found: list[tuple[str, str]] = []
    for name, value in facts(alert, time_zone):
        if name:
            found.append((name, text(value.plain)))
        elif found:
            found[-1] = (found[-1][0], f"{found[-1][1]}; {text(value.plain)}")
    return tuple(each for each in found if each[0] not in _NOT_TOLD)


def _evidence(alert: Alert, time_zone: str) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (
            text(each.sensor),
            moment(each.start, time_zone),
            text(each.uid),
            text(each.community_id),
            text(each.initiator_port),
            text(each.responder_port),
            "" if each.octets is None else octets(each.octets),
        )
        for each in alert.evidence
    )


def _related(alert: Alert, anchors: Mapping[str, str]) -> tuple[Neighbour, ...]:
    named: list[tuple[str, str, str]] = [(each.id, each.level, each.title) for each in alert.related]
    if alert.closed_by is not None:
        named.insert(0, (alert.closed_by, "", "the alert that this one became part of"))
    return tuple(
        Neighbour(id=each[:12], anchor=anchors.get(each, ""), level=level, title=text(title))
        for each, level, title in named
    )
