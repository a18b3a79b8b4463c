"""What `weir formats` finds out of files: their first lines, their format, and what comes of each row."""

from pathlib import Path

from schemas.flow import Flow
from schemas.formats.lines import Cutter
from schemas.formats.names import NAMED_FORMATS
from schemas.formats.notes import Notes
from schemas.formats.reader import NoFlowsError, ReaderContext
from schemas.formats.registry import cutter_for, detect, format_of, new_memory
from schemas.formats.tables.guess.proposal import Proposal, proposed
from schemas.formats.tables.mapping import packed
from streams.sources.files.flow_files import check, flow_batches
from streams.sources.files.paths import UNREADABLE, chunks, open_bytes
from weir.errors import UserError, why
from weir.views.recorded.formats import SAMPLE_ROWS, Checked, FormatShown, GuessShown, Refusals

HEAD_LINES = 500
"""Lines that a proposal is made of: what `schemas/formats/tables/guess/columns.py` looks at."""

_HEAD_BYTES = 4_194_304
_MOST_REASONS = 20
"""Kinds of refusals that are told apart."""


def formats_shown() -> list[FormatShown]:
    """All input formats in the order in which they are asked."""
    return [
        FormatShown(
            name,
            named.words,
            named.known_by,
            named.example or f"weir replay FILE --format {name}",
            ("log", *format_of(name).endings),
        )
        for name, named in NAMED_FORMATS.items()
    ]


def guessed(path: Path) -> GuessShown:
    """The format of a file, or a mapping proposed for it. Raises UserError where neither can be told."""
    lines = _first_lines(path)
    try:
        known = detect(lines[:64], path.name)
    except NoFlowsError as error:
        raise UserError(str(error)) from error
    except ValueError:
        known = None
    if known is not None:
        return GuessShown(str(path), known=known)
    try:
        found = proposed(lines, path.name)
    except ValueError as error:
        msg = f"{path}: {error}"
        raise UserError(msg) from error
    return _with_sample(path, found, lines)


def checked(path: Path, file_format: str) -> Checked:
    """What would be read of a file. Raises UserError for one that can't be read, or is none that is known."""
    try:
        found = Checked(str(path), check(path, file_format) or "empty")
        reasons: dict[str, Refusals] = {}
        notes = Notes()
        for batch in flow_batches(path, site="check", format=file_format, memory=new_memory()):
            flows = [record for record in batch.records if isinstance(record, Flow)]
            found.flows += len(flows)
            found.others += len(batch.records) - len(flows)
            found.repeats += batch.repeats
            found.sample += flows[: SAMPLE_ROWS - len(found.sample)]
            notes.add(batch.notes)
            for letter in batch.dead_letters:
                found.dead_letters += letter.count
                same = _kind(letter.reason) if len(reasons) < _MOST_REASONS else "other reasons"
                one = reasons.setdefault(same, Refusals(letter.reason, 0, letter.position))
                one.count += letter.count
    except (ValueError, *UNREADABLE) as error:
        raise UserError(why(error)) from error
    found.other_logs, found.doubts, found.remarks = notes.other_logs, notes.doubts, notes.remarks
    found.rows = found.flows + found.others + found.repeats + found.dead_letters + sum(found.other_logs.values())
    found.refused = sorted(reasons.values(), key=lambda one: -one.count)
    return found


def _kind(reason: str) -> str:
    """A reason without the value that was found, by which refusals of one kind are counted together."""
    return reason.partition(": ")[0]


def _with_sample(path: Path, found: Proposal, lines: list[bytes]) -> GuessShown:
    reader = format_of(packed(found.mapping)).reader(ReaderContext(site="guess", source=str(path), memory=new_memory()))
    sample: list[Flow] = []
    refused: list[str] = []
    for number, line in enumerate(lines, 1):
        records, letters = reader.read([line], number)
        sample += [record for record in records if isinstance(record, Flow)]
        refused += [f"line {number}: {letter.reason}" for letter in letters]
        if len(sample) + len(refused) >= SAMPLE_ROWS:
            break
    return GuessShown(
        str(path),
        mapping=found.mapping,
        columns=found.columns,
        unused=found.unused,
        notes=found.notes,
        sample=sample,
        refused=refused,
    )


def _first_lines(path: Path) -> list[bytes]:
    cutter: Cutter | None = None
    lines: list[bytes] = []
    read = 0
    try:
        with open_bytes(path) as stream:
            for chunk in chunks(stream):
                cutter = cutter or cutter_for(chunk)
                lines += cutter.feed(chunk).lines
                read += len(chunk)
                if len(lines) >= HEAD_LINES or read >= _HEAD_BYTES:
                    break
            else:
                lines += [] if cutter is None else cutter.finish().lines
    except UNREADABLE as error:
        msg = f"{path}: {why(error)}"
        raise UserError(msg) from error
    if not lines:
        msg = f"{path}: there is no line in it"
        raise UserError(msg)
    return lines[:HEAD_LINES]
