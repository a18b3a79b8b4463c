"""One alert while it is open, its id, and what is published of it.

Ids are a hash of site, kind, cause and episode, so the same cause gives the same id whatever sensor saw it first.
"""

from hashlib import blake2b

from msgspec import Struct

from models.findings.scan_tracker import Few
from schemas.alert import (
    Advice,
    Alert,
    AlertStatus,
    BaselineExcerpt,
    Crossing,
    Evidence,
    Hop,
    Level,
    Party,
    Reason,
    Technique,
    level_of,
)
from schemas.attack import AlertKind


class AlertState(Struct):
    """One open alert, with what was published of it last.

    `joined`: it stands for many causes at one responder; `freed`: its cause has been judged expected, and what
    comes of that cause is another episode; `leaderless`: the path that gave it its title was judged by itself, and
    the next one that is loud speaks for it; `tries` and `places`: what a sweep tried (see
    `sweeps`); `unnamed`: an overflow alert lists a path that no revision has shown.
    """

    id: str
    kind: AlertKind
    cause: str
    severity: int
    title: str
    text: str
    time: float
    first_seen: float
    last_seen: float
    status: AlertStatus = "open"
    count: int = 0
    initiator: Party | None = None
    responder: Party | None = None
    service: str | None = None
    transport: str | None = None
    crossing: Crossing | None = None
    hops: list[Hop] = []
    hops_total: int = 0
    reasons: tuple[Reason, ...] = ()
    evidence: list[Evidence] = []
    evidence_total: int = 0
    baseline: BaselineExcerpt | None = None
    attack: tuple[Technique, ...] = ()
    advice: Advice | None = None
    muted_until: float | None = None
    joined: bool = False
    revision: int = 0
    published_count: int = 0
    published_time: float = 0.0
    published_level: Level = "info"
    published_status: AlertStatus = "open"
    freed: bool = False
    leaderless: bool = False
    tries: Few | None = None
    places: Few | None = None
    unnamed: bool = False


def as_alert(site: str, alert: AlertState, closed_by: str | None) -> Alert:
    """What is published of an alert now. `closed_by`: the alert that it became part of, if it did."""
    listed = alert.kind in {"scan", "learning-review"}
    more = f" and {alert.hops_total - 1} more" if alert.hops_total > 1 and not listed else ""
    return Alert(
        id=alert.id,
        revision=alert.revision,
        site=site,
        kind=alert.kind,
        severity=alert.severity,
        level=level_of(alert.severity),
        title=alert.title + more,
        summary=_summary(alert),
        time=alert.time,
        first_seen=alert.first_seen,
        last_seen=alert.last_seen,
        count=alert.count,
        status=alert.status,
        initiator=alert.initiator,
        responder=alert.responder,
        service=alert.service,
        transport=alert.transport,
        crossing=alert.crossing,
        hops=tuple(alert.hops),
        hops_total=alert.hops_total,
        reasons=alert.reasons,
        evidence=tuple(alert.evidence),
        evidence_total=alert.evidence_total,
        baseline=alert.baseline,
        attack=alert.attack,
        advice=alert.advice,
        closed_by=closed_by,
    )


def alert_id(site: str, kind: AlertKind, cause: str, episode: int) -> str:
    """80 bits of BLAKE2b over what makes an alert that alert: no two causes of a site's life collide."""
    text = "\x1f".join((site, kind, cause, str(episode)))
    return blake2b(text.encode(), digest_size=10).hexdigest()


def _summary(alert: AlertState) -> str:
    """What happened and why it counts, in two sentences."""
    if alert.kind == "learning-review":
        return f"{alert.text}; they stay learnt until somebody confirms them or takes them back."
    flows = f"{alert.count} flow{'s' if alert.count != 1 else ''} so far"
    grounds = [reason.text for reason in alert.reasons if reason.weight > 0.0 and reason.text != alert.text][:2]
    because = f" Counted most: {'; '.join(grounds)}." if grounds else ""
    first = alert.text[:1].upper() + alert.text[1:]
    return f"{first}; {flows}.{because}" if alert.count else f"{first}.{because}"
