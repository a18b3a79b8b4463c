"""What could not be taken, why, where it was, and its bytes."""

from typing import Literal

from msgspec import Struct

MAX_DEAD_BYTES = 4_096
"""How much of the original is kept: enough to see what it was, too little to fill a disk."""

DeadKind = Literal["malformed", "oversized", "misplaced", "implausible", "rejected", "failed"]
"""Why in one word, for counting: no record at all; past a bound of size or number; a site that does not belong
there; a time, of a flow or a Tick, that nothing confirms; a record the core has no use for; a failure of the core."""


class DeadLetter(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One refused record.

    `source` is a file or a topic; `position` is a line (from 1) in a file, an offset in a topic;
    `line` is the line within a message (from 1). `raw` is at most `MAX_DEAD_BYTES` of it.
    A letter may stand for many: then `count` says how many records (or messages, where nobody could
    look into them), and `last_position` where the last of them was.
    """

    source: str
    reason: str
    raw: bytes
    kind: DeadKind = "malformed"
    position: int | None = None
    partition: int | None = None
    line: int | None = None
    site: str | None = None
    size: int | None = None
    count: int = 1
    last_position: int | None = None


def dead(  # noqa: PLR0913 - a record's fields, by name
    *,
    source: str,
    reason: str,
    raw: bytes,
    kind: DeadKind = "malformed",
    position: int | None = None,
    partition: int | None = None,
    line: int | None = None,
    site: str | None = None,
    count: int = 1,
) -> DeadLetter:
    """A dead letter with its bytes cut to the bound and its true size kept."""
    return DeadLetter(
        source=source,
        reason=reason[:512],
        raw=raw[:MAX_DEAD_BYTES],
        kind=kind,
        position=position,
        partition=partition,
        line=line,
        site=site,
        size=len(raw),
        count=count,
    )
