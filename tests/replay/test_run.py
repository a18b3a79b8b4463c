"""Recorded traffic through the core: counted, learnt from, merged, and said what came of it."""

from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest

from models.settings import CoreSettings
from replay.given.span import Span
from replay.run import Progress, ReplayInputs, ReplayOutput, replay
from replay.simulate.calendar import iso
from replay.simulate.plan import SimulationPlan, demo_plan
from replay.simulate.run import truth, write
from replay.summary import ReplaySummary
from schemas import codec
from schemas.alert import Alert
from schemas.dead_letter import DeadLetter
from schemas.formats.recording import encode
from schemas.tick import Tick
from schemas.verdict import PathSubject, Verdict
from tests.streams.embedded.test_loop import a_flow
from tests.streams.records import SITE, T0


class Kept(ReplayOutput):
    """All that came out, as lists."""

    def __init__(self) -> None:
        self.revisions: list[Alert] = []
        self.letters: list[DeadLetter] = []
        self.flows: list[int] = []

    def alerts(self, alerts: Sequence[Alert]) -> None:
        self.revisions += alerts

    def dead_letters(self, letters: Sequence[DeadLetter]) -> None:
        self.letters += letters

    def progress(self, progress: Progress) -> None:
        self.flows.append(progress.flows)


def _replayed(
    *paths: Path,
    output: ReplayOutput | None = None,
    learn_s: float | None = None,
    zones: Sequence[Path] = (),
    assets: Sequence[Path] = (),
    verdicts: Sequence[Path] = (),
    maintenance: Sequence[Path] = (),
) -> ReplaySummary:
    inputs = ReplayInputs(
        paths=tuple(map(str, paths)),
        site=SITE,
        zones=tuple(map(str, zones)),
        assets=tuple(map(str, assets)),
        verdicts=tuple(map(str, verdicts)),
        maintenance=tuple(map(str, maintenance)),
    )
    learn_until = None if learn_s is None else lambda first: first + learn_s
    return replay(inputs, lambda _site: CoreSettings(), output or Kept(), learn_until=learn_until)


