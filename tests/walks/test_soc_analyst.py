"""A SOC analyst with the alerts of a plant: what is open, what one of it is, a word on it, and what became of that."""

import json
import re
from pathlib import Path

import pytest

from tests.walks.walk import Places, Step, once, plant, walk
from tests.weir.command_line import Said, weir

LOOK = (
    Step("weir alerts list", (r"First look of", r"critical .*Unknown device in cell-1", r"times are in UTC")),
    Step("weir alerts list --level medium", (r"critical .*Unknown device", r"medium ")),
    Step("weir alerts list --status open --level medium", (r"open +Unknown device",)),
    Step("weir alerts list --since 2026-01-12 --service modbus", (r"10\.2\.10\.77 -> cell-1-plc-1 \(modbus\)",)),
    Step(
        "weir alerts show 3f9a",
        (
            r"no inventory and was never seen",
            r"criticality 5 of 5",
            r"points +because",
            r"T0864 Transient Cyber Asset",
            r"other open alerts of the same ends\n.*ws-30 -> cell-1-plc-1",
            r"its 5 paths",
            r"next\n.*switch port",
            r"weir verdict mute [0-9a-f]{12} --for 8h",
        ),
    ),
    Step("weir detectors list", (r"new-asset +on +1 +1 +1 ", r"A device that nobody declared", r"true: a person said")),
    Step("weir detectors show scan", (r"T0846 Remote System Discovery", r"below Zeek's own scan detector")),
)
JUDGE = (
    Step(
        'weir verdict malicious 3f9a --reason "nobody knows it"',
        (r"it covers", r"never learnt, and alerts each time it returns", r"it counts once `weir run` is started"),
    ),
    Step("weir verdict mute 5c27 --for 8h", (r"from now on until", r"counted, not learnt, and says nothing until")),
    Step(
        'weir verdict expected 8a9e --line 1 --reason "the nightly export"',
        (r"it covers 1 path|covers", r"learnt, and raises no alert"),
    ),
    Step("weir verdict list", (r"3 verdicts are noted and not taken yet",)),
)
SEEN = (
    Step("weir verdict list", (r"nobody knows it", r"the nightly export", r"mute")),
    Step("weir verdict why 10.1.0.5 cell-1-plc-1 modbus", (r"decides  malicious", r"nobody knows it")),
    Step("weir verdict undo 9c41", (r"undo of [0-9a-f]+ \(malicious",)),
)
STEPS = (*LOOK, *JUDGE, *SEEN)


def _listed(*filters: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in weir("alerts", "list", "--json", *filters).out.splitlines()]


def _alert(title: str) -> str:
    return next(str(one["id"]) for one in _listed() if title in str(one["title"]))[:8]


def _word(decision: str) -> str:
    words = map(json.loads, weir("verdict", "list", "--json").out.splitlines())
    return next(str(word["id"]) for word in words if word["decision"] == decision)


@pytest.fixture
def first_run(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> tuple[Said, list[str]]:
    """What `weir run` printed of the plant, and how it is run again."""
    made = plant(tmp_path_factory)
    monkeypatch.chdir(tmp_path)
    command = ["run", str(made / "conn.log"), "--zones", str(made / "zones.toml"), "--assets", str(made / "assets.csv")]
    said = once(command)
    assert said.code == 0, said.error
    return said, command


def test_a_shift_from_the_list_to_a_word_and_back(first_run: tuple[Said, list[str]]) -> None:
    printed, command = first_run
    places: Places = {
        "3f9a": lambda: _alert("Unknown device"),
        "5c27": lambda: _alert("IT to OT past the DMZ"),
        "8a9e": lambda: _alert("First look of 2026-03-04"),
        "9c41": lambda: _word("malicious"),
        "10.1.0.5": "10.2.10.77",
    }
    lines = [line for line in (printed.out + printed.error).splitlines() if re.search(r"  [0-9a-f]{12}$", line)]
    assert len(lines) == len({line.rpartition("  ")[2] for line in lines}) + sum("risen from" in line for line in lines)
    assert [line[:19] for line in lines] == sorted(line[:19] for line in lines)

    walk((*LOOK, *JUDGE), places)
    again = once(command)
    assert again.code == 0, again.error
    judged = _alert("Unknown device")
    assert {str(one["id"])[:8]: one["status"] for one in _listed()}[judged] == "malicious"
    assert [one["title"] for one in _listed("--status", "muted")] == [
        "IT to OT past the DMZ: ws-30 -> cell-1-plc-1 (modbus)"
    ]

    walk(SEEN, places)
    shown = weir("alerts", "show", judged).out
    assert re.search(r"what was said of it\n.*malicious .*never learnt", shown), shown
    assert once(command).code == 0
    assert {str(one["id"])[:8]: one["status"] for one in _listed()}[judged] == "open"
    assert "malicious" not in weir("verdict", "list").out
