"""Puts a peek together: some rows of each input that the command line named, and what was understood of them."""

from pathlib import Path

from schemas.formats.reader import ReaderContext
from schemas.formats.registry import ANY_ROWS
from schemas.formats.sampling import Group, Sample, formats_of
from streams.kafka.client.settings import KafkaSettings
from streams.kafka.collector.newest_rows import newest_rows
from streams.kafka.collector.raw_topic import KAFKA
from streams.sources.factory import FILES, KINDS, inputs_of, kind_of
from streams.sources.files.first_rows import PeekedRow, first_rows
from streams.sources.files.flow_files import AUTO, check
from streams.sources.files.flow_paths import flow_paths
from streams.sources.files.paths import STANDARD_INPUT
from weir.views.peek import LeftOut, Peeked
from weir.wiring.collector import Inputs

LEAST_OF_A_FILE = 5
"""Rows of each file that are looked at where there are many: some of every kind say more than many of one."""


def peek(settings: KafkaSettings, inputs: Inputs, most: int) -> list[Peeked]:
    """Read up to `most` rows of each input, all files together, and publish and commit nothing.

    Raises TopicsError for a topic that can't be read, OSError and ValueError for files.
    """
    found: list[Peeked] = []
    kinds = {*KINDS, KAFKA}
    for given in inputs_of(inputs.paths, site=inputs.site, kinds=kinds):
        kind = kind_of(given.paths[0], kinds)
        if kind not in {FILES, STANDARD_INPUT, KAFKA}:
            reason = "it can only be listened to: --peek looks at files, topics and standard input"
            found.append(Peeked(input=given.name, rows=0, groups=[], left_out=[LeftOut(given.name, reason)], advice=[]))
        elif kind == KAFKA:
            topic = given.paths[0].removeprefix(f"{KAFKA}:")
            rows = newest_rows(settings, inputs.raw_servers, topic, most)
            name = ANY_ROWS if inputs.file_format == AUTO else inputs.file_format
            found.append(_understood(given.name, [(name, None, rows)], inputs, []))
        else:
            found.append(_files(list(given.paths), inputs, most))
    return found


def _files(paths: list[str], inputs: Inputs, most: int) -> Peeked:
    if paths == [STANDARD_INPUT]:
        rows = first_rows(Path(STANDARD_INPUT), most)
        name = ANY_ROWS if inputs.file_format == AUTO else inputs.file_format
        return _understood("standard input", [(name, None, rows)], inputs, [])
    files, skipped = flow_paths(paths, inputs.file_format)
    each = min(most, max(LEAST_OF_A_FILE, most // len(files)))
    looked_at = files[: max(1, most // each)]
    parts = [_part(path, inputs.file_format, each) for path in looked_at]
    left_out = [LeftOut(str(one.path), one.reason) for one in skipped]
    left_out += [LeftOut(str(path), "not looked at: give --peek-rows for more") for path in files[len(looked_at) :]]
    return _understood(", ".join(paths), parts, inputs, left_out)


def _part(path: Path, file_format: str, most: int) -> tuple[str, str | None, list[PeekedRow]]:
    name = check(path, file_format)
    known = name or ANY_ROWS
    return known, path.name, first_rows(path, most, known)


def _understood(
    name: str, parts: list[tuple[str, str | None, list[PeekedRow]]], inputs: Inputs, left_out: list[LeftOut]
) -> Peeked:
    """What some rows are, file by file; groups of the same kind in several files are shown as one."""
    groups: dict[tuple[str, str, str], Group] = {}
    rows = 0
    for file_format, file_name, peeked in parts:
        context = ReaderContext(site=inputs.site, source=name, sensor=inputs.sensor, name=file_name)
        sample = Sample(file_format, context)
        for row in peeked:
            if row.refusal is None:
                sample.take(row.row, row.place)
            else:
                sample.refuse(row.refusal, row.place, row.row)
        for group in sample.groups:
            rows += group.rows
            known = groups.setdefault((group.format, group.inside, group.log), group)
            if known is not group:
                known.add(group)
    ordered = sorted(groups.values(), key=lambda group: -group.rows)
    return Peeked(input=name, rows=rows, groups=ordered, left_out=left_out, advice=_advice(ordered, inputs))


def _advice(groups: list[Group], inputs: Inputs) -> list[str]:
    flows = sum(group.flows for group in groups)
    dead = sum(group.dead for group in groups)
    advice: list[str] = []
    if not groups:
        return ["nothing was there to read: look again when rows come"]
    if not flows:
        return ["no flows: docs/inputs.md says what is read"]
    names = formats_of(groups)
    told = AUTO if len(names) > 1 else names[0]
    if inputs.file_format in {AUTO, told} or told == AUTO:
        advice.append(f"--format {AUTO} tells {'each row' if len(names) > 1 else 'them'}: {', '.join(names)}")
    sensors = sorted({sensor for group in groups for sensor in group.sensors})
    if inputs.sensor is None:
        advice.append(
            f"the sensor is {sensors[0]}: --sensor names it otherwise"
            if len(sensors) == 1
            else f"{len(sensors)} sensors, by the rows' own words: {', '.join(sensors)}"
        )
    if dead:
        rows = "1 row" if dead == 1 else f"{dead:,} rows"
        advice.append(f"{rows} would be refused: weir dead-letters list shows them when collected")
    return advice
