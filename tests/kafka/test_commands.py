"""The reading commands on Kafka say what the worker committed, and a verdict reaches it."""

import json
import os
from pathlib import Path

import pytest

from schemas import codec
from streams.kafka.log import read
from tests import started
from tests.kafka import scenario
from tests.kafka.broker import RunningBroker
from tests.kafka.world import World, until

pytestmark = pytest.mark.kafka


def weir(world: World, *arguments: str) -> bytes:
    done = started.run("weir", *arguments, environment=os.environ | world.environment())
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def test_alerts_paths_and_assets_are_read_and_a_verdict_takes_effect(
    broker: RunningBroker, kafka_prefix: str, tmp_path: Path
) -> None:
    world = World(broker, kafka_prefix, tmp_path)
    world.publish(list(scenario.messages(scenario.sites()[1], 200)))
    with world.worker():
        world.wait_until_all_applied()
        latest = read.latest_alerts(world.settings)
        listed = weir(world, "alerts", "list", "--kafka", "--json", "--limit", "10000")
        assert codec.ALERTS.decode(listed, source="list", position=0) == (latest, [])
        first = json.loads(weir(world, "alerts", "show", latest[0].id, "--kafka", "--json"))
        assert [note["revision"] for note in first["context"]["revisions"]] == [latest[0].revision]
        paths = weir(world, "paths", "list", "--kafka", "--json").splitlines()
        assert {json.loads(path)["site"] for path in paths} == {scenario.sites()[1]}
        assert b"plc-1" in weir(world, "assets", "list", "--kafka", "--json")
        cells = [json.loads(cell) for cell in weir(world, "paths", "matrix", "--kafka", "--json").splitlines()]
        assert sum(cell["paths"] for cell in cells if cell["by"] == "side") == len(paths)
        shown = json.loads(weir(world, "assets", "show", "plc-1", "--kafka", "--json"))
        assert "modbus" in shown["summary"]["services_served"]
        assert shown["alerts_total"] > 0
        (site,) = json.loads(weir(world, "report", "--kafka", "--json"))["sites"]
        assert (len(site["paths"]), len(site["alerts"])) == (len(paths), len(latest))
        assert b"assets" in weir(world, "learning", "--kafka", "--json")
        rows = [json.loads(row) for row in weir(world, "detectors", "list", "--kafka", "--json").splitlines()]
        kinds = {row["kind"] for row in rows}
        assert sum(row["alerts"] for row in rows) == sum(alert.kind in kinds for alert in latest)

        judged = next(alert for alert in latest if alert.status == "open")
        given = json.loads(weir(world, "verdict", "malicious", judged.id, "--kafka", "--json"))["given"]
        assert "path" in given["covers"]
        assert not any("runs" in note for note in given.get("notes", ()))
        until(
            lambda: any(a.id == judged.id and a.status == "malicious" for a in read.latest_alerts(world.settings)),
            "the verdict takes effect",
        )
        restarted = json.loads(
            weir(world, "learning", "again", "--all", "--site", judged.site, "--yes", "--kafka", "--json")
        )
        assert restarted["paths"] > 0
        assert restarted["notes"] == []

        def learnt() -> list[bytes]:
            return weir(world, "paths", "list", "--kafka", "--json", "--status", "learnt").splitlines()

        until(lambda: not learnt(), "learning begins anew")
        assert weir(world, "paths", "list", "--kafka", "--json", "--status", "malicious")
    given = json.loads(weir(world, "verdict", "expected", judged.id, "--kafka", "--json"))["given"]
    assert "no worker runs in group" in given["notes"][-1]
    shown = json.loads(weir(world, "alerts", "show", judged.id, "--kafka", "--json"))
    assert [word["decision"] for word in shown["context"]["words"]] == ["malicious"]
