"""How much of the files of a replay was read."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from replay.extent import Extent
from replay.merge import file_batches
from schemas import codec
from tests.models import builders as b

LINES = codec.encode_lines([b.flow(number * 10.0, b.SCADA, b.PLC) for number in range(3_000)])


def test_the_share_goes_up_to_the_whole_and_nothing_is_known_of_standard_input(tmp_path: Path) -> None:
    one, two = tmp_path / "a.log", tmp_path / "b.log"
    one.write_bytes(b"12345")
    two.write_bytes(b"12345")
    extent = Extent([one, two])
    assert extent.share == 0.0
    extent.of(one)(5)
    assert extent.share == 0.5
    extent.of(two)(9)
    assert extent.share == 1.0
    assert Extent([one, Path("-")]).share is None


@pytest.mark.parametrize(
    ("name", "pack"),
    [("f.ndjson", bytes), ("f.ndjson.gz", gzip.compress), ("f.ndjson.zst", zstandard.ZstdCompressor().compress)],
)
def test_packed_files_count_as_they_lie_there(tmp_path: Path, name: str, pack: Callable[[bytes], bytes]) -> None:
    path = tmp_path / name
    path.write_bytes(pack(LINES))
    extent = Extent([path])
    shares = [extent.share or 0.0 for _ in file_batches([path], site="plant", extent=extent)]
    assert shares == sorted(shares)
    assert 0.0 < shares[0] <= shares[-1] == 1.0
