"""`weir replay`: tables for people, lines for scripts, codes for pipelines."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from replay.simulate.plan import SimulationPlan, demo_plan
from replay.simulate.run import write
from schemas import codec
from tests.replay.test_sparse import T0, log
from tests.streams.embedded.test_loop import a_flow
from tests.weir.command_line import nothing_set, weir

__all__ = ["nothing_set"]
pytestmark = pytest.mark.usefixtures("nothing_set")


@pytest.fixture(scope="module")
def plant(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plant")
    write(_plan(), folder)
    return folder


@pytest.fixture(scope="module")
def quiet_plant(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two days of it, without attacks: for what is told of any traffic."""
    folder = tmp_path_factory.mktemp("quiet")
    write(msgspec.structs.replace(demo_plan(), days=2, attacks=(), near_misses=False), folder)
    return folder


def _plan() -> SimulationPlan:
    return msgspec.structs.replace(demo_plan(), days=10, attack_day=8)


def test_a_newcomer_sees_sides_what_crosses_and_a_zone_file(quiet_plant: Path) -> None:
    said = weir("replay", quiet_plant / "conn.log")
    assert said.code == 0, said.error
    for part in ("rows in =", "0 dead letters", "assets:", "inferred", "what crosses", "[[zones]]", 'side = "ot"'):
        assert part in said.out
    assert said.error == ""


def test_the_suggested_zones_are_taken_back(quiet_plant: Path, tmp_path: Path) -> None:
    said = weir("replay", quiet_plant / "conn.log")
    snippet = said.out[said.out.index("[[zones]]") :]
    (tmp_path / "zones.toml").write_text("\n".join(line for line in snippet.splitlines() if line[:1] in "[zlsc#"))
    again = weir("replay", quiet_plant / "conn.log", "--zones", tmp_path / "zones.toml")
    assert again.code == 0, again.error
    assert "[[zones]]" not in again.out


def test_after_learning_the_attacks_are_told_with_reasons(plant: Path, tmp_path: Path) -> None:
    out = tmp_path / "alerts.ndjson"
    said = weir(
        "replay", plant / "conn.log", "--zones", plant / "zones.toml", "--assets", plant / "assets.csv",
        "--learn-until", "8d", "--alerts", out, "--fail-on", "high",
    )  # fmt: skip
    assert said.code == 2, said.error
    assert "critical" in said.out
    alerts = [codec.ALERTS.decode_one(line) for line in out.read_bytes().splitlines()]
    assert {alert.kind for alert in alerts} >= {"dmz-bypass", "external-path", "level-skip"}
    assert all(alert.reasons for alert in alerts if alert.level == "critical")


def test_a_level_that_is_not_reached_is_0(quiet_plant: Path) -> None:
    said = weir("replay", quiet_plant / "conn.log", "--learn-until", "400d", "--fail-on", "low", "--quiet")
    assert (said.code, said.out, said.error) == (0, "", "")


def test_json_is_one_object(quiet_plant: Path) -> None:
    said = weir("replay", quiet_plant / "conn.log", "--json")
    figures = json.loads(said.out)
    assert figures["rows"] == figures["flows"] + figures["repeats"] + figures["dead_letters"] + figures["others"]
    assert figures["flows"] > 1_000


def test_alerts_on_standard_output_leave_the_rest_to_standard_error(plant: Path) -> None:
    said = weir("replay", plant / "conn.log", "--zones", plant / "zones.toml", "--learn-until", "8d", "--alerts", "-")
    assert [codec.ALERTS.decode_one(line.encode()) for line in said.out.splitlines()]
    assert "rows in =" in said.error


