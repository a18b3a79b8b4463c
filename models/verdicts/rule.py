"""Which of several words on one finding decides.

The rule, as docs/detection.md has it for users: `malicious` holds until a person takes it back, by `expected` or
`forget` said later on the same or a narrower subject. Otherwise the narrower subject counts, and among equals the
newer word. A word that has run out says nothing.
"""

from collections.abc import Sequence
from typing import NamedTuple

from models.verdicts.word import SubjectKind, Word
from schemas.attack import AlertKind

RANKS: dict[SubjectKind, int] = {"path": 0, "alert": 1, "initiator": 2, "zones": 3}
"""From narrow to wide."""

COVERED_BY: dict[AlertKind, frozenset[SubjectKind]] = {
    "new-path-crossing": frozenset(RANKS),
    "dmz-bypass": frozenset(RANKS),
    "level-skip": frozenset(RANKS),
    "external-path": frozenset(RANKS),
    "rogue-master": frozenset(RANKS),
    "new-path": frozenset(RANKS),
    "first-look": frozenset(RANKS),
    "scan": frozenset({"alert", "initiator", "zones"}),
    "new-asset": frozenset({"alert", "initiator"}),
}
"""Which subjects cover a finding of which kind. Every other kind is covered by a word on its own alert alone: a
word on the legs of a chain never silences the chain."""

ON_ALERT_ONLY: frozenset[SubjectKind] = frozenset({"alert"})


class Ruling(NamedTuple):
    """The word that decides, None where none does, and those on the same finding that lost, the nearest first."""

    decides: Word | None
    lost: tuple[Word, ...]


def covers(kind: AlertKind, subject: SubjectKind) -> bool:
    """Whether a word on such a subject may cover a finding of this kind."""
    return subject in COVERED_BY.get(kind, ON_ALERT_ONLY)


def ruling(words: Sequence[Word], time: float) -> Ruling:
    """Decide between words that cover one finding at `time`."""
    live = [word for word in words if word.holds_at(time)]
    condemning = [word for word in live if word.decision == "malicious" and not _taken_back(word, live)]
    candidates = condemning or [word for word in live if word.decision != "malicious"]
    ordered = sorted(words, key=_nearest_first)
    if not candidates:
        return Ruling(None, tuple(ordered))
    decides = min(candidates, key=_nearest_first)
    return Ruling(decides, tuple(word for word in ordered if word is not decides))


def deciding(words: Sequence[Word], time: float) -> Word | None:
    """The word that decides between those that cover a finding; None where none does, or what was said is forgotten."""
    if not words:
        return None
    word = ruling(words, time).decides
    return None if word is None or word.decision == "forget" else word


def _taken_back(malicious: Word, words: Sequence[Word]) -> bool:
    return any(
        word.decision in {"expected", "forget"}
        and word.number > malicious.number
        and RANKS[word.subject] <= RANKS[malicious.subject]
        for word in words
    )


def _nearest_first(word: Word) -> tuple[int, int]:
    return RANKS[word.subject], -word.number
