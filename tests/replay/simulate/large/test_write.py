from itertools import pairwise
from pathlib import Path

import msgspec
import pytest

from replay.evaluate.rivals.rows import rows
from replay.simulate.large.plan import LargePlan
from replay.simulate.large.write import write
from replay.simulate.truth import Truth
from tests.weir.command_line import weir

PLAN = LargePlan(size=0.125, days=3, learn_days=2, scenarios=("it-to-plc", "sensor-gap"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("large")
    write(PLAN, folder)
    return folder


def test_several_processes_write_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    shares: list[float] = []
    written = write(PLAN, tmp_path / "new", shares.append, processes=2)
    for name in ("conn.log", "assets.csv", "zones.toml", "maintenance.toml", "truth.json"):
        assert (tmp_path / "new" / name).read_bytes() == (folder / name).read_bytes(), name
    assert sorted(file.name for file in (tmp_path / "new").iterdir()) == [
        "assets.csv", "conn.log", "maintenance.toml", "truth.json", "zones.toml",
    ]  # fmt: skip
    assert (written.attacks, written.near_misses, shares[-1]) == (1, 0, 1.0)
    lines = (folder / "conn.log").read_bytes().splitlines()
    assert written.rows == sum(not line.startswith(b"#") for line in lines)


def test_rows_stand_in_the_order_of_their_ends_but_those_that_come_late(folder: Path) -> None:
    ends = [row.end for row in rows(folder / "conn.log")]
    back = [earlier - later for earlier, later in pairwise(ends) if later < earlier]
    assert max(back) < 601.0
    assert len(back) < 0.01 * len(ends)


def test_a_gap_has_no_rows_but_those_that_come_late(folder: Path) -> None:
    truth = msgspec.json.decode((folder / "truth.json").read_bytes(), type=Truth)
    [gap] = [item for item in truth.items if item.name == "sensor-gap"]
    within = [row for row in rows(folder / "conn.log") if gap.start + 5.0 < row.end < gap.end - 605.0]
    assert within == []


def test_weir_reads_every_row_and_finds_the_attack(folder: Path, tmp_path: Path) -> None:
    said = weir(
        "replay", folder / "conn.log", "--assets", folder / "assets.csv", "--zones", folder / "zones.toml",
        "--learn-until", "2d", "--alerts", tmp_path / "alerts", "--json",
    )  # fmt: skip
    figures = msgspec.json.decode(said.out)
    assert (figures["dead_letters"], figures["repeats"]) == (0, 0)
    judged = msgspec.json.decode(weir("evaluate", tmp_path / "alerts", "--truth", folder / "truth.json", "--json").out)[
        "evaluation"
    ]
    assert judged["plain"]["found"] == 1


@pytest.mark.parametrize("processes", [1, 2])
def test_a_failure_leaves_nothing(tmp_path: Path, processes: int) -> None:
    def stop(_: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(PLAN, tmp_path / "new", stop, processes=processes)
    assert not (tmp_path / "new").exists()
