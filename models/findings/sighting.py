"""A first sight: everything the detectors may know when a path is met that was not known before.

Detectors read it and change nothing. `time` is the flow's end, the event time of the detection.
"""

from typing import Literal

from msgspec import Struct

from models.baseline.asset import Asset, TakenOver
from models.boundary.policy import Action
from models.event_time.calendar import DAY_S, HOUR_S
from models.findings.scan_tracker import Sweep
from models.paths.lateral import Lateral
from models.paths.masters import Mastery
from models.paths.siblings import Likeness
from schemas.alert import Advice, Crossing, Reason, Technique
from schemas.asset_change import Side
from schemas.attack import AlertKind
from schemas.flow import Flow
from schemas.services.operations import ACTING, OperationClass, classes_of, names_of

About = Literal["sweep", "identity", "command", "crossing", "newcomer", "digest"]
"""What of a sighting a detector is about.

sweep: many tries of one initiator. identity: who an end is. command: who commands a controller, which may fire like a
crossing, and also where conduits declare who does. crossing: the path itself, which may fire only where the policy
forbids it, or where it is watched and an end is ready. newcomer: an asset first alive in this flow. digest: what is
left to confirm.
"""

Novelty = Literal["path", "answer", "operation"]
"""path: never seen. answer: known as tries only, now answered. operation: known, and asked for a new class of them."""


GUARDED: frozenset[Side | None] = frozenset({"ot", "dmz"})
"""The sides Weir watches over; what has no end there never alerts alone."""


class SecondHome(Struct, frozen=True):
    """An address that bears the MAC of a declared device which stands elsewhere, and where that address lies."""

    asset: Asset
    mac: str
    ip: str
    zone: str
    side: Side | None


class Sighting(Struct, frozen=True, kw_only=True):
    """One new path, classified and scored.

    `*_bits` are Pitman-Yor surprises (None: that end has no history), `*_readiness` 0 to 1 (None: a
    shared role or an internet peer). `ready` is whether either end is ready, `seasoned` whether either has been
    watched for as long as that takes. `inferred` says that a
    side is a guess from traffic. `newcomer` is the OT asset first alive in this very flow, if one is. `operations` are
    the classes that are new on a known path, where those are the news. `likeness` has what others of the ends' kinds
    do; None where it was not asked for, as long as nothing is to alert. `mastery` is what is known of the responder's
    usual masters and of the initiator, where an OT protocol is new between it and a controller; None elsewhere.
    `lateral` has what is known where two controllers begin to talk by something else.
    `taken_over` is the end whose address was another's until lately, and how it came to it.
    `second_home`: this flow has shown that a device stands in two networks. `straddler`: the end that is an unknown
    device of OT and has now been answered, or has answered, both in OT and in the office or on the internet.
    `away_s`: the newcomer is none, but was away for so long.
    `settled`: the site was watched for long, or learnt by declaration.
    `off` are the kinds that the settings switch off.
    """

    flow: Flow
    time: float
    initiator: Asset
    responder: Asset
    service: str
    answered: bool
    action: Action
    inferred: bool
    in_conduit: bool
    initiator_bits: float | None
    responder_bits: float | None
    initiator_readiness: float | None
    responder_readiness: float | None
    ready: bool
    seasoned: bool
    has_dmz: bool
    sweep: Sweep | None = None
    newcomer: Asset | None = None
    newcomers_readiness: float = 0.0
    novelty: Novelty = "path"
    operations: tuple[OperationClass, ...] = ()
    likeness: Likeness | None = None
    mastery: Mastery | None = None
    lateral: Lateral | None = None
    taken_over: tuple[Asset, TakenOver] | None = None
    second_home: SecondHome | None = None
    straddler: Asset | None = None
    settled: bool = False
    away_s: float | None = None
    off: frozenset[AlertKind] = frozenset()

    @property
    def sides(self) -> tuple[Side | None, Side | None]:
        """The sides of initiator and responder."""
        return self.initiator.side, self.responder.side

    @property
    def acts(self) -> tuple[OperationClass, ...]:
        """What it asks for that changes the process or the controller: new on a known path, anything on a new one."""
        asked = self.operations or names_of(classes_of(self.flow.operations))
        return tuple(each for each in asked if each in ACTING)

    @property
    def guarded(self) -> bool:
        """Whether an end lies in OT or the DMZ; what has none never alerts alone."""
        return not GUARDED.isdisjoint(self.sides)

    @property
    def surprise(self) -> float | None:
        """The more surprised end's bits: the ends are not independent, so they are never added up."""
        known = [bits for bits in (self.initiator_bits, self.responder_bits) if bits is not None]
        return max(known) if known else None


