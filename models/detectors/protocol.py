"""What a detector is: a pure reading of one sighting."""

from typing import Protocol

from models.detectors.sighting import Finding, Sighting, Words
from schemas.attack import AlertKind


class Detector(Protocol):
    """Reads a sighting; keeps nothing, changes nothing."""

    @property
    def kind(self) -> AlertKind:
        """The kind of alert it raises."""

    @property
    def words(self) -> Words:
        """What all its alerts say."""

    def score(self, sighting: Sighting) -> float | None:
        """Its points, above 0 to 100; None: nothing of its kind, or not warmed up."""

    def finding(self, sighting: Sighting) -> Finding | None:
        """What it would report of the sighting; None exactly where `score` is None."""
