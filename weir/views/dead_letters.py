"""Dead letters for people and scripts. Whatever bytes are in them, a terminal only ever gets printable text."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from msgspec import Struct

from schemas.dead_letter import DeadKind
from streams.read_model.dead_letters import KeptLetter
from weir.views.grid import Grid
from weir.views.terminal import clean, when

BEGINNING = 48
"""Characters of a refused record in the table: enough to tell a heading from a row."""


class ShownLetter(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One dead letter as `--json` shows it: `raw` in base64, `text` the same with what is not printable escaped.

    `written_at` is `written` (seconds UTC) as ISO 8601.
    """

    id: str
    kind: DeadKind
    source: str
    reason: str
    raw: bytes
    text: str
    size: int | None = None
    count: int = 1
    written: float | None = None
    written_at: str | None = None
    site: str | None = None
    partition: int | None = None
    position: int | None = None
    line: int | None = None
    last_position: int | None = None


def shown(kept: KeptLetter) -> ShownLetter:
    """A letter as `--json` shows it."""
    letter = kept.letter
    return ShownLetter(
        id=kept.id,
        kind=letter.kind,
        source=letter.source,
        reason=letter.reason,
        raw=letter.raw,
        text=escaped(letter.raw),
        size=letter.size,
        count=letter.count,
        written=kept.written,
        written_at=None if kept.written is None else datetime.fromtimestamp(kept.written, UTC).isoformat(),
        site=letter.site,
        partition=letter.partition,
        position=letter.position,
        line=letter.line,
        last_position=letter.last_position,
    )


def escaped(raw: bytes) -> str:
    r"""Bytes as text: UTF-8 as it is; what is no UTF-8 or not printable as \xNN or \uNNNN, a backslash as two."""
    return "".join(map(_escaped, raw.decode("utf-8", errors="surrogateescape")))


def _escaped(character: str) -> str:
    if character == "\\":
        return "\\\\"
    if character.isprintable():
        return character
    if "\udc80" <= character <= "\udcff":
        # How Python decodes a byte that is no UTF-8.
        return f"\\x{ord(character) - 0xDC00:02x}"
    return character.encode("unicode_escape").decode("ascii")


def letter_table(letters: Iterable[KeptLetter], time_zone: str) -> Grid:
    """A row a letter: where it came from, why it was refused, and how it begins."""
    table = Grid(ruled=True)
    for heading in ("id", "written", "kind", "where", "why", "begins"):
        table.add_column(heading)
    for kept in letters:
        letter = kept.letter
        begins = escaped(letter.raw)
        table.add_row(
            kept.id,
            "not known" if kept.written is None else when(kept.written, time_zone),
            letter.kind if letter.count == 1 else f"{letter.kind} x{letter.count:,}",
            clean(_place(kept)),
            clean(letter.reason),
            begins if len(begins) <= BEGINNING else begins[: BEGINNING - 1] + "…",
        )
    return table


def letter_lines(kept: KeptLetter, time_zone: str) -> Iterator[str]:
    """One letter at length, with all the bytes that were kept."""
    letter = kept.letter
    yield f"dead letter {kept.id}: {letter.kind}"
    yield f"  why      {clean(letter.reason)}"
    yield f"  where    {clean(_place(kept))}"
    if letter.site is not None:
        yield f"  site     {clean(letter.site)}"
    yield f"  written  {'not known' if kept.written is None else when(kept.written, time_zone) + ' ' + time_zone}"
    if letter.count > 1:
        yield f"  stands for {letter.count:,}, up to position {letter.last_position}"
    size = len(letter.raw) if letter.size is None else letter.size
    rest = f" of {size:,}" if size > len(letter.raw) else ""
    yield f"  {len(letter.raw):,}{rest} bytes, what is not printable escaped:"
    yield escaped(letter.raw)


def _place(kept: KeptLetter) -> str:
    letter = kept.letter
    partition = "" if letter.partition is None else f" partition {letter.partition}"
    position = "" if letter.position is None else f":{letter.position}"
    line = "" if letter.line is None else f" line {letter.line}"
    return f"{letter.source}{partition}{position}{line}"
