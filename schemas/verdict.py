"""A person's word on what Weir showed."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from schemas.bounds import Name, SiteName, Text, Time

Decision = Literal["expected", "malicious", "mute", "forget", "undo"]
"""expected: learn it. malicious: never learn it. mute: say nothing till it expires. forget: as if never seen, nor
spoken of. undo: as if one word had not been said."""


MAX_PATHS = 1_024
"""Paths that one verdict may name: five times what a digest lists."""


class PathSubject(Struct, frozen=True, gc=False, omit_defaults=True):
    """A path by the ids of its assets and its service, as an alert names them."""

    initiator: Name
    responder: Name
    service: Name


class ZonePair(Struct, frozen=True, gc=False):
    """Every path that goes from one zone to another."""

    from_zone: Name
    to_zone: Name


class Verdict(Struct, frozen=True, gc=False, omit_defaults=True, kw_only=True):
    """One decision about exactly one subject: `alert`, `path`, `initiator` or `zones`; for `undo`, `word`.

    `word` is the id of a word that stands, as `weir verdict list` shows it. `expires` is event time in seconds UTC;
    None means until somebody takes it back. `paths` are those that the alert lists: the word is on them where the alert
    is not open any more, or never was, as a digest, which is a list that was sent once. `via` is the way it came
    by where that is no command: a listener and the address of who posted it.
    """

    site: SiteName
    time: Time
    author: Name
    decision: Decision
    reason: Text | None = None
    alert: Name | None = None
    path: PathSubject | None = None
    initiator: Name | None = None
    zones: ZonePair | None = None
    word: Name | None = None
    expires: Time | None = None
    via: Name | None = None
    paths: Annotated[tuple[PathSubject, ...], Meta(max_length=MAX_PATHS)] = ()

    def __post_init__(self) -> None:
        """Refuse a verdict with no subject, or with two: it would be a guess what was meant."""
        if (self.decision == "undo") != (self.word is not None):
            msg = "undo names the word that it takes back, and nothing else does"
            raise ValueError(msg)
        if self.paths and self.alert is None:
            msg = "paths are those of an alert, and none is named"
            raise ValueError(msg)
        subjects = (self.alert, self.path, self.initiator, self.zones, self.word)
        named = len(subjects) - subjects.count(None)
        if named != 1:
            msg = f"a verdict names one of alert, path, initiator, zones, word; this one names {named}"
            raise ValueError(msg)
