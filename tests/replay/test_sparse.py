"""Sparse traffic, wild clocks and clocks that were wrong at the start, as files that people have."""

import json
import random
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from models.settings import CoreSettings
from replay.run import ReplayInputs, ReplayOutput, replay
from replay.summary import ReplaySummary
from schemas.dead_letter import DeadLetter
from tests.streams.records import SITE
from tests.weir.command_line import weir

HOUR, DAY = 3_600.0, 86_400.0
T0 = 1_767_571_200.0
"""2026-01-05 00:00 UTC."""

Y2038 = 2_145_916_800.0

HEADER = (
    "#separator \\x09\n#path\tconn\n#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice\t"
    "duration\torig_bytes\tresp_bytes\tconn_state\n"
    "#types\ttime\tstring\taddr\tport\taddr\tport\tenum\tstring\tinterval\tcount\tcount\tstring\n"
)

ZONES = """
[[zones]]
zone = "office"
level = 4
side = "it"
cidrs = ["10.1.0.0/16"]

[[zones]]
zone = "cell"
level = 1
side = "ot"
cidrs = ["10.9.0.0/16"]
"""


def row(time: float, number: int, initiator: str = "10.9.0.1", responder: str = "10.9.0.11") -> str:
    return f"{time:.6f}\tC{number}\t{initiator}\t50000\t{responder}\t502\ttcp\tmodbus\t0.100000\t100\t200\tSF\n"


def log(path: Path, times: Iterable[float], **ends: str) -> Path:
    path.write_text(HEADER + "".join(row(time, number, **ends) for number, time in enumerate(times)))
    return path


class _Kept(ReplayOutput):
    def __init__(self) -> None:
        self.letters: list[DeadLetter] = []

    def dead_letters(self, letters: Sequence[DeadLetter]) -> None:
        self.letters += letters


def replayed(*paths: Path, learn_s: float | None = None, output: ReplayOutput | None = None) -> ReplaySummary:
    folder = paths[0].parent
    zones = [str(folder / "zones.toml")] if (folder / "zones.toml").exists() else []
    return replay(
        ReplayInputs(paths=tuple(map(str, paths)), site=SITE, zones=tuple(zones)),
        lambda _: CoreSettings(),
        output or ReplayOutput(),
        learn_until=None if learn_s is None else lambda first: first + learn_s,
    )


def flows_on_paths(summary: ReplaySummary) -> int:
    return sum(path.flows for site in summary.sites for path in site.paths)


@pytest.mark.parametrize("step_s", [HOUR, 4_000.0, 2 * HOUR, DAY, 3 * DAY, 8 * DAY, 31 * DAY])
def test_rows_that_step_by_hours_or_days_are_all_taken(tmp_path: Path, step_s: float) -> None:
    summary = replayed(log(tmp_path / "conn.log", [T0 + step_s * number for number in range(40)]))
    assert (summary.rows, summary.flows, summary.dead_letters) == (40, 40, 0)
    assert flows_on_paths(summary) == 40


@pytest.mark.parametrize("rows", [1, 2, 3])
def test_a_few_rows_hours_apart_are_taken(tmp_path: Path, rows: int) -> None:
    summary = replayed(log(tmp_path / "conn.log", [T0 + 4_000.0 * number for number in range(rows)]))
    assert (flows_on_paths(summary), summary.dead_letters) == (rows, 0)


