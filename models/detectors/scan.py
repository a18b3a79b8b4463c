"""One initiator tries many targets, or many ports of one target, within an hour."""

from models.findings.sighting import About, Finding, Sighting, Words, placed, span
from schemas.alert import Advice, Reason, Technique
from schemas.attack import AlertKind

READY_TARGETS, READY_PORTS = 10, 15
"""Where an end's ways are known: below Zeek's own scan detector (25 hosts, 15 ports in five minutes),
since a cell often has fewer than 25 hosts."""

LEARNING_TARGETS, LEARNING_PORTS = 25, 25
"""While everything is new anyway, Zeek's figure for hosts, and more ports than one host's services explain."""

BASE_POINTS = 40.0
POINTS_PER_DOUBLING = 5.0
MAX_POINTS = 65.0
INTERNET_POINTS = 20.0
"""From high on for ten targets that nobody expects the initiator to try, and critical for some hundred. A convention;
that nobody answers takes nothing from a sweep (`severity.py`)."""

WORDS = Words(
    techniques=(Technique("T0846", "TA0102"),),
    advice=Advice(
        "{initiator} itself",
        (
            "Find out what runs on {initiator}, and stop it: scanning can upset controllers. If it is the "
            "vulnerability scanner, say `weir verdict expected`, and agree on times with OT (M0814 Static Network "
            "Configuration)."
        ),
    ),
)


class Scan:
    """Fires when the hour's new targets or ports pass the threshold; one alert per initiator that grows."""

    kind: AlertKind = "scan"
    words = WORDS
    about: About = "sweep"

    def score(self, sighting: Sighting) -> float | None:
        """Points grow with each doubling past the threshold."""
        excess = self._excess(sighting)
        if excess is None:
            return None
        return min(MAX_POINTS, BASE_POINTS + POINTS_PER_DOUBLING * (excess.bit_length() - 1))

    def finding(self, sighting: Sighting) -> Finding | None:
        """One cause per initiator, whatever it tries and whom."""
        points = self.score(sighting)
        sweep = sighting.sweep
        if points is None or sweep is None:
            return None
        targets, ports = sweep.targets.count(), sweep.ports.count()
        wide = targets > 1
        initiator = sighting.initiator
        what = f"{targets} addresses" if wide else f"{ports} ports of {sighting.responder.label}"
        tries = sweep.unanswered + sweep.answered
        if sweep.answered:
            answers = f"{sweep.unanswered} of {tries} tries got no answer"
        else:
            answers = "none of them answered" if wide else "none of them was open"
        from_outside = Reason(text="The internet should not reach this plant at all", weight=INTERNET_POINTS)
        return Finding(
            kind=self.kind,
            points=points,
            cause=(initiator.id,),
            title=f"{'Sweep' if wide else 'Port scan'} by {initiator.label}: {what}",
            text=f"{placed(initiator)} tried {what} within {span(sweep.last - sweep.since)}; {answers}",
            words=self.words,
            reasons=(from_outside,) if initiator.side == "external" else (),
            seen=float(targets if wide else ports),
            usual=float(len(initiator.peers_out)) if wide else None,
            unit="addresses" if wide else "ports",
        )

    def _excess(self, sighting: Sighting) -> int | None:
        sweep = sighting.sweep
        if sweep is None or not sighting.guarded:
            return None
        targets_at, ports_at = (READY_TARGETS, READY_PORTS) if sighting.ready else (LEARNING_TARGETS, LEARNING_PORTS)
        if not sighting.ready and sweep.unanswered < sweep.answered:
            return None
        excess = max(sweep.targets.count() // targets_at, sweep.ports.count() // ports_at)
        return excess if excess > 0 else None
