"""An OT engineer with a folder of logs and a half-baked inventory: from a first look to a run that says who is who."""

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.walks.walk import Places, Step, answered_yes, once, plant, walk
from tests.weir.command_line import weir

FIRST_LOOK = (
    Step(
        "weir replay /opt/zeek/logs/2026-01-12/conn.log.gz",
        (r"No zones were declared", r"\[\[zones\]\]", r"answer OT protocols \(modbus", r"weir zones suggest PATH"),
    ),
    Step(
        "weir zones suggest /opt/zeek/logs/2026-01-12/conn.log.gz -o zones.toml",
        (r"5 zones written to zones.toml", r"weir replay PATH --zones zones.toml"),
    ),
)
TUNED = (
    Step("weir assets check assets.csv", (r"50 assets taken for site plant-1", r"hostname +name")),
    Step("weir assets check assets.csv --json", (r'"taken":50',)),
    Step("weir assets check assets.csv --refused to-mend.csv", (r"50 assets taken",)),
    Step(
        "weir assets check assets.csv cmdb.csv --zones zones.toml",
        (r"zone 'cell-1' is declared in no zone file", r"6 zones that no zone file declares: it-servers"),
    ),
    Step(
        "weir replay logs/ --zones zones.toml --assets assets.csv --learn-until 14d --alerts alerts.ndjson "
        "--state-out plant-state",
        (
            r"critical.*IT to OT past the DMZ: ws-30 -> cell-1-plc-1 \(modbus\)",
            r"critical.*The internet reached OT",
            r"critical.*Unknown device in ot-10\.2\.10: 10\.2\.10\.77 -> cell-1-plc-1",
            r"inventory: 50 declared, 0 never seen, 1 seen and not declared",
            r"learning, site plant",
            r"weir assets list --state plant-state",
        ),
    ),
    Step("weir alerts list --file alerts.ndjson --level medium", (r"open +Unknown device", r"times are in UTC")),
    Step("weir alerts export alerts.ndjson --format cef", (r"^CEF:0\|Weir\|Weir\|", r"externalId=[0-9a-f]+ ")),
    Step("weir paths matrix --state plant-state", (r"forbidden", r"it-10\.0\.10 -> ot-10\.2\.10", r"alerted")),
    Step(
        "weir assets show 10.10.1.15 --state plant-state",
        (r"cell-1-plc-1", r"serves +modbus", r"began with it: \d peers", r"alerts about it: \d", r"side ot"),
    ),
    Step("weir assets list --state plant-state", (r"eng-01", r"50 declared")),
    Step("weir sensors --state plant-state", (r"OT last",)),
    Step("weir alerts list --state plant-state", (r"Unknown device",)),
)
RUN = (
    Step(
        "weir run /opt/zeek/logs/current/conn.log --zones zones.toml --assets assets.csv",
        (
            r"nothing is learnt yet; an asset is ready after 10 days",
            r"once a DMZ is declared also it -> ot",
            r"critical  Unknown device in ot-10\.2\.10",
            r"stopped: \d+ flows, 0 refused",
        ),
        how=once,
    ),
    Step("weir alerts list", (r"First look of", r"critical .*Unknown device", r"as of")),
    Step(
        "weir alerts show 3f9a",
        (r"no inventory and was never seen", r"weir verdict expected [0-9a-f]{12}", r"T0864 Transient Cyber Asset"),
    ),
    Step("weir paths list --crossing --asset 10.10.1.15", (r"it -> ot .* ws-30 -> cell-1-plc-1",)),
    Step("weir paths matrix", (r"from \\ to",)),
    Step("weir paths list --crossing --zone cell-1", (r"ws-30 -> cell-1-plc-1",)),
    Step("weir assets show 10.20.1.15", (r"cell-1-plc-1",)),
    Step("weir assets list --undeclared", (r"10\.2\.10\.77",)),
    Step("weir learning", (r"assets ready", r"ot-10\.2\.10")),
    Step("weir sensors", (r"one side +no begin +checksums", r"as of")),
    Step("weir sensors --site north --json", (r'"checksums":0',)),
    Step('weir verdict expected 3f9a --reason "the new historian"', (r"it covers", r"counts once `weir run`")),
    Step("weir verdict list", (r"no verdict holds", r"1 verdict is noted and not taken yet: start `weir run` here")),
)
KEPT = (
    Step("weir doctor", (r"ok +database", r"no `weir run` works on it now")),
    Step("weir state inspect", (r"\d+ assets, \d+ paths", r"verdict-inbox")),
    Step("weir state inspect --site north --asset plc-7", (r"cell-1-plc-1",)),
    Step("weir state export north.ndjson.zst --site north", (r"records",)),
    Step("weir state export before.ndjson.zst", (r"records",)),
    Step(
        "weir state reset --site north --asset plc-7",
        (r"Forget all that was learnt of asset cell-1-plc-1 of site plant\?",),
        how=answered_yes,
    ),
)
FROM_DOCS = (
    Step("weir zones suggest conn.log -o zones.toml", (r"zones written",)),
    Step("weir zones check zones.toml conn.log", (r"they agree with each other", r"contradicts no declared side")),
    Step("weir replay conn.log --zones zones.toml", (r"dmz", r"Unknown device|New path")),
    Step("weir replay conn.log --json", (r'"flows":\d+.*"assets":\d+,"paths":\d+',)),
)
ANNOUNCED = (
    Step(
        "weir maintenance start --zone cell-1 --initiator laptop-7 --for 4h --who 'Ana, Siemens' "
        "--reason 'firmware of line 1'",
        (r"noted in",),
    ),
    Step(
        "weir maintenance start --initiator scanner-1 --weekly 'sun 02:00-04:00' --reason 'allowed scan'",
        (r"noted in",),
    ),
    Step(
        "weir maintenance start --zone cell-2 --weekly 'mon-fri 06:00-06:30' --until 2027-01-01T00:00:00Z",
        (r"noted in",),
    ),
)
TAKEN = (
    Step("weir maintenance list", (r"zone ot-10\.2\.10", r"Ana, Siemens")),
    Step("weir maintenance end --zone cell-1", (r"noted in",)),
    Step("weir assets roles --zone cell-1"),
    Step(
        "weir learning again --zone cell-1 --yes",
        (r"learning begins anew for zone .*: \d+ assets", r"forgotten: \d+ learnt paths", r"noted in"),
    ),
)
STEPS = (*FIRST_LOOK, *TUNED, *RUN, *KEPT, *FROM_DOCS, *ANNOUNCED, *TAKEN)


