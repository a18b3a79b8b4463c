import hashlib
import os
import subprocess
import sys
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from replay.simulate import SimulationPlan, demo_plan, simulate, truth, write
from tests.replay.simulate.figures import QUIET, SMALL, crosses, path, rows, touches_the_plant

FILES = ("conn.log", "assets.csv", "zones.toml", "truth.json")


def _digests(folder: Path) -> list[str]:
    return [hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in FILES]


def test_the_same_seed_gives_the_same_bytes_in_another_process_too(tmp_path: Path, repository: Path) -> None:
    write(SMALL, tmp_path / "one")
    program = (
        "import sys; from pathlib import Path; from tests.replay.simulate.figures import SMALL;"
        "from replay.simulate import write; write(SMALL, Path(sys.argv[1]))"
    )
    environment = os.environ | {"PYTHONHASHSEED": "12345", "TZ": "Asia/Tokyo"}
    subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "two")], cwd=repository, env=environment, check=True, timeout=60
    )
    assert _digests(tmp_path / "one") == _digests(tmp_path / "two")


def test_another_seed_gives_other_traffic(tmp_path: Path) -> None:
    write(SMALL, tmp_path / "one")
    write(msgspec.structs.replace(SMALL, seed=6), tmp_path / "two")
    assert not set(_digests(tmp_path / "one")) & set(_digests(tmp_path / "two")[:2])


def test_what_was_written_is_told_and_progress_reaches_its_end(tmp_path: Path) -> None:
    shares: list[float] = []
    written = write(SMALL, tmp_path, shares.append)
    lines = (tmp_path / "conn.log").read_bytes().splitlines()
    assert written.rows == sum(not line.startswith(b"#") for line in lines) == len(rows(SMALL))
    assert written.octets == (tmp_path / "conn.log").stat().st_size
    assert (written.attacks, written.near_misses) == (10, 6)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert written.learn_until == truth(SMALL).learn_until


def test_flows_stream_and_memory_does_not_grow_with_the_days() -> None:
    def peak(days: int) -> int:
        plan = msgspec.structs.replace(QUIET, days=days, rate=0.05)
        stream = simulate(plan)
        assert isinstance(stream, Iterator)
        tracemalloc.start()
        try:
            for _ in stream:
                pass
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(8)  # what is imported and cached once, and the 2,000 tuples of one length that CPython keeps for the next
    assert peak(24) < 1.3 * peak(8)


@pytest.mark.parametrize(
    "plan",
    [
        SMALL,
        msgspec.structs.replace(SMALL, seed=11, cells=1, workstations=40, rate=0.02),
        msgspec.structs.replace(SMALL, seed=12, first_day="2026-03-28", days=9, attack_day=7, cells=3),
        msgspec.structs.replace(demo_plan(), seed=13),
    ],
)
def test_after_a_week_the_plants_own_traffic_opens_no_new_path(plan: SimulationPlan) -> None:
    quiet = msgspec.structs.replace(plan, attacks=(), near_misses=False)
    learnt: set[tuple[str, str, str]] = set()
    for row in rows(quiet):
        if touches_the_plant(row):
            if row.end >= plan.learn_until:
                assert path(row) in learnt
            learnt.add(path(row))


def test_the_plants_own_traffic_crosses_only_where_a_plant_may() -> None:
    assert {crosses(row) for row in rows(QUIET)} == {
        *(("it", "it"), ("it", "external"), ("external", "it"), ("it", "dmz"), ("dmz", "it"), ("dmz", "dmz")),
        *(("dmz", "external"), ("external", "dmz"), ("dmz", "ot"), ("ot", "dmz"), ("ot", "ot")),
    }


def test_the_day_has_a_rhythm_and_polling_has_none() -> None:
    start = QUIET.calendar.start
    office, polls = Counter[int](), Counter[int]()
    for row in rows(QUIET):
        hour = int((row.start - start) // 3600) % 24
        if row.initiator_ip.startswith("10.0.10.") and row.service != "ntp":
            office[hour] += 1
        elif row.responder_port in {502, 102}:
            polls[hour] += 1
    assert office[10] > 10 * max(1, office[3])
    assert max(polls.values()) < 1.25 * min(polls.values())


def test_some_rows_are_not_clean() -> None:
    states = Counter(row.conn_state for row in rows(QUIET))
    assert all(states[state] for state in ("S0", "REJ", "RSTO", "RSTR", "OTH", "SF"))
    assert states["SF"] > 0.9 * sum(states.values())


def test_the_demo_is_small() -> None:
    assert 30_000 < len(rows(demo_plan())) < 80_000
