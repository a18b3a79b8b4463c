"""What was fed, in numbers that add up."""

from collections import Counter
from pathlib import Path

from replay.feed.pacing import Fed
from replay.feed.recording import Recording
from replay.feed.summary import summary_of
from replay.summary import LeftOut
from schemas.flow import Flow
from schemas.tick import Tick
from streams.sources.files.flow_paths import Skipped


def test_the_kinds_of_records_add_up_and_a_moment_is_no_rate() -> None:
    recording = Recording([], [Skipped(Path("a.txt"), "no log")], first=1.0, shift_s=5.0, outside=2)
    fed = Fed(records=5, before=7, rows=4, first=6.0, time=9.0, kinds=Counter({Flow: 3, Tick: 2}))
    summary = summary_of(recording, fed, 2.0, ended=True)
    assert summary.records == summary.flows + summary.ticks + summary.changes + summary.verdicts
    assert (summary.rows_per_s, summary.before, summary.outside) == (2.0, 7, 2)
    assert summary.left_out == [LeftOut("a.txt", "no log")]
    assert summary_of(recording, fed, 0.0, ended=False).rows_per_s == 0.0