def test_what_was_left_out_and_rows_of_other_logs_are_shown_and_counted(tmp_path: Path) -> None:
    ends = '"id.orig_h":"10.1.0.9","id.resp_h":"10.2.0.5","id.resp_p":502,"proto":"tcp"'
    rows = [
        f'{{"conn":{{"ts":{n}.5,"uid":"C{n}",{ends},"duration":-0.000012}}}}' for n in (1_700_000_000, 1_700_000_001)
    ]
    log = tmp_path / "zeek.json"
    log.write_text("\n".join(['{"stats":{"ts":1.0}}', *rows, '{"x509":{"ts":1.0}}']) + "\n")
    said = weir("replay", log)
    assert said.code == 0, said.error
    assert "4 rows in = 2 flows + 2 rows of other logs + 0 dead letters" in said.out
    assert "other logs, without flows: stats (1), x509 (1)" in said.out
    assert "left out of flows: impossible duration (2)" in said.out
    figures = json.loads(weir("replay", log, "--json").out)
    assert (figures["other_logs"], figures["doubts"]) == ({"stats": 1, "x509": 1}, {"impossible duration": 2})


def test_a_stream_of_logs_without_flows_is_no_silent_success(tmp_path: Path) -> None:
    log = tmp_path / "zeek.json"
    log.write_text('{"stats":{"ts":1.0}}\n{"x509":{"ts":1.0}}\n')
    said = weir("replay", log)
    assert said.code == 1
    assert "2 rows are of logs without flows" in said.error


def test_a_truth_in_the_wrong_format_is_no_success(quiet_plant: Path) -> None:
    said = weir("replay", quiet_plant / "conn.log", "--format", "weir")
    assert said.code == 1
    assert "every row was refused" in said.error


def test_a_site_that_cannot_be_one_is_told_before_anything_is_read(quiet_plant: Path) -> None:
    said = weir("replay", quiet_plant / "conn.log", "--site", "a b")
    assert said.code == 1
    assert "--site: 'a b' is no name" in said.error


def test_traffic_of_another_site_than_the_inventory_is_told(quiet_plant: Path, tmp_path: Path) -> None:
    assets = tmp_path / "assets.csv"
    assets.write_text("ip,name,site\n10.1.0.1,plc-1,north\n10.1.0.1,plc-1,south\n", encoding="utf-8")
    said = weir("replay", quiet_plant / "conn.log", "--assets", assets)
    assert "it names north, south: --site NAME" in said.out


def test_learning_past_the_end_is_told(quiet_plant: Path) -> None:
    assert "after the last row" in weir("replay", quiet_plant / "conn.log", "--learn-until", "400d").out


def test_refused_lines_are_shown_and_written(tmp_path: Path) -> None:
    path, letters = tmp_path / "flows.ndjson", tmp_path / "dead.ndjson"
    path.write_bytes(codec.encode_lines([a_flow(0)]) + b'{"initiator_ip": 7}\n')
    said = weir("replay", path, "--dead-letters", letters)
    assert "1 dead letter\n" in said.out
    assert "flows.ndjson:2" in said.out
    assert len(letters.read_bytes().splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("nowhere.log",), "nowhere.log"),
        (("FILE", "--learn-until", "soon"), "--learn-until"),
        (("FILE", "--format", "csv"), "zeek-tsv"),
        (("FILE", "--zones", "nowhere.toml"), "nowhere.toml"),
        (("FILE", "--alerts", "nowhere/alerts.ndjson"), "--alerts"),
        (("FILE", "--settings", "nowhere.toml"), "weir settings init"),
        (("kafka://", ), "kafka://HOST:PORT"),
        (("kafka://a:1", "FILE"), "alone"),
    ],
)  # fmt: skip
def test_mistakes_are_told_in_one_line(tmp_path: Path, arguments: tuple[str, ...], part: str) -> None:
    path = tmp_path / "flows.ndjson"
    path.write_bytes(codec.encode_lines([a_flow(0)]))
    said = weir("replay", *(path if argument == "FILE" else argument for argument in arguments))
    assert said.code == 1
    assert part in said.error
    assert said.error.startswith("weir: ")
    assert "unforeseen" not in said.error


