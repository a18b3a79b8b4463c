"""What somebody says of an alert, as it comes over HTTP, and why one is not taken. Pure.

Whoever may post writes into the audit trail and onto terminals: an author who can't be read as he stands is refused, a
reason is put into one line without what can't be seen.
"""

from collections.abc import Mapping
from typing import Literal, get_args

from msgspec import Struct

from schemas.formats.alerts.parts.clean import clean

Said = Literal["expected", "malicious", "mute", "forget"]
"""The decisions that can be given from afar. To undo a word takes `weir verdict undo`, which shows what stands."""

DECISIONS: tuple[Said, ...] = get_args(Said)

MOST_AUTHOR, MOST_REASON, MOST_ALERT, MOST_LASTING = 200, 2_000, 64, 32
"""Characters. Below the bounds of a verdict's fields (255 and 4,096); an alert's id has 20."""


class Refused(Exception):
    """Not taken: the HTTP status, why, and which field it is about. `after_s` is when to come again."""

    def __init__(self, status: int, why: str, field: str | None = None, *, after_s: float | None = None) -> None:
        super().__init__(why)
        self.status = status
        self.field = field
        self.after_s = after_s


class Word(Struct, frozen=True):
    """One decision on one alert. `lasting` is a length of time such as `8h`; None: the command's usual."""

    alert: str
    decision: Said
    author: str
    reason: str | None = None
    lasting: str | None = None


class Taken(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What a word came to: the alert's whole id, what it covers and does, and until when (seconds UTC)."""

    alert: str
    decision: Said
    author: str
    covers: str
    said: str
    where: str
    until: float | None = None
    notes: tuple[str, ...] = ()


Fields = Mapping[str, str | None]
"""`alert`, `decision`, `author`, `reason` and `for`, as they were found."""


def word_of(fields: Fields) -> Word:
    """The word that these fields make. Raises Refused with the field that does not fit."""
    alert, decision = _needed(fields, "alert", MOST_ALERT), _needed(fields, "decision", MOST_ALERT)
    if not (alert.isascii() and alert.isalnum()):
        raise Refused(400, "an alert's id has letters and digits only", "alert")
    known = {one: one for one in DECISIONS}
    if decision not in known:
        msg = f"no decision {clean(decision)[:40]!r}; there are: {', '.join(DECISIONS)}"
        raise Refused(400, msg, "decision")
    author = _needed(fields, "author", MOST_AUTHOR)
    if clean(author) != author:
        raise Refused(400, "has control or invisible characters", "author")
    reason, lasting = fields.get("reason"), fields.get("for")
    if reason is not None and len(reason) > MOST_REASON:
        raise Refused(400, f"is longer than {MOST_REASON:,} characters", "reason")
    if lasting is not None and len(lasting) > MOST_LASTING:
        raise Refused(400, "is no length of time; give it like 8h, 2d or 1w", "for")
    return Word(alert, known[decision], author, clean(reason).strip() or None if reason else None, lasting or None)


def _needed(fields: Fields, name: str, most: int) -> str:
    value = (fields.get(name) or "").strip()
    if not value:
        raise Refused(400, "is missing", name)
    if len(value) > most:
        raise Refused(400, f"is longer than {most} characters", name)
    return value
