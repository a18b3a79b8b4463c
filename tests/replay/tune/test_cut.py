"""Recorded traffic in two parts."""

from pathlib import Path

import msgspec
import pytest

from replay.run import ReplayInputs
from replay.tune.cut import cut
from schemas.codec import encode_lines
from schemas.flow import Flow
from schemas.formats.recording import encode
from schemas.tick import Tick

BEGIN = 1_700_000_000.0
FLOWS = [
    Flow("a", "tap", BEGIN + n * 60, BEGIN + n * 60 + 5.0, "10.0.0.1", "10.0.0.2", "tcp", 40_000, 502)
    for n in range(10)
]  # fmt: skip


def _inputs(folder: Path, name: str = "flows.ndjson") -> ReplayInputs:
    return ReplayInputs(paths=(str(folder / name),), site="a")


def test_each_flow_is_in_one_part_and_the_cut_counts_from_the_first(tmp_path: Path) -> None:
    (tmp_path / "flows.ndjson").write_bytes(encode_lines(FLOWS))
    parts = cut(_inputs(tmp_path), lambda first: first + 300.0, tmp_path)
    decode = msgspec.json.Decoder(Flow).decode
    learnt, judged = (
        [decode(line) for line in path.read_bytes().splitlines()] for path in (parts.learnt, parts.judged)
    )
    assert learnt + judged == FLOWS
    assert (len(learnt), parts.flows, parts.judged_flows) == (5, 10, 5)
    assert (parts.begin, parts.learn_until, parts.end) == (FLOWS[0].end, FLOWS[5].end, FLOWS[9].end)
    assert (parts.site, parts.sensor) == ("a", "tap")


@pytest.mark.parametrize(("after", "said"), [(-1.0, "nothing to learn"), (9_999.0, "nothing to judge")])
def test_an_empty_part_is_an_error(after: float, said: str, tmp_path: Path) -> None:
    (tmp_path / "flows.ndjson").write_bytes(encode_lines(FLOWS))
    with pytest.raises(ValueError, match=said):
        cut(_inputs(tmp_path), lambda first: first + after, tmp_path)


def test_a_recording_is_refused_with_what_to_give(tmp_path: Path) -> None:
    records: list[Flow | Tick] = [*FLOWS, Tick("a", "collector", FLOWS[9].end)]
    (tmp_path / "recording.ndjson").write_bytes(encode(records))
    with pytest.raises(ValueError, match="give the flow logs"):
        cut(_inputs(tmp_path, "recording.ndjson"), lambda first: first + 300.0, tmp_path)
