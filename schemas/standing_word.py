"""What somebody said and still stands, as others read it: `weir verdict list` and `weir verdict why`."""

from msgspec import Struct

from schemas.verdict import Decision


class StandingWord(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One word. `on` says in words what it is on; `subject` is path, alert, initiator or zones.

    `said` is the time that the verdict bears, `until` and `matched_last` are event times, all in seconds UTC. `until`
    None: until somebody takes it back. `matched` counts the findings and flows for which it decided.
    """

    id: str
    site: str
    decision: Decision
    subject: str
    on: str
    said: float
    author: str
    reason: str | None = None
    until: float | None = None
    matched: int = 0
    matched_last: float | None = None


class Why(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """Which word decides for a path, None where none does; and the words on it that lost, the nearest first."""

    site: str
    initiator: str
    responder: str
    service: str
    time: float
    decides: StandingWord | None = None
    lost: tuple[StandingWord, ...] = ()