@pytest.mark.parametrize("seed", range(12))
def test_sparse_rows_out_of_order_by_hours_are_all_taken(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    step_s, reach = dice.choice([1_000.0, 4_000.0, 20_000.0]), dice.choice([2.0, 5.0])
    order = sorted(range(40), key=lambda number: number + dice.uniform(0, reach))
    summary = replayed(log(tmp_path / "conn.log", [T0 + step_s * number for number in order]))
    assert (flows_on_paths(summary), summary.dead_letters) == (40, 0)


def test_one_row_a_file_is_as_one_file(tmp_path: Path) -> None:
    logs = tmp_path / "logs"
    logs.mkdir()
    for number in range(40):
        (logs / f"conn.{number}.log").write_text(HEADER + row(T0 + 4_000.0 * number, number))
    summary = replayed(logs)
    assert (flows_on_paths(summary), summary.dead_letters) == (40, 0)


def test_a_sparse_log_beside_a_busy_one_and_two_sparse_ones_are_taken(tmp_path: Path) -> None:
    sparse = log(tmp_path / "conn.a.log", [T0 + 5_000.0 * number for number in range(20)])
    busy = (tmp_path / "conn.b.log", [T0 + 120.0 * number for number in range(800)])
    lines = "".join(row(time, number, "10.9.0.2") for number, time in enumerate(busy[1], 1_000))
    busy[0].write_text(HEADER + lines)
    assert (flows_on_paths(replayed(sparse, busy[0])), replayed(sparse, busy[0]).dead_letters) == (820, 0)
    other = tmp_path / "conn.c.log"
    other.write_text(HEADER + "".join(row(T0 + 7_000.0 * n, 5_000 + n, "10.9.0.3") for n in range(20)))
    assert (flows_on_paths(replayed(sparse, other)), replayed(sparse, other).dead_letters) == (40, 0)


def test_a_month_without_traffic_in_a_recording_costs_nothing(tmp_path: Path) -> None:
    times = [T0 + 60.0 * n for n in range(100)] + [T0 + 31 * DAY + 60.0 * n for n in range(100)]
    summary = replayed(log(tmp_path / "conn.log", times))
    assert (flows_on_paths(summary), summary.dead_letters) == (200, 0)
    assert summary.first_time == pytest.approx(T0 + 0.1)


@pytest.mark.parametrize("at", [30, 100])
def test_a_frame_281_days_ahead_is_refused_and_is_no_part_of_the_span(tmp_path: Path, at: int) -> None:
    times = [T0 + 60.0 * number for number in range(100)]
    times.insert(at, T0 + 281 * DAY)
    path = log(tmp_path / "conn.log", times)
    summary = replayed(path)
    assert (summary.flows, summary.dead_letters) == (100, 1)
    assert summary.span_s == pytest.approx(99 * 60.0)
    assert "learn-until" not in weir("replay", path).out


def test_run_once_takes_what_replay_takes(tmp_path: Path) -> None:
    path = log(tmp_path / "conn.log", [T0 + 4_000.0 * number for number in range(40)])
    settings = tmp_path / "weir.toml"
    settings.write_text(f'[embedded]\nstate_dir = "{tmp_path / "state"}"\n')
    said = weir("run", path, "--once", "--settings", settings)
    assert said.code == 0, said.error
    paths = json.loads(weir("paths", "list", "--json", "--settings", settings).out.splitlines()[0])
    assert (paths[0] if isinstance(paths, list) else paths)["flows"] == 40


WRONG_AT_FIRST = {
    "1970": [0.0],
    "five in 1970": [0.0, 1.0, 2.0, 3.0, 4.0],
    "a clock without a battery": [946_684_800.0 + n for n in range(300)],
    "one in 2038": [Y2038],
    "five in 2038": [Y2038 + n for n in range(5)],
}


@pytest.mark.parametrize("wrong", WRONG_AT_FIRST.values(), ids=WRONG_AT_FIRST)
def test_a_clock_that_was_wrong_at_the_start_moves_no_beginning(tmp_path: Path, wrong: list[float]) -> None:
    (tmp_path / "zones.toml").write_text(ZONES)
    good = [T0 + 1_800.0 * number for number in range(21 * 48)]
    body = "".join(row(time, number) for number, time in enumerate([*wrong, *good]))
    crossing = row(good[-1] + 1.0, 99_999, "10.1.0.5", "10.9.0.11")
    path = tmp_path / "conn.log"
    path.write_text(HEADER + body + crossing)
    summary = replayed(path, learn_s=20 * DAY)
    assert summary.learn_until == pytest.approx(T0 + 20 * DAY, abs=1.0)
    assert [alert.kind for alert in summary.alerts] == ["new-path-crossing"]
    assert summary.rows - summary.flows - summary.dead_letters == 0
    assert summary.dead_letters == (0 if wrong[0] < T0 else len(wrong))
    assert summary.span_s == pytest.approx(21 * DAY - 1_800.0, abs=2.0)
    assert min(asset.first_seen for asset in summary.sites[0].assets) >= T0
    assert min(known.first_seen for known in summary.sites[0].paths) >= T0


def test_a_clock_that_begins_in_2000_at_each_start_hides_no_crossing_and_ages_nobody(tmp_path: Path) -> None:
    (tmp_path / "zones.toml").write_text(ZONES)
    lines = []
    for day in range(12):
        if day > 2:
            lines += [row(946_684_800.0 + n, day * 1_000 + n, responder=f"10.9.1.{day}") for n in range(30)]
        lines += [row(T0 + day * DAY + 900.0 * n, day * 1_000 + 100 + n) for n in range(96)]
    lines.append(row(946_684_800.0, 99_999, "10.1.0.5", "10.9.0.11"))
    path = tmp_path / "conn.log"
    path.write_text(HEADER + "".join(lines))
    summary = replayed(path, learn_s=2 * DAY)
    assert summary.dead_letters == 0
    assert "new-path-crossing" in {alert.kind for alert in summary.alerts}
    assert all(alert.time > T0 for alert in summary.alerts)
    assert min(asset.first_seen for asset in summary.sites[0].assets) >= T0 - DAY


def test_a_refused_row_that_would_have_crossed_is_told_with_its_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "zones.toml").write_text(ZONES)
    rows = [row(T0 + 60.0 * number, number) for number in range(700)]
    rows.insert(600, row(T0 + 36_000.0 + 6 * HOUR, 99_999, "10.1.0.5", "10.9.0.11"))
    rows.insert(100, row(T0 + 6_000.0 + 6 * HOUR, 88_888))
    path = tmp_path / "conn.log"
    path.write_text(HEADER + "".join(rows))
    kept = _Kept()
    summary = replayed(path, output=kept)
    assert (summary.dead_letters, summary.refused_crossings) == (2, 1)
    (letter,) = summary.first_refused_crossings
    line = next(n for n, text in enumerate(path.read_text().splitlines(), 1) if "C99999" in text)
    assert (letter.source, letter.position) == (str(path), line)
    assert {each.source for each in kept.letters} == {str(path)}
    said = weir("replay", path, "--zones", tmp_path / "zones.toml")
    assert "1 refused row would have been a crossing" in said.out
    assert f"conn.log:{line}" in said.out.replace("\n", "")
    figures = json.loads(weir("replay", path, "--zones", tmp_path / "zones.toml", "--json").out)
    assert figures["first_refused_crossings"][0]["line"] == line


def test_a_crossing_in_sparse_traffic_alerts_at_its_own_time(tmp_path: Path) -> None:
    (tmp_path / "zones.toml").write_text(ZONES)
    rows = [row(T0 + 4_000.0 * number, number) for number in range(40)]
    rows.insert(20, row(T0 + 4_000.0 * 20 - 1.0, 999, "10.1.0.5", "10.9.0.11"))
    path = tmp_path / "conn.log"
    path.write_text(HEADER + "".join(rows))
    told = replayed(path, learn_s=2 * 4_000.0)
    (alert,) = told.alerts
    assert alert.time == pytest.approx(T0 + 4_000.0 * 20 - 0.9)
