from collections.abc import Iterator

import pytest

from streams.messages import Batch
from streams.sources.batches import BatchesSource, StandardInputSource
from tests.streams.embedded.test_loop import some_batches


def test_batches_end_the_source() -> None:
    source = BatchesSource(iter(some_batches(1)))
    assert source.poll() is not None
    assert not source.idle
    assert source.poll() is None
    assert source.ended


def _polled(source: StandardInputSource) -> list[Batch]:
    batches: list[Batch] = []
    while not source.ended:
        batch = source.poll()
        if batch is not None:
            batches.append(batch)
    return batches


def test_standard_input_has_no_position() -> None:
    batches = _polled(StandardInputSource(iter(some_batches(3))))
    assert [batch.position for batch in batches] == [None, None, None]


def test_what_is_wrong_with_standard_input_is_raised_to_the_run() -> None:
    def broken() -> Iterator[Batch]:
        yield from some_batches(1)
        msg = "no flows"
        raise ValueError(msg)

    with pytest.raises(ValueError, match="no flows"):
        _polled(StandardInputSource(broken()))
