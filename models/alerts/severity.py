"""Severity: a sum of points, each with its reason, so that nobody must guess where a figure comes from.

    severity = the detector's points
             + 2 per bit of surprise, at most 20        (an end that meets new peers daily surprises little, and what
               its role and zone have surprises less than what none of them has);
               as many for an end that was never reached, or never began anything, by the days on which it was seen
             - 40 where all siblings do the same, less where only most do (`kinship.py`)
             + 15 for an address that was taken over from another device
             + 3 per step of criticality above the middle, 8 for a controller's level (0 or 1)
             + 8 for a service that controls a host or a process of OT or the DMZ, where it was answered
             + 12 for a first write, control or program
             - 25 and half the surprise if nobody answered (a sweep's tries are none the less for that)
             - 15 if the direction is a guess, - 10 if a side is inferred, - 10 if many stand behind the initiator

The weights are a convention, not a measurement: they put the situations in the order of the table in
`docs/detection.md`, and a test holds them to it.
"""

from models.alerts.history import history
from models.alerts.kinship import familiar, unheard_of
from models.baseline.asset import Asset
from models.findings.sighting import GUARDED, Finding, Sighting
from models.paths.masters import CONTROLLER_LEVEL
from schemas.alert import Reason
from schemas.services.names import CONTROL_SERVICES, OT_SERVICES

POINTS_PER_CRITICALITY = 3.0
MIDDLE_CRITICALITY = 3
CONTROLLER_POINTS = 8.0
CONTROL_SERVICE_POINTS = 8.0
OPERATION_POINTS = 12.0
UNANSWERED_POINTS = -25.0
UNSURE_DIRECTION_POINTS = -15.0
INFERRED_SIDE_POINTS = -10.0
SHARED_INITIATOR_POINTS = -10.0


def assess(sighting: Sighting, finding: Finding) -> tuple[int, tuple[Reason, ...]]:
    """The severity, 1 to 100, and its reasons, the heaviest first. None of them has 0 points."""
    own = Reason(
        text=finding.text,
        weight=round(finding.points, 1),
        value=finding.seen,
        expected=finding.usual,
        unit=finding.unit,
    )
    sweeping = finding.kind == "scan"
    usual = [] if sweeping else familiar(sighting)
    unusual = _most(history(sighting, sweeping=sweeping), [] if sweeping or usual else unheard_of(sighting))
    reasons = [own, *finding.reasons, *([] if unusual is None else [unusual]), *usual]
    reasons += _target(sighting, sweeping=sweeping)
    reasons += _doubts(sighting, sweeping=sweeping)
    total = sum(reason.weight for reason in reasons)
    ordered = sorted(reasons, key=lambda reason: (-abs(reason.weight), reason.text))
    return max(1, min(100, round(total))), tuple(reason for reason in ordered if reason.weight)


def _most(own: Reason | None, others: list[Reason]) -> Reason | None:
    """The one surprise that counts, of either end. They are not added up."""
    # Of equal ones the siblings' sentence: it stands there only where they say more of it.
    said = [*others, *([] if own is None else [own])]
    return max(said, key=lambda reason: reason.weight, default=None)


def _target(sighting: Sighting, *, sweeping: bool) -> list[Reason]:
    reasons: list[Reason] = []
    for asset in (sighting.responder, sighting.initiator):
        criticality = asset.record.criticality
        if criticality is not None and criticality != MIDDLE_CRITICALITY and asset.side == "ot":
            points = POINTS_PER_CRITICALITY * (criticality - MIDDLE_CRITICALITY)
            text = f"The inventory gives {asset.label} criticality {criticality} of 5"
            reasons.append(Reason(text=text, weight=points, value=float(criticality), unit="of 5"))
            break
    responder = sighting.responder
    if responder.level is not None and responder.level <= CONTROLLER_LEVEL:
        stands = f"{responder.label} stands on Purdue level {responder.level:g}, where the process is controlled"
        text = f"Among what was tried, {stands}" if sweeping else stands
        reasons.append(Reason(text=text, weight=CONTROLLER_POINTS))
    acts = sighting.answered and responder.side in GUARDED
    if acts and sighting.service in OT_SERVICES:
        text = f"Commands over {sighting.service} can change the process"
        reasons.append(Reason(text=text, weight=CONTROL_SERVICE_POINTS))
    elif acts and sighting.service in CONTROL_SERVICES:
        text = f"Whoever uses {sighting.service} can act on {responder.label}"
        reasons.append(Reason(text=text, weight=CONTROL_SERVICE_POINTS))
    if sighting.acts:
        text = f"To {' or '.join(sighting.acts)} changes the process or the device itself"
        reasons.append(Reason(text=text, weight=OPERATION_POINTS))
    return reasons


def _doubts(sighting: Sighting, *, sweeping: bool) -> list[Reason]:
    tried = not sighting.answered and not sweeping
    doubts = (
        (tried, _not_answered(sighting), UNANSWERED_POINTS),
        (
            sighting.flow.direction == "unsure",
            "Which end began is a guess: the sensor did not see the connection's first packets",
            UNSURE_DIRECTION_POINTS,
        ),
        (
            sighting.inferred,
            "No zone is declared for one of the ends; its side (IT or OT) is guessed from its traffic",
            INFERRED_SIDE_POINTS,
        ),
        (sighting.initiator.shared, _shared(sighting.initiator), SHARED_INITIATOR_POINTS),
    )
    return [Reason(text=text, weight=points) for holds, text, points in doubts if holds]


def _not_answered(sighting: Sighting) -> str:
    refused = sighting.flow.state in {"rejected", "reset"}
    said = f"{sighting.responder.label} refused" if refused else "Nobody answered"
    return f"{said}, so nothing was exchanged yet"


def _shared(initiator: Asset) -> str:
    role = (initiator.record.role or "shared host").replace("-", " ")
    return f"{initiator.label} is a {role}: it may act for somebody else, and reaching new hosts is its work"
