"""Severity: a sum of points, each with its reason, so that nobody must guess where a figure comes from.

    severity = the detector's points
             + 2 per bit of surprise, at most 20        (an end that meets new peers daily surprises little)
             + 3 per step of criticality above the middle, 8 for a controller's level (0 or 1)
             + 8 for a service that controls a host or a process
             - 20 if nobody answered, - 15 if the direction is a guess, - 10 if a side is inferred,
             - 10 if many stand behind the initiator

The weights are a convention, not a measurement: they order alerts so that an answered crossing into a
controller reads critical and the same unanswered a level lower.
The tests hold these orders, not the single numbers.
"""

from models.findings.sighting import Finding, Sighting
from schemas.alert import Reason
from schemas.services.names import CONTROL_SERVICES, OT_SERVICES

POINTS_PER_BIT = 2.0
MAX_SURPRISE_POINTS = 20.0
POINTS_PER_CRITICALITY = 3.0
MIDDLE_CRITICALITY = 3
CONTROLLER_LEVEL = 1.0
CONTROLLER_POINTS = 8.0
CONTROL_SERVICE_POINTS = 8.0
UNANSWERED_POINTS = -20.0
UNSURE_DIRECTION_POINTS = -15.0
INFERRED_SIDE_POINTS = -10.0
SHARED_INITIATOR_POINTS = -10.0


def assess(sighting: Sighting, finding: Finding) -> tuple[int, tuple[Reason, ...]]:
    """The severity, 1 to 100, and its reasons, the heaviest first."""
    reasons = [Reason(text=finding.text, weight=finding.points), *finding.reasons]
    reasons += _surprise(sighting)
    reasons += _target(sighting)
    reasons += _doubts(sighting)
    total = sum(reason.weight for reason in reasons)
    ordered = sorted(reasons, key=lambda reason: (-abs(reason.weight), reason.text))
    return max(1, min(100, round(total))), tuple(ordered)


def _surprise(sighting: Sighting) -> list[Reason]:
    """The more surprised end speaks, with the figure it has; the responder where both are alike."""
    bits = sighting.surprise
    if bits is None or bits <= 0.0:
        return []
    text = _asked_text(sighting) if sighting.responder_bits == bits else _asking_text(sighting)
    points = min(MAX_SURPRISE_POINTS, POINTS_PER_BIT * bits)
    text = f"{text}; that was {bits:.1f} bits unlikely"
    return [Reason(text=text, weight=round(points, 1), value=round(bits, 2))]


def _asked_text(sighting: Sighting) -> str:
    asset = sighting.responder
    if sighting.initiator.id in asset.peers_in:
        return f"{asset.label} had offered {_count(len(asset.services_in), 'service')} until now, this one is new"
    return f"{asset.label} had been reached by {_count(len(asset.peers_in), 'peer')} until now, this one is new"


def _asking_text(sighting: Sighting) -> str:
    asset = sighting.initiator
    if sighting.responder.id in asset.peers_out:
        return f"{asset.label} had used {_count(len(asset.services_out), 'service')} until now, this one is new"
    return f"{asset.label} had reached {_count(len(asset.peers_out), 'peer')} until now, this one is new"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _target(sighting: Sighting) -> list[Reason]:
    reasons: list[Reason] = []
    for asset in (sighting.responder, sighting.initiator):
        criticality = asset.record.criticality
        if criticality is not None and criticality != MIDDLE_CRITICALITY and asset.side == "ot":
            points = POINTS_PER_CRITICALITY * (criticality - MIDDLE_CRITICALITY)
            text = f"{asset.label} has criticality {criticality} of 5"
            reasons.append(
                Reason(text=text, weight=points, value=float(criticality), expected=float(MIDDLE_CRITICALITY))
            )
            break
    responder = sighting.responder
    if responder.level is not None and responder.level <= CONTROLLER_LEVEL:
        text = f"{responder.label} is on Purdue level {responder.level:g}, where the process is controlled"
        reasons.append(Reason(text=text, weight=CONTROLLER_POINTS, value=responder.level))
    if sighting.service in CONTROL_SERVICES or sighting.service in OT_SERVICES:
        text = f"{sighting.service} can control a host or a process"
        reasons.append(Reason(text=text, weight=CONTROL_SERVICE_POINTS))
    return reasons


def _doubts(sighting: Sighting) -> list[Reason]:
    doubts = (
        (not sighting.answered, "nobody answered: a try, not a conversation", UNANSWERED_POINTS),
        (sighting.flow.direction == "unsure", "who began is a guess: no handshake was seen", UNSURE_DIRECTION_POINTS),
        (sighting.inferred, "the sides are inferred from traffic, not declared", INFERRED_SIDE_POINTS),
        (sighting.initiator.shared, f"many may stand behind {sighting.initiator.label}", SHARED_INITIATOR_POINTS),
    )
    return [Reason(text=text, weight=points) for holds, text, points in doubts if holds]
