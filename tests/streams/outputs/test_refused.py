"""What a receiver refuses for good is kept with its answer."""

import stat
from pathlib import Path

import msgspec

from streams.outputs.refused import RefusedAlert, RefusedFile
from tests.streams.outputs.http.posted import numbered


def test_each_is_a_line_with_the_answer_for_the_owners_eyes_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "refused.ndjson"
    keep = RefusedFile(path, "siem", lambda: 5.0)
    first, second = numbered("cef", 2)
    keep(first, "HTTP 400: no")
    keep(second, "y" * 10_000)
    kept = [msgspec.json.decode(line, type=RefusedAlert) for line in path.read_bytes().splitlines()]
    assert kept[0] == RefusedAlert(5.0, "siem", f"{0:016x}", 2, "HTTP 400: no", first.body.decode())
    assert len(kept[1].answer) == 2_000
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