class Words(Struct, frozen=True):
    """What all alerts of a kind say: which techniques of MITRE ATT&CK for ICS it shows, and one next step for a person.

    Ids are of ATT&CK for ICS 18.1; a test checks every pair against the published list. A kind that proves no technique
    claims none, and a digest never does.
    """

    techniques: tuple[Technique, ...] = ()
    advice: Advice | None = None


NO_WORDS = Words()


class Finding(Struct, frozen=True, kw_only=True):
    """What a detector makes of a sighting.

    `points` is its own share of the severity, before surprise, criticality and doubt are added.
    `judged`: it is told for a person's word.
    `cause` is what makes two findings one alert. `digest` findings go into the day's digest only. `title` is a line;
    `text` is a whole sentence without its full stop, for somebody who has not read the title. `seen` and `usual` are
    the figures that the text tells, in `unit`, where it tells any.
    """

    kind: AlertKind
    points: float
    cause: tuple[str, ...]
    title: str
    text: str
    crossing: Crossing | None = None
    digest: bool = False
    judged: bool = False
    reasons: tuple[Reason, ...] = ()
    words: Words = NO_WORDS
    seen: float | None = None
    usual: float | None = None
    unit: str | None = None


SIDE_NAMES: dict[Side | None, str] = {
    "ot": "OT", "dmz": "the DMZ", "it": "IT", "external": "the internet", None: "undeclared addresses",
}  # fmt: skip


def cause_of(sighting: Sighting) -> tuple[str, ...]:
    """One cause: one initiator, one service, one zone reached; tries that nobody answered are one cause together."""
    service = sighting.service if sighting.answered else "no-answer"
    responder = sighting.responder
    return (sighting.initiator.id, service, responder.zone or responder.side or "undeclared")


def crossing_of(sighting: Sighting, kind: str) -> Crossing:
    """The line crossed, by zone where both are declared, else by side."""
    initiator, responder = sighting.initiator, sighting.responder
    from_ = initiator.zone or initiator.side or "undeclared"
    to = responder.zone or responder.side or "undeclared"
    return Crossing(from_=from_, to=to, kind=kind)


def way(sighting: Sighting) -> str:
    """Who to whom, by what, for a title."""
    return f"{sighting.initiator.label} -> {sighting.responder.label} ({sighting.service})"


def placed(asset: Asset) -> str:
    """An asset with its place, for a sentence: `plc-1 in cell-1`."""
    if asset.side == "external":
        return f"the internet ({asset.label})"
    if asset.side is None:
        return f"{asset.label} in no declared zone"
    return f"{asset.label} in {asset.zone}" if asset.zone else f"{asset.label} ({SIDE_NAMES[asset.side]})"


def reached(sighting: Sighting) -> str:
    """What the initiator did, for a sentence after its name: `reached` what answered, `tried to reach` what did not."""
    return "reached" if sighting.answered else "tried to reach"


def in_vain(sighting: Sighting) -> str:
    """What a title adds where nobody answered."""
    return "" if sighting.answered else ", tried in vain"


def span(seconds: float) -> str:
    """A length of time as people say it."""
    if seconds < 120.0:
        return f"{max(1.0, seconds):.0f} second{'' if round(max(1.0, seconds)) == 1 else 's'}"
    if seconds < 2 * HOUR_S:
        return f"{seconds / 60.0:.0f} minutes"
    if seconds < 2 * DAY_S:
        return f"{seconds / HOUR_S:.0f} hours"
    return f"{seconds / DAY_S:.0f} days"


def crossing_finding(  # noqa: PLR0913 - a record's fields, by name
    sighting: Sighting, kind: AlertKind, points: float, *, what: str, text: str, words: Words
) -> Finding:
    """A finding about the path itself: its cause, its title (`what`, then who to whom), the line it crosses."""
    return Finding(
        kind=kind,
        points=points,
        cause=cause_of(sighting),
        title=f"{what}: {way(sighting)}",
        text=text,
        crossing=crossing_of(sighting, kind),
        words=words,
    )
