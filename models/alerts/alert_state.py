"""One alert while it is open, its id, and what is published of it.

Ids are a hash of site, kind, cause and episode, so the same cause gives the same id whatever sensor saw it first.
"""

from hashlib import blake2b
from typing import NamedTuple

from msgspec import Struct

from models.findings.scan_tracker import Few
from models.findings.sighting import span
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
    Rank,
    Reason,
    RelatedAlert,
    Technique,
    level_of,
    noted,
)
from schemas.attack import TACTIC_NAMES, TECHNIQUE_NAMES, AlertKind

NOTES_TOLD = 2
"""What sensors say themselves of an alert's flows, as far as a summary tells it: as many as grounds of its own."""


class AlertState(Struct):
    """One open alert, with what was published of it last.

    `joined`: it stands for many causes at one responder; `freed`: its cause has been judged expected, and what
    comes of that cause is another episode; `leaderless`: the path that gave it its title was judged by itself, and
    the next one that is loud speaks for it; `tries` and `places`: what a sweep tried (see
    `sweeps`); `unnamed`: an overflow alert lists a path that no revision has shown; `published_related`: how many
    other alerts of its initiator there were when it was published last; `gone_after_s`: for how long an unknown device
    was there that is gone (see `gone`); `forbidden`: the policy forbids a way of it; `unsent`: it was withheld, and no
    revision of it has gone out; `continues`: one that had gone out became part of it; `witnesses`: what was found
    otherwise of its hosts when it was opened, and `taught`: what words on its like have taught, both apart from
    `reasons`, which are told anew; `counted_as`: the severity by which it stands in the site's ranks, and `rank` what
    they said of it.
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
    vlan: int | None = None
    initiator_octets: int = 0
    responder_octets: int = 0
    published_related: int = 0
    gone_after_s: float | None = None
    forbidden: bool = False
    unsent: bool = False
    continues: bool = False
    witnesses: tuple[Reason, ...] = ()
    counted_as: int | None = None
    rank: Rank | None = None
    taught: tuple[Reason, ...] = ()

    @property
    def all_reasons(self) -> tuple[Reason, ...]:
        """All grounds of its severity."""
        return (*self.reasons, *self.taught, *self.witnesses)


class Ending(NamedTuple):
    """Why an alert is closed, as a sentence; `by` is the alert that it became part of, if it did."""

    because: str
    by: str | None = None


def as_alert(  # noqa: PLR0913 - what a revision tells beside the alert itself
    site: str,
    alert: AlertState,
    ending: Ending | None,
    related: tuple[RelatedAlert, ...] = (),
    related_total: int = 0,
    *,
    released: bool = False,
) -> Alert:
    """What is published of an alert now. `ending`: why it is closed; None while it is not."""
    return Alert(
        id=alert.id,
        revision=alert.revision,
        site=site,
        kind=alert.kind,
        severity=alert.severity,
        level=level_of(alert.severity),
        title=_title(alert),
        summary=_summary(alert, ending),
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
        reasons=alert.all_reasons,
        evidence=tuple(alert.evidence),
        evidence_total=alert.evidence_total,
        baseline=alert.baseline,
        attack=tuple(_named(technique) for technique in alert.attack),
        advice=alert.advice,
        closed_by=None if ending is None else ending.by,
        closed_because=None if ending is None else ending.because,
        revision_time=alert.published_time,
        vlan=alert.vlan,
        initiator_octets=alert.initiator_octets,
        responder_octets=alert.responder_octets,
        related=related,
        related_total=related_total,
        released=released,
        unsent=alert.unsent,
        rank=alert.rank,
    )


def alert_id(site: str, kind: AlertKind, cause: str, episode: int) -> str:
    """80 bits of BLAKE2b over what makes an alert that alert: no two causes of a site's life collide."""
    text = "\x1f".join((site, kind, cause, str(episode)))
    return blake2b(text.encode(), digest_size=10).hexdigest()


def _title(alert: AlertState) -> str:
    """Its title, with how many paths it stands for, unless it tells that itself, and that it is gone, where it is."""
    gone = "" if alert.gone_after_s is None else f", gone after {span(alert.gone_after_s)}"
    return _with_paths(alert) + gone


def _with_paths(alert: AlertState) -> str:
    others = alert.hops_total - 1
    if others <= 0 or alert.kind in {"scan", "learning-review", "pivot"}:
        return alert.title
    if alert.joined:
        return f"{alert.title} ({alert.hops_total:,} paths)"
    return f"{alert.title} and {others:,} more path{'' if others == 1 else 's'}"


def _summary(alert: AlertState, ending: Ending | None) -> str:
    """What happened and why it counts, in a few sentences; of a closed alert first why it is closed."""
    sentences = [] if ending is None else [f"Closed: {ending.because}"]
    sentences.append(alert.text)
    if alert.kind == "learning-review":
        sentences.append("They raise no alert until somebody takes them back")
    else:
        grounds = (reason for reason in alert.all_reasons if reason.weight > 0.0 and reason.text != alert.text)
        sentences += [reason.text for reason in grounds][:2]
        sentences += noted(alert.evidence)[:NOTES_TOLD]
        if alert.gone_after_s is not None:
            sentences.append(f"It was there for {span(alert.gone_after_s)} and has said nothing for hours since")
        if alert.count:
            sentences.append(f"{alert.count:,} flow{'s' if alert.count != 1 else ''} so far")
    return " ".join(f"{each}." for each in sentences)


def _named(technique: Technique) -> Technique:
    """A technique with its names: those that were stored before names were have none."""
    names = TECHNIQUE_NAMES.get(technique.technique), TACTIC_NAMES.get(technique.tactic)
    return Technique(technique.technique, technique.tactic, *names)
