"""A plant's log written anew."""

from pathlib import Path

import pytest

from replay.simulate.formats.written import KINDS, rewrite
from replay.simulate.plan import SimulationPlan
from replay.simulate.run import CONN_LOG, write


@pytest.fixture
def plant(tmp_path: Path) -> Path:
    write(SimulationPlan(days=1, cells=1, rate=0.02, near_misses=False, attacks=()), tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", KINDS)
def test_the_file_takes_the_logs_place_and_is_the_same_each_time(plant: Path, name: str) -> None:
    log = (plant / CONN_LOG).read_bytes()
    shares: list[float] = []
    path = rewrite(plant, KINDS[name], shares.append)
    first = path.read_bytes()
    assert len(first) > 1_000
    assert {each.name for each in plant.iterdir()} == {path.name, "assets.csv", "zones.toml", "truth.json"}
    (plant / CONN_LOG).write_bytes(log)
    assert rewrite(plant, KINDS[name]).read_bytes() == first
    assert all(0.0 <= share <= 1.0 for share in shares)


def test_a_log_that_breaks_off_is_left_as_it_was(plant: Path) -> None:
    with (plant / CONN_LOG).open("a") as log:
        log.write("1.0\tC1\n")
    before = {each.name for each in plant.iterdir()}
    with pytest.raises(IndexError):
        rewrite(plant, KINDS["aws-vpc"])
    assert {each.name for each in plant.iterdir()} == before
