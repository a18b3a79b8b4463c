"""docs/siem.md as somebody follows it who never saw Weir: paste both sides, send a test, run, find the alerts."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from replay.simulate.plan import demo_plan
from replay.simulate.run import write
from streams.outputs.registry import kind_of
from tests.kafka.world import until
from tests.patience import PATIENCE_S
from tests.receivers.answering import Reply, answering
from tests.receivers.rsyslog import free_port, program
from tests.weir.command_line import weir
from weir.settings.sections import load_settings

pytestmark = pytest.mark.fault

SETTINGS = re.compile(r"^    \[outputs\.\w+\]\n(?:    .*\n)+", re.MULTILINE)


def dedented(block: str) -> str:
    return re.sub(r"^    ", "", block, flags=re.MULTILINE)


def block_of(page: str, heading: str, begins: str) -> str:
    """The indented block under a heading of the page that begins so."""
    section = page.split(f"\n## {heading}\n")[1].split("\n## ", maxsplit=1)[0]
    blocks = re.findall(r"(?:^    .*\n)+", section, re.MULTILINE)
    return dedented(next(block for block in blocks if block.strip().startswith(begins)))


@pytest.fixture
def page(repository: Path) -> str:
    return (repository / "docs" / "siem.md").read_text(encoding="utf-8")


@pytest.fixture
def plant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write(msgspec.structs.replace(demo_plan(), days=10, attack_day=8), tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run_over(plant: Path, outputs: str) -> set[tuple[str, int]]:
    """Run over the plant with these outputs; the alerts of its file, by id and revision."""
    (plant / "weir.toml").write_text(
        f'[site]\nlearn_until = "2026-03-12"\n[embedded]\nalerts_file = "alerts.ndjson"\n{outputs}'
    )
    said = weir("run", "conn.log", "--zones", "zones.toml", "--once", "-q")
    assert said.code == 0, said.error
    alerts = [json.loads(line) for line in (plant / "alerts.ndjson").read_bytes().splitlines()]
    assert alerts
    return {(alert["id"], alert["revision"]) for alert in alerts}


def test_every_example_of_settings_loads_and_names_an_output(page: str, tmp_path: Path) -> None:
    blocks = SETTINGS.findall(page)
    assert len(blocks) == 8
    for number, block in enumerate(blocks):
        path = tmp_path / f"{number}.toml"
        path.write_text(dedented(block))
        for output in load_settings(path, {}).outputs.values():
            assert kind_of(output)


@pytest.fixture
def rsyslog(page: str, tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """An rsyslog that has the page's lines pasted into its configuration; its port, and its file."""
    pasted, port, out = block_of(page, "rsyslog, syslog-ng", "module"), free_port(), tmp_path / "weir-alerts.log"
    pasted = pasted.replace('port="601"', f'address="127.0.0.1" port="{port}"').replace(
        "/var/log/weir-alerts.log", str(out)
    )
    (tmp_path / "rsyslog.conf").write_text(f'global(workDirectory="{tmp_path}" maxMessageSize="64k")\n{pasted}')
    arguments = [program(), "-n", "-f", str(tmp_path / "rsyslog.conf"), "-i", str(tmp_path / "pid")]
    with (tmp_path / "rsyslog.out").open("ab") as log:
        process = subprocess.Popen(arguments, stdout=log, stderr=log)
    yield port, out
    process.terminate()
    process.wait(PATIENCE_S)


def test_alerts_come_into_rsyslog(page: str, plant: Path, rsyslog: tuple[int, Path]) -> None:
    port, out = rsyslog
    outputs = block_of(page, "rsyslog, syslog-ng", "[outputs").replace("siem.example:601", f"127.0.0.1:{port}")
    (plant / "weir.toml").write_text(outputs)
    until(lambda: weir("sinks", "test", "syslog").code == 0, "the test alert is taken")
    sent = run_over(plant, outputs)

    def arrived() -> set[tuple[str, int]]:
        text = out.read_text() if out.exists() else ""
        found = re.findall(r'"id": ?"(\w+)", "revision": ?"(\d+)", "kind": ?"([\w-]+)"', text)
        return {(one, int(revision)) for one, revision, kind in found if kind != "test"}

    until(lambda: arrived() == sent, "rsyslog has every revision")
    assert '"kind": "test"' in out.read_text()


def test_alerts_come_into_a_receiver_over_http(page: str, plant: Path) -> None:
    (plant / "secret").write_text("shared")
    with answering(lambda _asked: Reply(204)) as server:
        outputs = block_of(page, "Chat and tickets", "[outputs").replace("https://hooks.example", server.url)
        outputs = outputs.replace("/etc/weir/hook-secret", str(plant / "secret"))
        sent = run_over(plant, outputs)
        keys = [asked.headers["idempotency-key"] for asked in server.asked]
        assert all(json.loads(asked.body)["level"] in {"high", "critical"} for asked in server.asked)
        assert all(asked.headers["webhook-signature"].startswith("v1,") for asked in server.asked)
    assert keys
    assert {tuple(key.rsplit("-", 1)) for key in keys} <= {
        (one, str(revision)) for one, revision in sent if revision == 1
    }
