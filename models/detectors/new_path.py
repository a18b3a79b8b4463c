"""Two controllers begin to talk by something that is no OT protocol, inside OT, where nobody of their kind does."""

from models.detectors.rogue_master import watched_long
from models.findings.sighting import About, Finding, Sighting, Words, crossing_finding, in_vain, placed, reached
from schemas.alert import Advice, Technique
from schemas.attack import AlertKind

POINTS = 28.0
"""Somewhat less than of who commands a controller (`rogue_master.py`): what it does there nobody sees. A convention."""

WORDS = Words(
    techniques=(Technique("T0886", "TA0109"),),
    advice=Advice(
        "{initiator} and {responder}",
        "Ask {responder's owner} whether the two are meant to exchange anything by this service. If so, say `weir "
        "verdict expected`. If not, see who reached {initiator} lately, and compare the program and files of both with "
        "the last that are known to be good (M0937 Filter Network Traffic).",
    ),
)


class NewPath:
    """Fires on a new path from controller to controller by no OT protocol that no other pair of theirs has."""

    kind: AlertKind = "new-path"
    words = WORDS
    about: About = "command"

    def score(self, sighting: Sighting) -> float | None:
        """The same points for all; None while it is being learnt whom the controllers talk to."""
        known = sighting.lateral
        if known is None or known.alike or not (known.declared or watched_long(sighting)):
            return None
        return POINTS

    def finding(self, sighting: Sighting) -> Finding | None:
        """One cause per initiator, service and zone reached."""
        points = self.score(sighting)
        if points is None:
            return None
        text = (
            f"{placed(sighting.initiator)}, a controller, {reached(sighting)} {placed(sighting.responder)}, another "
            f"one, by {sighting.service} for the first time; no other controllers there do so"
        )
        what = f"Controllers talk to each other{in_vain(sighting)}"
        return crossing_finding(sighting, self.kind, points, what=what, text=text, words=self.words)
