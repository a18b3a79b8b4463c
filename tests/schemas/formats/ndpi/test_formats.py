"""nfstream's rows are told by their keys."""

import orjson
import pytest

from schemas.formats.registry import detect
from tests.schemas.formats.ndpi.rows import metered, plain


@pytest.mark.parametrize("row", [metered(), plain()])
def test_nfstreams_rows_are_told(row: dict[str, object]) -> None:
    assert detect([orjson.dumps(row)], "flows.json") == "ndpi"


def test_rows_with_other_times_are_not(caplog: pytest.LogCaptureFixture) -> None:
    row = metered()
    del row["bidirectional_first_seen_ms"]
    with pytest.raises(ValueError, match="no flows"):
        detect([orjson.dumps(row)], "flows.json")
    assert not caplog.records