def _unknown_device() -> str:
    listed = weir("alerts", "list", "--json").out.splitlines()
    return next(str(one["id"]) for one in map(json.loads, listed) if "Unknown device" in one["title"])[:6]


@pytest.fixture
def places(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Places:
    """The engineer's folder: a day's log beside a folder of logs, and an inventory whose zones have other names."""
    made = plant(tmp_path_factory)
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "conn.log").symlink_to(made / "conn.log")
    for name in ("assets.csv", "cmdb.csv"):
        shutil.copy(made / "assets.csv", tmp_path / name)
    monkeypatch.chdir(tmp_path)
    return {
        "/opt/zeek/logs/2026-01-12/conn.log.gz": "logs/conn.log",
        "/opt/zeek/logs/current/conn.log": "logs/conn.log",
        " conn.log": " logs/conn.log",
        "10.10.1.15": "10.2.10.21",
        "10.20.1.15": "10.2.10.21",
        "--zone cell-1": "--zone ot-10.2.10",
        "--zone cell-2": "--zone ot-10.2.0",
        "laptop-7": "eng-01",
        "scanner-1": "ws-30",
        "2027-01-01T00:00:00Z": f"{datetime.now(UTC) + timedelta(days=60):%Y-%m-%dT%H:%M:%SZ}",
        "--site north": "--site plant",
        "plc-7": "cell-1-plc-1",
        "3f9a": _unknown_device,
    }


def test_from_a_first_look_to_a_run_that_knows_the_plant(places: Places) -> None:
    walk((*FIRST_LOOK, *TUNED, *RUN), places)
    again = once(["run", "logs/conn.log", "--zones", "zones.toml", "--assets", "assets.csv", "--quiet"])
    assert again.code == 0, again.error
    assert "expected" in weir("alerts", "list", "--status", "expected").out
    shown = weir("alerts", "show", _unknown_device())
    assert "expected" in shown.out.partition("what was said of it")[2]
    assert "weir verdict undo" in shown.out
    walk(ANNOUNCED, places)
    again = once(["run", "logs/conn.log", "--zones", "zones.toml", "--assets", "assets.csv", "--quiet"])
    assert again.code == 0, again.error
    walk(TAKEN, places)
    walk(KEPT, places)


def test_zones_as_their_page_proposes_them(places: Places) -> None:
    walk(FROM_DOCS, places)
