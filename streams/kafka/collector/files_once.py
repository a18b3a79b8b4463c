"""Files read once, from their beginning to their end, so that a run that died goes on where it was.

What is read of the same files is the same each time, so the position is how many records of the whole
were published. Files that changed since they were begun are another input: they are refused, since
where the old one ended in them can't be known.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from streams.messages import Batch

SOURCE = "once"


class ChangedFiles(ValueError):
    """The files are not those that were begun."""


def sizes_of(paths: Sequence[Path]) -> dict[str, int]:
    """The files by their full names, with their sizes: what a once-read input is known by."""
    return {str(path.resolve()): path.stat().st_size for path in paths}


def source_of(paths: Sequence[Path]) -> str:
    """How these files together are named among the positions."""
    return f"{SOURCE}:{'|'.join(sorted(str(path.resolve()) for path in paths))}"


def check_unchanged(before: bytes | None, sizes: dict[str, int]) -> None:
    """Raises ChangedFiles when the files were begun with other sizes."""
    if before is None:
        return
    begun = msgspec.json.decode(before, type=dict[str, int])
    changed = [name for name, size in begun.items() if sizes.get(name) != size]
    if changed:
        msg = (
            f"{', '.join(sorted(changed))} changed since --once read it: follow a growing file without --once,"
            " or give another --collector name to take everything again"
        )
        raise ChangedFiles(msg)


def continued(batches: Iterator[Batch], source: str, published: int) -> Iterator[Batch]:
    """The batches past the first `published` records, positioned by how many have been given."""
    count = 0
    for batch in batches:
        before, count = count, count + len(batch.records) + len(batch.dead_letters)
        if count <= published and before < published:
            continue
        yield Batch(batch.records, batch.dead_letters, source, count, batch.repeats, batch.notes)
