"""Recorded traffic in two parts: what is learnt, and what is judged. Each is read from the user's files once.

Both are Weir's own flows, so that each trial reads them fast, whatever the files were. What was refused is left out:
`weir replay` tells of it.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

from msgspec import Struct

from replay.first_times import looked_ahead
from replay.merge import file_batches
from replay.run import Progress, ReplayInputs
from schemas.codec import encode_lines
from schemas.flow import Flow
from streams.messages import Batch
from streams.sources.files.flow_paths import flow_paths


class Cut(Struct, frozen=True, kw_only=True):
    """Both parts. Times are seconds UTC: of the first flow, up to when all is learnt, and of the last flow.

    `site` and `sensor` are those of most flows: what is planted is seen there.
    """

    learnt: Path
    judged: Path
    begin: float
    learn_until: float
    end: float
    flows: int
    judged_flows: int
    site: str
    sensor: str


def cut(
    inputs: ReplayInputs,
    until: Callable[[float], float],
    folder: Path,
    progressed: Callable[[Progress], None] = lambda _: None,
) -> Cut:
    """Write both parts into a folder. `until` is given the first flow's time and answers up to when all is learnt.

    Raises OSError and ValueError as a replay does, and where a part would be empty.
    """
    paths, _ = flow_paths(list(inputs.paths), inputs.file_format)
    batches = file_batches(paths, site=inputs.site, sensor=inputs.sensor, format=inputs.file_format)
    head = looked_ahead(batches)
    if head.first is None:
        msg = "no flows in these files: there is nothing to tune on"
        raise ValueError(msg)
    moment = until(head.first)
    parts = (folder / "learnt.ndjson", folder / "judged.ndjson")
    seen, counts, end = Counter[tuple[str, str]](), [0, 0], head.first
    progress = Progress()
    with parts[0].open("wb") as learnt, parts[1].open("wb") as judged:
        for flows in _flows(chain(head.drained(), batches)):
            early = [flow for flow in flows if flow.end < moment]
            late = [flow for flow in flows if flow.end >= moment]
            learnt.write(encode_lines(early))
            judged.write(encode_lines(late))
            seen.update((flow.site, flow.sensor) for flow in flows)
            counts = [counts[0] + len(early), counts[1] + len(late)]
            end = max([end, *(flow.end for flow in late)])
            progress.flows = sum(counts)
            progress.time = flows[-1].end if flows else progress.time
            progressed(progress)
    if not all(counts):
        missing = "before" if not counts[0] else "after"
        msg = f"no flows {missing} the end of learning: there is nothing to {'learn' if not counts[0] else 'judge'}"
        raise ValueError(msg)
    (site, sensor), _ = seen.most_common(1)[0]
    return Cut(
        learnt=parts[0], judged=parts[1], begin=head.first, learn_until=moment, end=end,
        flows=sum(counts), judged_flows=counts[1], site=site, sensor=sensor,
    )  # fmt: skip


def _flows(batches: Iterator[Batch]) -> Iterator[list[Flow]]:
    for batch in batches:
        flows = [record for record in batch.records if isinstance(record, Flow)]
        if len(flows) < len(batch.records):
            msg = "a recording has Ticks and statements beside its flows, and cannot be cut: give the flow logs"
            raise ValueError(msg)
        yield flows
