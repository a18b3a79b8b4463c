"""An alert: what people, SIEMs and the console read."""

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from schemas.asset_change import Side
from schemas.attack import AlertKind

Level = Literal["info", "low", "medium", "high", "critical"]

AlertStatus = Literal["open", "withheld", "expected", "malicious", "muted", "closed"]


class Party(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One end of what was seen. `side_inferred` is true where no declared zone holds the address.

    `mac` is the one in the flow; where the flow has none, the first that is known of the asset. `owner`, `role` and
    `criticality` (1 to 5) are what an inventory declared.
    """

    asset: str
    name: str | None = None
    ip: str | None = None
    mac: str | None = None
    port: int | None = None
    zone: str | None = None
    purdue_level: float | None = None
    side: Side | None = None
    side_inferred: bool = False
    role: str | None = None
    owner: str | None = None
    criticality: int | None = None


class Crossing(Struct, frozen=True, omit_defaults=True, rename={"from_": "from"}):
    """Which line was crossed: sides or zones, and what the policy calls it."""

    from_: str
    to: str
    kind: str


class Hop(Struct, frozen=True, omit_defaults=True, gc=False):
    """One path of the alert's cause; a sweep has many, a chain has them in order of time.

    Its ends by asset id, and by address and name where there are any, so that a feed is read without the inventory.
    `time` is when this path was met; `port` is the responder's; `answered` is None where it is not known.
    """

    initiator: str
    responder: str
    service: str
    time: float
    initiator_ip: str | None = None
    initiator_name: str | None = None
    responder_ip: str | None = None
    responder_name: str | None = None
    initiator_mac: str | None = None
    responder_mac: str | None = None
    initiator_role: str | None = None
    responder_role: str | None = None
    initiator_owner: str | None = None
    responder_owner: str | None = None
    transport: str | None = None
    port: int | None = None
    vlan: int | None = None
    answered: bool | None = None


class Reason(Struct, frozen=True, omit_defaults=True, gc=False):
    """One ground of the severity: a sentence that says all, and its figures, for a view that has columns for them.

    `weight` is its share of the severity in points, below 0 where it speaks against; 0 only in a list of what a digest
    or a review counts. `value` is what was seen, `expected` what is usual, both in `unit` ("hosts", "MB", "minutes").
    """

    text: str
    weight: float
    value: float | None = None
    expected: float | None = None
    unit: str | None = None


class Evidence(Struct, frozen=True, omit_defaults=True, gc=False):
    """Where to find the traffic itself: the sensor's own id of one connection, its ports and what was moved.

    `octets` is both ways together. None means that the sensor did not say. `notes` are what the sensor itself found in
    it, such as an alert of Suricata.
    """

    sensor: str
    start: float
    uid: str | None = None
    community_id: str | None = None
    octets: int | None = None
    initiator_port: int | None = None
    responder_port: int | None = None
    initiator_octets: int | None = None
    responder_octets: int | None = None
    vlan: int | None = None
    notes: tuple[str, ...] = ()


def noted(evidence: Iterable[Evidence]) -> list[str]:
    """What sensors themselves found in some flows, each once, in the order of the flows."""
    return list(dict.fromkeys(note for one in evidence for note in one.notes))


class BaselineExcerpt(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What the asset that was surprised does usually. Readiness is 0 to 1.

    `name` is what a person calls the asset. `surprise_bits` is how unlikely the alert's path was to it, by its own
    history; None where it had none.
    """

    asset: str
    days_watched: float
    readiness: float
    peers: int
    services: int
    usual_peers: tuple[str, ...] = ()
    usual_services: tuple[str, ...] = ()
    flows_per_window: float | None = None
    octets_per_window: float | None = None
    name: str | None = None
    surprise_bits: float | None = None


class Technique(Struct, frozen=True, omit_defaults=True, gc=False):
    """A technique and tactic of MITRE ATT&CK for ICS, by id and by name."""

    technique: str
    tactic: str
    technique_name: str | None = None
    tactic_name: str | None = None


class Advice(Struct, frozen=True, gc=False):
    """One next step for a person: where to look or act, and what to do there. Weir never acts."""

    where: str
    text: str


class RelatedAlert(Struct, frozen=True, omit_defaults=True, kw_only=True, gc=False):
    """Another alert of the site that was open when the revision was made, and has an end in common with it.

    `same_initiator` and `same_responder` say which end: an initiator that is the other's initiator, and so on.
    """

    id: str
    kind: AlertKind
    level: Level
    title: str
    same_initiator: bool = False
    same_responder: bool = False


class Rank(Struct, frozen=True):
    """How many alerts of its kind were as severe before at this site, in how many days."""

    as_severe: int
    days: float

    @property
    def once_in_days(self) -> float:
        """One as severe comes once in so many days here, this one included."""
        return self.days / (self.as_severe + 1)


class Alert(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One revision of one alert. The same cause in the same episode has the same `id`.

    `severity` is 0-100; times are seconds UTC of event time; `count` is flows; `evidence` holds at
    most 50 of `evidence_total`. `time` is when the path was met that title, initiator and responder name, the worst of
    the alert; `first_seen` is when its first flow began. `revision_time` is when this revision was made: it never goes
    back from one revision of a site to the next, so a printed log is in order by it; 0 in alerts of an older Weir.
    `initiator_octets` and `responder_octets` are what both ends sent in all of its flows. `related` holds at most
    10 of `related_total` other open alerts. `closed_by` is the alert that this one became part of, `closed_because`
    why a closed one was closed, as a sentence. `vlan` is that of the flow that opened it. `released`: it was withheld
    until now, so this is the first revision that went out; `unsent`: none has. `rank`: None until a site was watched
    for four weeks, and of lists.
    """

    id: str
    revision: int
    site: str
    kind: AlertKind
    severity: int
    level: Level
    title: str
    summary: str
    time: float
    first_seen: float
    last_seen: float
    count: int
    status: AlertStatus
    initiator: Party | None = None
    responder: Party | None = None
    service: str | None = None
    transport: str | None = None
    crossing: Crossing | None = None
    hops: tuple[Hop, ...] = ()
    hops_total: int = 0
    reasons: tuple[Reason, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    evidence_total: int = 0
    baseline: BaselineExcerpt | None = None
    attack: tuple[Technique, ...] = ()
    advice: Advice | None = None
    closed_by: str | None = None
    closed_because: str | None = None
    revision_time: float = 0.0
    vlan: int | None = None
    initiator_octets: int = 0
    responder_octets: int = 0
    related: tuple[RelatedAlert, ...] = ()
    related_total: int = 0
    released: bool = False
    unsent: bool = False
    rank: Rank | None = None


LEVEL_FROM: dict[Level, int] = {"info": 0, "low": 20, "medium": 40, "high": 60, "critical": 80}
"""The severity from which on an alert reads so; `level_of` is the way back."""


def level_of(severity: int) -> Level:
    """The level of a severity: equal fifths of 0-100, as CVSS-style five-step feeds read it.

    The steps are the same five that OCSF names (severity_id 1 to 5), so no SIEM mapping loses a step.
    """
    if severity >= 80:
        return "critical"
    if severity >= 60:
        return "high"
    if severity >= 40:
        return "medium"
    if severity >= 20:
        return "low"
    return "info"