def test_its_end_says_what_talks_to_what_and_how_far_the_learning_is(quiet_plant: Path) -> None:
    given = quiet_plant / "conn.log", "--zones", quiet_plant / "zones.toml", "--assets", quiet_plant / "assets.csv"
    said = weir("replay", *given)
    assert "from \\ to" in said.out
    assert "more can be ready from" in said.out
    assert "declared, 0 never seen, 0 seen and not declared" in said.out
    figures = json.loads(weir("replay", *given, "--json").out)
    assert sum(cell["paths"] for cell in figures["matrix"] if cell["by"] == "side") == figures["paths"]
    assert [site["declared"] for site in figures["learning"]] == [False]
    assert [count["never_seen"] for count in figures["inventory_seen"]] == [0]


def without_iso(value: Any) -> Any:
    """A record of `--json` without what stands beside its times for people."""
    if isinstance(value, dict):
        return {key: without_iso(each) for key, each in value.items() if not key.endswith("_iso")}
    return [without_iso(each) for each in value] if isinstance(value, list) else value


def test_the_state_that_it_leaves_is_read_by_the_lists_and_never_written_over(plant: Path, tmp_path: Path) -> None:
    state, out = tmp_path / "state", tmp_path / "alerts.ndjson"
    given = ("replay", plant / "conn.log", "--zones", plant / "zones.toml", "--learn-until", "6d")
    said = weir(*given, "--state-out", state, "--alerts", out, "--json")
    assert said.code == 0, said.error
    listed = [json.loads(line) for line in weir("alerts", "list", "--state", state, "--json").out.splitlines()]
    latest = {alert["id"]: alert for line in out.read_bytes().splitlines() if (alert := json.loads(line))}
    assert {alert["id"]: without_iso(alert) for alert in listed} == latest
    figures = json.loads(said.out)
    assert len(weir("paths", "list", "--state", state, "--json").out.splitlines()) == figures["paths"]
    assert len(weir("assets", "list", "--state", state, "--json").out.splitlines()) == figures["assets"]
    assert [json.loads(line) for line in weir("paths", "matrix", "--state", state, "--json").out.splitlines()] == (
        figures["matrix"]
    )
    again = weir(*given, "--state-out", state)
    assert again.code == 1
    assert "holds a state already" in again.error


def test_what_was_odd_stands_last_marked_and_in_json(tmp_path: Path) -> None:
    log(tmp_path / "conn.log", [T0, T0 + 60])
    (tmp_path / "notes.txt").write_text("no log")
    said = weir("replay", tmp_path)
    assert said.code == 0, said.error
    assert said.out.splitlines()[-1].startswith(f"! {tmp_path / 'notes.txt'}: passed over: ")
    figures = json.loads(weir("replay", tmp_path, "--json").out)
    assert "left-out" in {one["about"] for one in figures["warnings"]}
    assert figures["first_time_iso"].endswith("Z")


def test_flows_of_a_clock_that_was_not_set_are_told(tmp_path: Path) -> None:
    said = weir("replay", log(tmp_path / "conn.log", [60.0 * number for number in range(1, 5)]))
    assert said.out.splitlines()[-1].startswith("! 4 flows bear a time before 2005")


def test_a_span_of_time_is_taken_and_the_rest_is_counted(quiet_plant: Path) -> None:
    whole = json.loads(weir("replay", quiet_plant / "conn.log", "--json").out)
    taken = weir("replay", quiet_plant / "conn.log", "--since", "12h", "--until", "36h", "--json")
    assert taken.code == 0, taken.error
    summary = json.loads(taken.out)
    assert summary["rows"] == whole["rows"] == summary["flows"] + summary["outside"]
    assert summary["span_s"] <= 86_400.0
    assert "rows before or after the time asked for" in weir("replay", quiet_plant / "conn.log", "--since", "12h").out
    assert weir("replay", quiet_plant / "conn.log", "--since", "2d", "--until", "1d").code == 1
    nothing = weir("replay", quiet_plant / "conn.log", "--since", "9d", "--quiet")
    assert (nothing.code, "before --since or after --until" in nothing.error) == (1, True)
