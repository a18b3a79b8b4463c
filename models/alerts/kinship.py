"""What an end's siblings say of a new path: one sentence, and its share of the severity.

Where most of a kind do the same, it weighs less. Where none of several ever met the other end, and this says more than
the end's own history, it is the sentence for the surprise of both, also at a device that meets new peers daily.
"""

from models.alerts.history import MAX_SURPRISE_POINTS, POINTS_PER_BIT, TRIED_SHARE
from models.findings.sighting import GUARDED, Sighting
from models.paths.siblings import Kin
from schemas.alert import Reason

FAMILIAR_POINTS = 40.0
"""Of what all siblings do: two levels, so that what reads high on its own reads low. A convention."""

SAME_MAKER_POINTS = 15.0
"""What the same maker adds where the initiator is new: a replacement or one more of a kind. A convention."""

FEWEST = 3
"""Siblings of which it says something that none of them did it."""


def familiar(sighting: Sighting) -> list[Reason]:
    """What takes from the severity: others of the kind do the same. Of both ends the one whose kind does it more."""
    if sighting.likeness is None or not sighting.answered:
        return []
    said = [reason for kin in sighting.likeness.ends for reason in _familiar(sighting, kin)]
    return [min(said, key=lambda reason: reason.weight)] if said else []


def unheard_of(sighting: Sighting) -> list[Reason]:
    """What the ends' siblings say where none of them has met the other end: a surprise beside the ends' own."""
    if sighting.likeness is None:
        return []
    return [reason for kin in sighting.likeness.ends for reason in _unheard_of(sighting, kin)]


def _familiar(sighting: Sighting, kin: Kin) -> list[Reason]:
    began = kin.asset is sighting.initiator
    stranger = began and kin.is_new and kin.asset.side in GUARDED and kin.asset.record.declared_id is None
    if not kin.most_do or (stranger and not kin.same_maker):
        # A device that nobody knows may pose as one of a kind; a card of the same maker is a little harder to get.
        return []
    others = kin.doing - len(kin.names)
    who = " and ".join(kin.names) if not others else f"{', '.join(kin.names)} and {others} other{'s' * (others > 1)}"
    where = "" if kin.asset.zone is None else f" of {kin.asset.zone}"
    other = sighting.responder.label if began else sighting.initiator.label
    if began:
        text = f"{who}{where} {'uses' if kin.doing == 1 else 'use'} {sighting.service} of {other}, too"
    else:
        text = f"{other} uses {sighting.service} of {who}{where}, too"
    points = FAMILIAR_POINTS * kin.share
    if began and kin.is_new and kin.same_maker:
        points += SAME_MAKER_POINTS
        text += "; its network card is of the same maker"
    seen, of = float(kin.doing), float(kin.total)
    return [Reason(text=text, weight=-round(points, 1), value=seen, expected=of, unit="hosts")]


def _unheard_of(sighting: Sighting, kin: Kin) -> list[Reason]:
    began, found = kin.asset is sighting.initiator, sighting.likeness
    if kin.meeting or kin.total < FEWEST or found is None:
        return []
    lift = (found.initiator_lift if began else found.responder_lift).peer
    bits = sighting.initiator_bits if began else sighting.responder_bits
    both = lift if bits is None else bits
    if lift <= 0.0 or 2.0 * lift < both:
        # Its own history says more, and its sentence bears the points of both.
        return []
    points = min(MAX_SURPRISE_POINTS, POINTS_PER_BIT * both)
    points = round(points * (1.0 if sighting.answered else TRIED_SHARE), 1)
    other = sighting.responder.label if began else sighting.initiator.label
    kind = f"{kin.total} other hosts of {kin.asset.zone}"
    if began:
        text = f"None of the {kind}{' that work alike' * kin.alike} usually reaches {other}"
    else:
        which = f"that {'work alike and ' * kin.alike}serve {sighting.service}"
        text = f"{other} usually reaches none of the {kind} {which}"
    return [Reason(text=text, weight=points, value=1.0, expected=0.0, unit="hosts")]
