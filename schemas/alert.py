"""An alert: what people, SIEMs and the console read."""

from typing import Literal

from msgspec import Struct

from schemas.asset_change import Side
from schemas.attack import AlertKind

Level = Literal["info", "low", "medium", "high", "critical"]

AlertStatus = Literal["open", "withheld", "expected", "malicious", "muted", "closed"]


class Party(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One end of what was seen. `side_inferred` is true where no declared zone holds the address."""

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


class Crossing(Struct, frozen=True, omit_defaults=True, rename={"from_": "from"}):
    """Which line was crossed: sides or zones, and what the policy calls it."""

    from_: str
    to: str
    kind: str


class Hop(Struct, frozen=True, omit_defaults=True, gc=False):
    """One path of the alert's cause; a sweep has many, a chain has them in order of time.

    Its ends by asset id, and by address and name where there are any, so that a feed is read without the inventory.
    """

    initiator: str
    responder: str
    service: str
    time: float
    initiator_ip: str | None = None
    initiator_name: str | None = None
    responder_ip: str | None = None
    responder_name: str | None = None


class Reason(Struct, frozen=True, omit_defaults=True, gc=False):
    """One ground of the severity: a sentence, its share in points, the figure seen and the figure expected."""

    text: str
    weight: float
    value: float | None = None
    expected: float | None = None


class Evidence(Struct, frozen=True, omit_defaults=True, gc=False):
    """Where to find the traffic itself: the sensor's own id of one connection."""

    sensor: str
    start: float
    uid: str | None = None
    community_id: str | None = None
    octets: int | None = None


class BaselineExcerpt(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What the asset that was surprised does usually. Coverages and readiness are 0 to 1."""

    asset: str
    days_watched: float
    readiness: float
    peers: int
    services: int
    usual_peers: tuple[str, ...] = ()
    usual_services: tuple[str, ...] = ()
    flows_per_window: float | None = None
    octets_per_window: float | None = None


class Technique(Struct, frozen=True, gc=False):
    """A technique and tactic of MITRE ATT&CK for ICS, by id."""

    technique: str
    tactic: str


class Advice(Struct, frozen=True, gc=False):
    """One next step for a person: where to look or act, and what to do there. Weir never acts."""

    where: str
    text: str


class Alert(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One revision of one alert. The same cause in the same episode has the same `id`.

    `severity` is 0-100; times are seconds UTC of event time; `count` is flows; `evidence` holds at
    most 50 of `evidence_total`.
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
