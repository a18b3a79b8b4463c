"""One person's word as it stands: on what, since when, by whom, until when, how often it has matched."""

from hashlib import blake2b
from typing import Literal

from msgspec import Struct

from models.findings.scan_tracker import try_at
from schemas.verdict import Decision, Verdict

SubjectKind = Literal["path", "alert", "initiator", "zones"]
"""What a word is about, from narrow to wide."""

StandingDecision = Literal["expected", "malicious", "mute", "forget"]
"""What a word that stands may say. `forget` stands only where a wider word would else speak for what it forgot."""

PathKey = tuple[str, str, str]
"""Initiator, responder and service: ids of assets, or the names that were given where an end is not met yet."""


class SweepScope(Struct, array_like=True, frozen=True):
    """What a word on a sweep covers: tries of one initiator at services of targets in places.

    `tries` are services with the places of their targets (see `sweeps.try_at`); None: any service, where the sweep had
    more than are kept. `places` are zones, or sides where no zone is declared; None: any.
    """

    initiator: str
    tries: tuple[str, ...] | None
    places: tuple[str, ...] | None

    def holds(self, service: str, place: str) -> bool:
        """Whether a try at `service` of a target in `place` is part of it."""
        if self.tries is not None:
            return try_at(service, place) in self.tries
        return self.places is None or place in self.places


class Word(Struct, array_like=True):
    """What somebody said, and on what.

    `number` orders words by arrival, which decides which of two is newer. `until` and `matched_last` are event
    times in seconds UTC; `until` None: until somebody takes it back. `paths` are the paths of a word on a path or an
    alert; `causes` the causes of an alert's findings that have no path; `sweep` what a word on a sweep covers.
    """

    id: str
    number: int
    decision: StandingDecision
    subject: SubjectKind
    said: float
    author: str
    reason: str | None = None
    until: float | None = None
    alert: str | None = None
    initiator: str | None = None
    zones: tuple[str, str] | None = None
    paths: list[PathKey] = []
    causes: list[str] = []
    sweep: SweepScope | None = None
    matched: int = 0
    matched_last: float | None = None

    def holds_at(self, time: float) -> bool:
        """Whether it has not run out."""
        return self.until is None or time < self.until

    @property
    def about(self) -> tuple[str, ...]:
        """What it is about, as a key: a newer word of the same decision on the same subject replaces it."""
        match self.subject:
            case "path":
                return ("path", *self.paths[0])
            case "alert":
                return ("alert", self.alert or "")
            case "initiator":
                return ("initiator", self.initiator or "")
            case "zones":
                return ("zones", *(self.zones or ()))


def word_id(verdict: Verdict, decision: Decision) -> str:
    """40 bits of BLAKE2b over what was said, by whom and when: short enough to type, and no two of a site collide."""
    path, zones = verdict.path, verdict.zones
    subject = (
        verdict.alert or "",
        "" if path is None else f"{path.initiator}\x1e{path.responder}\x1e{path.service}",
        verdict.initiator or "",
        "" if zones is None else f"{zones.from_zone}\x1e{zones.to_zone}",
    )
    text = "\x1f".join((verdict.site, repr(verdict.time), verdict.author, decision, *subject))
    return blake2b(text.encode(), digest_size=5).hexdigest()
