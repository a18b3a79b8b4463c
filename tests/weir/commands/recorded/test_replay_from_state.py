"""`weir replay --state-in`: a recording in parts is the recording, and a warm state goes on elsewhere."""

import json
from itertools import pairwise
from pathlib import Path

import pytest

from replay.simulate.plan import SimulationPlan
from replay.simulate.run import write
from tests.weir.command_line import nothing_set, weir

__all__ = ["nothing_set"]
pytestmark = pytest.mark.usefixtures("nothing_set")

PLAN = SimulationPlan(days=9, cells=1, rate=0.05, attacks=("it-to-plc", "sweep"), attack_day=8)

DAY_S = 86_400.0


class Recorded:
    """A plant's log in parts, cut where a sensor turns its log over: by when connections ended."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.learn_until = write(PLAN, folder).learn_until
        self.traffic = folder / "conn.log"
        self.given = [
            "--zones",
            folder / "zones.toml",
            "--assets",
            folder / "assets.csv",
            "--learn-until",
            self.learn_until,
        ]

    def parts(self, *days: float) -> list[Path]:
        lines = self.traffic.read_text().splitlines(keepends=True)
        head, rows = [line for line in lines if line[0] == "#"], [line for line in lines if line[0] != "#"]
        begin = _end(rows[0])
        bounds = [-1.0, *(begin + day * DAY_S for day in days), float("inf")]
        parts = []
        for number, (first, last) in enumerate(pairwise(bounds)):
            part = self.folder / f"part-{number}.log"
            part.write_text("".join([*head, *(row for row in rows if first <= _end(row) < last)]))
            parts.append(part)
        return parts


def _end(row: str) -> float:
    fields = row.split("\t", 10)
    return float(fields[0]) + (0.0 if fields[8] == "-" else float(fields[8]))


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    return Recorded(tmp_path_factory.mktemp("plant"))


def test_a_recording_in_parts_alerts_as_the_whole_one_to_the_byte(recorded: Recorded, tmp_path: Path) -> None:
    whole, state = tmp_path / "whole.ndjson", tmp_path / "whole"
    assert weir("replay", recorded.traffic, *recorded.given, "-o", whole, "--state-out", state, "--quiet").code == 0
    found, goes_on = b"", list[object]()
    for number, part in enumerate(recorded.parts(4.3, 7.6, 8.2)):
        out, after = tmp_path / f"{number}.ndjson", tmp_path / f"state-{number}"
        said = weir("replay", part, *recorded.given, *goes_on, "--state-out", after, "-o", out, "--quiet")
        assert said.code == 0, said.error
        found, goes_on = found + out.read_bytes(), ["--state-in", after]
    assert found == whole.read_bytes() != b""
    for listed in (("alerts", "list"), ("paths", "list"), ("assets", "list")):
        assert weir(*listed, "--state", goes_on[1], "--json").out == weir(*listed, "--state", state, "--json").out


def test_the_state_that_it_begins_with_is_left_as_it_was(recorded: Recorded, tmp_path: Path) -> None:
    first, second = recorded.parts(7.6)
    warm = tmp_path / "warm"
    assert weir("replay", first, *recorded.given, "--state-out", warm, "--quiet").code == 0
    before = {path.name: path.read_bytes() for path in warm.iterdir()}
    assert weir("replay", second, *recorded.given, "--state-in", warm, "--quiet").code == 0
    assert {path.name: path.read_bytes() for path in warm.iterdir() if path.name in before} == before


def test_traffic_that_the_state_has_seen_is_told(recorded: Recorded, tmp_path: Path) -> None:
    first, _ = recorded.parts(1.0)
    warm = tmp_path / "warm"
    assert weir("replay", first, *recorded.given, "--state-out", warm, "--quiet").code == 0
    again = weir("replay", first, *recorded.given, "--state-in", warm, "--json")
    warnings = {one["about"]: one["text"] for one in json.loads(again.out)["warnings"]}
    assert "what both have is counted twice" in warnings["state-overlap"]


def test_a_folder_without_a_state_says_so(recorded: Recorded, tmp_path: Path) -> None:
    said = weir("replay", recorded.traffic, "--state-in", tmp_path, "--quiet")
    assert (said.code, "no state" in said.error) == (1, True), said.error
    said = weir("replay", "kafka://localhost:9092/weir", "--state-in", tmp_path, "--quiet")
    assert (said.code, "no state" in said.error) == (1, True), said.error


def test_two_states_are_compared_on_what_came_after_them(recorded: Recorded, tmp_path: Path) -> None:
    first, second = recorded.parts(7.6)
    warm = tmp_path / "warm"
    assert weir("replay", first, *recorded.given, "--state-out", warm, "--quiet").code == 0
    said = weir("compare", "none", warm, "--on", second, *recorded.given, "--json")
    found = json.loads(said.out)
    assert found["after"]["name"] == "warm"
    assert [one["kind"] for one in found["gained"] + [each["after"] for each in found["changed"]]]
    same = weir("compare", warm, warm, "--on", second, *recorded.given, "--fail-if", "changed>0", "--quiet")
    assert same.code == 0, same.error


def test_a_run_goes_on_from_a_state_of_recorded_traffic(recorded: Recorded, tmp_path: Path) -> None:
    whole, warm = tmp_path / "whole", tmp_path / "warm"
    assert weir("replay", recorded.traffic, *recorded.given, "--state-out", whole, "--quiet").code == 0
    first, second = recorded.parts(7.6)
    assert weir("replay", first, *recorded.given, "--state-out", warm, "--quiet").code == 0
    said = weir("run", second, *recorded.given, "--site", PLAN.site, "--state", warm, "--once", "--quiet")
    assert said.code == 0, said.error
    for listed in (("alerts", "list"), ("paths", "list")):
        assert weir(*listed, "--state", warm, "--json").out == weir(*listed, "--state", whole, "--json").out
