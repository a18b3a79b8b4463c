"""An engineer who tries things on recorded months first: a warm state, another setting, conduits, and rules to come."""

import shutil
from pathlib import Path

import pytest

from tests.walks.walk import Places, Step, once, plant, walk

WARMED = (
    Step(
        "weir replay march/ --zones zones.toml --assets assets.csv --learn-until 14d --state-out warm", (r"state left",)
    ),
    Step(
        "weir replay april/ --zones zones.toml --assets assets.csv --state-in warm --state-out warmer",
        (r"critical.*IT to OT past the DMZ", r"state left in warmer"),
    ),
    Step("weir run /opt/zeek/logs/current/conn.log --state warmer", (r"stopped: \d+ flows, 0 refused",), how=once),
)
BY_SITE = (
    Step(
        "weir replay plants/north plants/south --by-site --learn-until 14d --state-out warm",
        (r"north: plants/north with zones.toml, assets.csv", r"state left in"),
    ),
)
COMPARED = (
    Step(
        "weir compare weir.toml stricter.toml --on logs/ --assets assets.csv --zones zones.toml --learn-until 14d",
        (r"weir.toml -> stricter.toml", r"lost +new-asset|changed +new-asset", r"Lost: \d+ alert|Changed: \d+ alert"),
    ),
    Step(
        "weir compare zones.toml proposed.toml --on logs/ --fail-if 'lost>0'",
        (r"No alert differs: \d+ alerts in both",),
    ),
    Step("weir compare none verdicts.ndjson --on logs/ --report words.html", (r"none -> verdicts.ndjson",)),
    Step("weir compare none february/ --on march/ --zones zones.toml", (r"none -> february",)),
)
TUNED = (
    Step(
        "weir tune logs/ --budget 3/day --assets assets.csv --zones zones.toml --learn-until 14d --out tuned.toml",
        (r"Tuned for 3 alerts a day", r"attacks of weir simulate were planted", r"too few to choose on some"),
    ),
    Step(
        "weir compare weir.toml tuned.toml --on logs/ --assets assets.csv --zones zones.toml --learn-until 14d",
        (r"No alert differs: \d+ alerts in both",),
    ),
)
BETWEEN_ZONES = (
    Step("weir conduits list", (r"Without a conduit: \d+", r"modbus")),
    Step("weir conduits list --undeclared --csv", (r"^site,from_zone,",)),
    Step("weir conduits list --report conduits.md"),
    Step("weir conduits suggest -o conduits.toml", (r"services proposed in conduits.toml",)),
    Step("weir whatif --deny 'office -> cell-1 tcp/445'", (r"What would break", r"Rules that fit no known path")),
    Step("weir whatif --deny 'it -> ot' --state plant-state --report rules.html"),
    Step("weir whatif --rules export.csv --csv", (r"^site,initiator,", r",modbus,")),
)
AS_IT_WAS = (
    Step("weir paths list --at 2026-03-10 --crossing", (r"it -> dmz|dmz -> ot|it -> ot",)),
    Step("weir paths diff 2026-03-10 2026-03-19", (r"\d+ new, \d+ gone", r"New: \d+ path")),
    Step("weir assets show 10.20.1.15 --at 2026-03-10", (r"as of 2026-03-10", r"It began|It was asked")),
)
REPORTED = (
    Step(
        "weir replay logs/ --zones zones.toml --assets assets.csv --learn-until 14d --report last-month.html",
        (r"report written: last-month.html",),
    ),
    Step("weir report plant.html", (r"report written: plant.html",)),
    Step("weir report --json", (r'"figures":', r'"matrix":')),
)
STEPS = (*WARMED, *BY_SITE, *COMPARED, *TUNED, *BETWEEN_ZONES, *AS_IT_WAS, *REPORTED)


@pytest.fixture
def places(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Places:
    """A folder of logs in two parts, as months are; settings and zones to try; words and a firewall's export."""
    made = plant(tmp_path_factory)
    lines = (made / "conn.log").read_text().splitlines(keepends=True)
    head, rows = [line for line in lines if line[0] == "#"], [line for line in lines if line[0] != "#"]
    cut = next(place for place, row in enumerate(rows) if float(row[:17]) > float(rows[0][:17]) + 14.2 * 86_400.0)
    for name, part in (("march", rows[:cut]), ("april", rows[cut:-20]), ("current", rows[-20:]), ("logs", rows)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "conn.log").write_text("".join([*head, *part]))
    for name, copy in (("assets.csv", "assets.csv"), ("zones.toml", "zones.toml"), ("zones.toml", "proposed.toml")):
        shutil.copy(made / name, tmp_path / copy)
    (tmp_path / "weir.toml").write_text('[embedded]\nstate_dir = "warmer"\n')
    (tmp_path / "stricter.toml").write_text('[detectors]\noff = ["new-asset"]\n')
    (tmp_path / "verdicts.ndjson").write_text(
        '{"site":"plant","time":1.0,"author":"ana","decision":"expected","zones":{"from_zone":"a","to_zone":"b"}}\n'
    )
    (tmp_path / "export.csv").write_text("source,destination,service,action\nany,ot,modbus,drop\n")
    monkeypatch.chdir(tmp_path)
    return {"/opt/zeek/logs/current/conn.log": "current/conn.log", "plant-state": "warmer", "10.20.1.15": "10.2.10.21"}


def test_what_is_tried_on_recorded_months(places: Places, tmp_path: Path) -> None:
    walk(WARMED, places)
    shutil.copytree("warm", "february")
    walk(COMPARED, places)
    walk(TUNED, places)
    walk(BETWEEN_ZONES, places)
    walk(AS_IT_WAS, places)
    for name in ("north", "south"):
        (tmp_path / "plants" / name).mkdir(parents=True)
        for file in ("zones.toml", "assets.csv"):
            shutil.copy(file, tmp_path / "plants" / name)
        shutil.copy(f"{'march' if name == 'north' else 'april'}/conn.log", tmp_path / "plants" / name)
    walk(BY_SITE, {**places, "warm": "by-site"})
    walk(REPORTED, places)
    assert all(
        (tmp_path / name).stat().st_size
        for name in ("words.html", "conduits.md", "conduits.toml", "rules.html", "plant.html")
    )