@pytest.fixture(scope="session")
def plant(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's plant over ten days as files."""
    folder = tmp_path_factory.mktemp("plant")
    write(_plan(), folder)
    return folder


def _plan() -> SimulationPlan:
    return msgspec.structs.replace(demo_plan(), site=SITE, days=10, attack_day=8)


def _lines_of(path: Path) -> int:
    return sum(1 for line in path.read_bytes().splitlines() if line and not line.startswith(b"#"))


def test_every_planted_attack_is_found_and_nothing_before_it(plant: Path) -> None:
    output = Kept()
    plan = _plan()
    summary = replay(
        ReplayInputs(
            paths=(str(plant / "conn.log"),),
            site=SITE,
            zones=(str(plant / "zones.toml"),),
            assets=(str(plant / "assets.csv"),),
        ),
        lambda _site: CoreSettings(time_zone=plan.time_zone),
        output,
        learn_until=lambda _first: plan.learn_until,
    )
    assert summary.rows == summary.flows == _lines_of(plant / "conn.log")
    assert all(alert.time >= plan.learn_until for alert in output.revisions)
    attacked = {item.initiator_ip for item in truth(plan).items if item.expected == "alert"}
    alerted = {alert.initiator.ip for alert in summary.alerts if alert.initiator is not None}
    assert attacked <= alerted | {None}
    assert summary.learn_until == plan.learn_until


def test_the_summary_has_the_last_revision_of_each_alert(plant: Path) -> None:
    output = Kept()
    summary = _replayed(plant / "conn.log", output=output, zones=[plant / "zones.toml"], learn_s=8 * 86_400.0)
    last = {alert.id: alert.revision for alert in output.revisions}
    assert last
    assert {alert.id: alert.revision for alert in summary.alerts} == last


def test_the_same_files_give_the_same_alerts_twice(plant: Path) -> None:
    first, second = Kept(), Kept()
    for output in (first, second):
        _replayed(plant / "conn.log", output=output, zones=[plant / "zones.toml"], learn_s=8 * 86_400.0)
    assert codec.encode_lines(first.revisions) == codec.encode_lines(second.revisions)


def test_refused_lines_are_counted_with_their_place(tmp_path: Path) -> None:
    path = tmp_path / "flows.ndjson"
    good = codec.encode_lines([a_flow(number) for number in range(3)])
    path.write_bytes(good + b'{"initiator_ip": 7}\n' + codec.encode_lines([a_flow(4, initiator="no address")]))
    output = Kept()
    summary = _replayed(path, output=output)
    assert (summary.rows, summary.flows, summary.dead_letters) == (5, 3, 2)
    assert len(output.letters) == len(summary.first_dead_letters) == 2
    assert output.letters[0].position == 4


def test_two_files_are_merged_by_time(tmp_path: Path) -> None:
    for name, numbers in (("a.ndjson", range(0, 40, 2)), ("b.ndjson", range(1, 40, 2))):
        (tmp_path / name).write_bytes(codec.encode_lines([a_flow(number) for number in numbers]))
    summary = _replayed(tmp_path / "a.ndjson", tmp_path / "b.ndjson")
    assert summary.flows == 40
    assert (summary.first_time, summary.last_time) == (T0, T0 + 39)
    assert [path.flows for path in summary.sites[0].paths] == [40]


def test_a_recording_brings_its_own_ticks(tmp_path: Path) -> None:
    path = tmp_path / "recording.ndjson"
    tick = Tick(site=SITE, collector="c", time=T0)
    path.write_bytes(encode([tick, *(a_flow(number) for number in range(30)), tick]))
    summary = _replayed(path)
    assert (summary.rows, summary.flows, summary.others) == (32, 30, 2)


def test_statements_are_no_rows_and_refused_ones_are_counted(tmp_path: Path) -> None:
    path, verdicts = tmp_path / "flows.ndjson", tmp_path / "verdicts.ndjson"
    path.write_bytes(codec.encode_lines([a_flow(number) for number in range(30)]))
    unknown = Verdict(site=SITE, time=T0 + 10, author="ann", decision="expected", alert="nothing")
    late = Verdict(site=SITE, time=T0 + 100, author="ann", decision="forget", path=PathSubject("nobody", "none", "ssh"))
    verdicts.write_bytes(codec.encode_lines([late, unknown]))
    output = Kept()
    summary = _replayed(path, output=output, verdicts=[verdicts])
    assert (summary.rows, summary.flows, summary.dead_letters) == (30, 30, 0)
    assert summary.refused_statements == len(output.letters)
    assert summary.refused_statements >= 1


def test_windows_of_a_file_hold_what_they_cover_and_one_that_cannot_be_is_a_refused_statement(tmp_path: Path) -> None:
    path, zones, windows = tmp_path / "flows.ndjson", tmp_path / "zones.toml", tmp_path / "windows.toml"
    path.write_bytes(codec.encode_lines([a_flow(number) for number in range(30)]))
    zones.write_text('[[zones]]\nzone = "all"\nlevel = 1\ncidrs = ["0.0.0.0/0"]\n')
    times = "from = 2000-01-01T00:00:00Z\nuntil = 2000-01-02T00:00:00Z"
    span = f"from = {iso(T0 - 60.0)}\nuntil = {iso(T0 + 3_600.0)}"
    windows.write_text(
        f'[[maintenance]]\nzone = "all"\n{span}\n[[maintenance]]\nzone = "al"\n{span}\n'
        f'[[maintenance]]\nzone = "all"\n{times}\n'
    )
    output = Kept()
    summary = _replayed(path, output=output, zones=[zones], maintenance=[windows])
    assert "maintenance-digest" in {alert.kind for alert in summary.alerts}
    assert summary.refused_statements == 1
    assert "zone 'al' is not declared" in output.letters[0].reason


def test_inferred_sides_need_no_settings(plant: Path) -> None:
    summary = _replayed(plant / "conn.log")
    sides = {asset.side for asset in summary.sites[0].assets if asset.side_inferred}
    assert "ot" in sides


def test_what_is_no_flow_log_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("just notes\n")
    with pytest.raises(ValueError, match="notes"):
        _replayed(tmp_path / "notes.txt")
    with pytest.raises(FileNotFoundError):
        _replayed(tmp_path / "nowhere.log")


def test_the_lab_of_4sics_raises_no_crossing_from_its_flipped_pair(shared_data: Path) -> None:
    summary = _replayed(shared_data / "zeek_4sics" / "151020" / "conn.log")
    assert summary.rows == summary.flows == 12_444
    assert [alert for alert in summary.alerts if alert.level != "info"] == []


def test_a_row_whose_duration_alone_is_wrong_is_a_flow_and_its_duration_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "flows.ndjson"
    wrong = msgspec.structs.replace(a_flow(5), end=T0 + 20_000_000.0)
    path.write_bytes(codec.encode_lines([*(a_flow(number) for number in range(5)), wrong]))
    summary = _replayed(path)
    assert (summary.flows, summary.dead_letters, summary.notes.doubts) == (6, 0, {"impossible duration": 1})


def test_a_span_of_files_is_replayed_as_if_the_rest_were_not_there(plant: Path, tmp_path: Path) -> None:
    begin = _plan().learn_until - 86_400.0
    end = begin + 86_400.0 * 2.5
    header = [line for line in (plant / "conn.log").read_bytes().splitlines() if line.startswith(b"#")]
    rows = [line for line in (plant / "conn.log").read_bytes().splitlines() if not line.startswith(b"#")]
    inputs = ReplayInputs(paths=(str(plant / "conn.log"),), site=SITE, zones=(str(plant / "zones.toml"),))
    spanned, cut = Kept(), Kept()
    summary = replay(
        inputs, lambda _site: CoreSettings(), spanned,
        learn_until=lambda first: first + 43_200.0, span=lambda _: Span(begin, end),
    )  # fmt: skip
    fields = next(line for line in header if line.startswith(b"#fields")).split(b"\t")
    start, length = fields.index(b"ts") - 1, fields.index(b"duration") - 1

    def ended(row: bytes) -> float:
        parts = row.split(b"\t")
        return float(parts[start]) + (0.0 if parts[length] == b"-" else float(parts[length]))

    alone = tmp_path / "conn.log"
    alone.write_bytes(b"\n".join([*header, *(row for row in rows if begin <= ended(row) < end), b""]))
    of_cut = replay(
        msgspec.structs.replace(inputs, paths=(str(alone),)), lambda _site: CoreSettings(), cut,
        learn_until=lambda first: first + 43_200.0,
    )  # fmt: skip
    assert spanned.revisions == cut.revisions
    assert spanned.revisions
    assert summary.flows == of_cut.flows
    assert summary.rows == len(rows) == summary.flows + summary.outside
    assert summary.learn_until == of_cut.learn_until


def test_a_span_without_a_row_says_that_the_rows_lie_elsewhere(tmp_path: Path) -> None:
    log = tmp_path / "flows.ndjson"
    log.write_bytes(codec.encode_lines([a_flow(1)]))
    summary = replay(
        ReplayInputs(paths=(str(log),), site=SITE),
        lambda _site: CoreSettings(),
        Kept(),
        span=lambda first: Span(first + 1),
    )
    assert (summary.rows, summary.outside) == (1, 1)
    assert "--since" in (summary.why_nothing() or "")
