"""A recording as a stream to be published: what `weir replay` would apply of it, in the same order.

Statements first, flows with Ticks of event time between them, each verdict at its time. The same files and options give
the same records each time, so that how many were published says where to go on.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from pathlib import Path

from msgspec import Struct

from replay.feed.shifted import shifted_batches
from replay.first_times import looked_ahead
from replay.given.span import ALL, Span, within
from replay.given.statements import read_statements, with_verdicts
from replay.merge import file_batches
from replay.run import ReplayInputs, is_recording
from replay.ticks import with_ticks
from schemas.formats.assets.reading import Reading
from streams.messages import Batch
from streams.sources.files.flow_paths import Skipped, flow_paths


class Recording(Struct):
    """What there is to publish.

    `first` is when its first flow ended, in seconds UTC and before any shift; None: there is no row. `outside` counts
    rows before or after the span while it is read, `shift_s` is what all times were moved by.
    """

    paths: Sequence[Path]
    skipped: Sequence[Skipped]
    first: float | None = None
    shift_s: float = 0.0
    outside: int = 0
    span: Span = ALL
    inventories: Sequence[Reading] = ()
    batches: Iterator[Batch] = iter(())


def recording_of(
    inputs: ReplayInputs,
    *,
    collector: str,
    span: Callable[[float], Span] | None = None,
    shift: Callable[[float, Span], float] = lambda *_: 0.0,
) -> Recording:
    """Open the files; `collector` is named in the Ticks that are made.

    `span` is given the time of the first flow, and answers from when to when flows are taken; None: all are. `shift` is
    given that of the first flow taken and the span, and answers by how many seconds all is moved. Raises OSError and
    ValueError for inputs that cannot be read.
    """
    paths, skipped = flow_paths(list(inputs.paths), inputs.file_format)
    found = Recording(paths, skipped)
    batches = file_batches(paths, site=inputs.site, sensor=inputs.sensor, format=inputs.file_format)
    if span is not None:
        whole = looked_ahead(batches)
        found.span = span(whole.first or 0.0)
        batches = within(chain(whole.drained(), batches), found.span, lambda rows: _count(found, rows))
    head = looked_ahead(batches)
    found.first = head.first
    found.shift_s = 0.0 if head.first is None else shift(head.first, found.span)
    stated = read_statements(inputs.statements(), head.first or 0.0)
    found.inventories = stated.inventories
    verdicts = [verdict for verdict in stated.verdicts if found.span.takes(verdict)]
    stream = chain([stated.batch()], with_verdicts(chain(head.drained(), batches), verdicts))
    moved = shifted_batches(stream, found.shift_s)
    if all(is_recording(path, inputs.file_format) for path in paths):
        found.batches = moved
    else:
        begins = {site: begin + found.shift_s for site, begin in head.begins.items()}
        found.batches = with_ticks(moved, collector, begins=begins)
    return found


def _count(recording: Recording, rows: int) -> None:
    recording.outside += rows
