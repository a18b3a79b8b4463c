"""The simulated year in small: all of its rows, in order, through one shard."""

import subprocess
import sys
from datetime import date
from pathlib import Path

from benchmarks.year import in_order, made
from benchmarks.year_report import Line, Told, Week, line_through, report
from replay.simulate.large import write
from tests.models import builders as b


def test_the_rows_are_those_that_are_written_to_a_file(tmp_path: Path) -> None:
    plan = made(3, 30_000, 1)
    written = write(plan, tmp_path)
    lines = (tmp_path / "conn.log").read_text().splitlines(keepends=True)
    assert [*in_order(plan)] == [line for line in lines if not line.startswith("#")]
    assert 80_000 < written.rows < 100_000


def test_a_line_is_flat_or_it_grows_for_sure_or_by_chance() -> None:
    assert line_through([10.0, 10.0, 10.0]) == Line(10.0, 10.0, 0.0, 0.0)
    grows = line_through([10.0, 11.0, 12.1, 13.0])
    assert (round(grows.growth, 2), grows.is_sure) == (0.3, True)
    assert not line_through([1.0, 5.0, 0.0, 3.0]).is_sure


def week(number: int, **fields: float) -> Week:
    facts: dict[str, float] = {
        "rows": 1_000, "read_us": 4.0, "core_us": 8.0, "checkpoint_us": 0.2, "resident_bytes": 1e8, "state_bytes": 1e6,
        "assets": 60, "paths": 200, "withheld": 0,
    }  # fmt: skip
    return Week(number=number, end=number * 7 * b.DAY, by_kind={"paths": 1}, **(facts | fields))  # type: ignore[arg-type]


def kept(weeks: list[Week], *told: float, severity: int = 30) -> bool:
    alerts = [Told(time, date(2026, 1, 1 + int(time // b.DAY) % 28), "volume", severity, "") for time in told]
    return report(weeks, alerts, 0.0, learnt_days=14, budget=3)


def test_a_quiet_year_is_kept_and_what_creeps_is_not() -> None:
    weeks = range(1, 25)
    assert kept([week(number) for number in weeks], 1.0, 40 * b.DAY)
    assert kept([week(number, state_bytes=1e6 + 5_000 * number, paths=200 + number) for number in weeks])
    assert not kept([week(number, resident_bytes=1e8 + 1e6 * number) for number in weeks])
    assert not kept([week(number, core_us=8.0 + 0.1 * number) for number in weeks])


def test_more_alerts_than_a_person_bears_are_not_kept() -> None:
    weeks = [week(number) for number in range(1, 13)]
    day = 40 * b.DAY
    assert not kept(weeks, *(day + n * b.DAY for n in range(15)))
    assert not kept(weeks, *(day + n for n in range(4)), severity=45)
    assert kept(weeks, *(day + n for n in range(4)))


def test_some_days_run_to_their_end(repository: Path) -> None:
    command = [sys.executable, "-m", "benchmarks.year", "--days", "2"]
    done = subprocess.run(command, cwd=repository, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "medium and above on the worst day: 0 of 3: kept" in done.stdout
