"""The samples give what they say, in any parts, and no format takes another's."""

import pytest

from schemas.formats.reader import ReaderContext
from schemas.formats.registry import HEADINGS, detect, new_memory, reader_for
from tests.schemas.formats.cloud.samples import CLOUD_SAMPLES, CloudSample

each = pytest.mark.parametrize(
    ("name", "sample"), [(name, sample) for name, several in CLOUD_SAMPLES.items() for sample in several]
)


@each
@pytest.mark.parametrize("size", [1, 100])
def test_a_sample_gives_what_it_holds(name: str, sample: CloudSample, size: int) -> None:
    reader = reader_for(name, ReaderContext(site="a", source="f", memory=new_memory(), name="some.data"))
    flows = dead = 0
    for at in range(0, len(sample.pieces), size):
        found, letters = reader.read(sample.pieces[at : at + size], at + 1)
        flows, dead = flows + len(found), dead + len(letters)
    assert (flows, reader.notes.rows, reader.repeats, dead) == (
        sample.flows,
        sample.others,
        sample.repeats,
        sample.dead,
    )


@each
def test_a_sample_is_told_by_its_first_lines(name: str, sample: CloudSample) -> None:
    assert detect(sample.pieces, "some.data") == name
    assert sum(piece.startswith(HEADINGS) for piece in sample.pieces) == sample.nothing
