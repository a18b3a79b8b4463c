"""docs/siem/ as somebody follows it who never saw Weir: paste both sides, send a test, run, find the alerts."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from msgspec import Struct

from replay.simulate.plan import demo_plan
from replay.simulate.run import write
from schemas.formats.alerts.parts import facts
from schemas.formats.alerts.siem.syslog import structured_at
from streams.outputs.sink import Outgoing
from streams.outputs.syslog.place import Place
from streams.outputs.syslog.stream import SyslogStream
from tests.docs.siem.origins import bases
from tests.kafka.world import until
from tests.receivers.answering import Reply, answering
from tests.receivers.opensearch.node import ANSWER_S, refresh, running, search
from tests.receivers.programs import Program, Served, debian
from tests.receivers.rsyslog import free_port
from tests.receivers.rsyslog import program as rsyslogd
from tests.receivers.syslog_ng import arguments, configured, lines_of
from tests.schemas.formats.alerts.alerts import HERE
from tests.weir.command_line import weir

pytestmark = pytest.mark.fault

PAGES = Path(__file__).resolve().parents[2] / "docs" / "siem"


def dedented(block: str) -> str:
    return re.sub(r"^    ", "", block, flags=re.MULTILINE)


def block_of(page: str, heading: str, begins: str) -> str:
    """The indented block under a heading of a page that begins so."""
    section = (
        (PAGES / f"{page}.md").read_text(encoding="utf-8").split(f"\n## {heading}\n")[1].split("\n## ", maxsplit=1)[0]
    )
    blocks = re.findall(r"(?:^    .*\n)+", section, re.MULTILINE)
    return dedented(next(block for block in blocks if block.strip().startswith(begins)))


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


class Pasted(Struct, frozen=True):
    """A receiver with the page's lines in its configuration: its port, and the files it writes."""

    port: int
    alerts: Path
    tests: Path


def pasted_into(folder: Path, configuration: str, port: int) -> tuple[str, Pasted]:
    """The page's lines with another port and other files, since those of the page belong to a machine of their own."""
    files = Pasted(port, folder / "weir-alerts.log", folder / "weir-tests.log")
    for name, path in (("alerts", files.alerts), ("tests", files.tests)):
        assert f"/var/log/weir-{name}.log" in configuration
        configuration = configuration.replace(f"/var/log/weir-{name}.log", str(path))
    return configuration, files


@pytest.fixture
def rsyslog(tmp_path: Path) -> Iterator[Pasted]:
    port = free_port()
    pasted, files = pasted_into(tmp_path, block_of("rsyslog", "rsyslog", "module"), port)
    pasted = pasted.replace('port="601"', f'address="127.0.0.1" port="{port}"')
    (tmp_path / "rsyslog.conf").write_text(f'global(workDirectory="{tmp_path}" maxMessageSize="64k")\n{pasted}')
    program = Program(rsyslogd(), Path("/"), {})
    served = Served(
        program, ["-n", "-f", str(tmp_path / "rsyslog.conf"), "-i", str(tmp_path / "pid")], tmp_path, (port,)
    )
    yield files
    served.stop()


@pytest.fixture
def syslog_ng(tmp_path: Path) -> Iterator[Pasted]:
    port, program = free_port(), debian("syslog-ng")
    pasted, files = pasted_into(tmp_path, block_of("rsyslog", "syslog-ng", "source"), port)
    pasted = pasted.replace('ip("0.0.0.0") port(601)', f'ip("127.0.0.1") port({port})')
    # Debian's syslog-ng.conf keeps the sender's name too.
    (tmp_path / "syslog-ng.conf").write_text(configured(f"options {{ keep-hostname(yes); }};\n{pasted}", program))
    served = Served(program, arguments(tmp_path, program), tmp_path, (port,))
    yield files
    served.stop()


def told_by(receiver: Pasted, plant: Path, arrived: Callable[[str], set[tuple[str, int]]]) -> None:
    """Follow the page: a test, then a run; every revision is in the file of alerts, and the test alone in the other."""
    outputs = block_of("rsyslog", "Weir", "[outputs").replace("siem.example:601", f"127.0.0.1:{receiver.port}")
    (plant / "weir.toml").write_text(outputs)
    said = weir("sinks", "test", "syslog")
    assert said.code == 0, said.error
    sent = run_over(plant, outputs)
    until(
        lambda: arrived(receiver.alerts.read_text() if receiver.alerts.exists() else "") == sent,
        "the receiver has every revision",
    )
    until(lambda: "Test of an output" in receiver.tests.read_text(), "the test is in a file of its own")
    assert "Test of an output" not in receiver.alerts.read_text()


def test_alerts_come_into_rsyslog(plant: Path, rsyslog: Pasted) -> None:
    def arrived(text: str) -> set[tuple[str, int]]:
        return {(one, int(revision)) for one, revision in re.findall(r'"id": ?"(\w+)", "revision": ?"(\d+)"', text)}

    told_by(rsyslog, plant, arrived)


def test_alerts_come_into_syslog_ng(plant: Path, syslog_ng: Pasted) -> None:
    def arrived(_text: str) -> set[tuple[str, int]]:
        found = [one["_SDATA"]["weir@32473"] for one in lines_of(syslog_ng.alerts)]
        return {(one["id"], int(one["revision"])) for one in found}

    told_by(syslog_ng, plant, arrived)


SAMPLE_BEGINS = {"rsyslog": "2026-", "syslog-ng": '{"'}
"""By receiver, how the block of the page begins that shows what it makes of the sample alert."""


@pytest.mark.parametrize("heading", ["rsyslog", "syslog-ng"])
def test_the_sample_on_the_page_is_what_the_receiver_writes(heading: str, request: pytest.FixtureRequest) -> None:
    receiver: Pasted = request.getfixturevalue(heading.replace("-", "_"))
    sample = bases()[0]
    sink = SyslogStream(
        Place("127.0.0.1", receiver.port), lambda one, _sent_s: structured_at(one.alert, HERE, facts.judged(one.alert))
    )
    sink.deliver([Outgoing(sample, b"")])
    sink.close()
    until(lambda: receiver.alerts.exists() and receiver.alerts.read_text().endswith("\n"), "it has written the alert")
    assert receiver.alerts.read_text().strip() == block_of("rsyslog", heading, SAMPLE_BEGINS[heading]).strip()


def test_alerts_come_into_opensearch(plant: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    with running(tmp_path_factory.mktemp("opensearch")) as url:
        outputs = block_of("opensearch", "Weir", "[outputs").replace("bulk+https://search.example:9200", f"bulk+{url}")
        outputs = outputs.replace('ca_file = "/etc/weir/ca.pem"\n', f"timeout_s = {ANSWER_S}\n")
        (plant / "weir.toml").write_text(outputs)
        for command in ("setup", "test"):
            said = weir("sinks", command, "search")
            assert said.code == 0, said.error
        sent = run_over(plant, outputs)
        refresh(url, "alerts-weir")
        request = block_of("opensearch", "Count alerts, not revisions", "GET").partition("\n")[2]
        rows = search(url, "alerts-weir", json.loads(request) | {"size": 1_000})["hits"]["hits"]
        newest = [row["inner_hits"]["newest"]["hits"]["hits"][0]["_source"] for row in rows]
    found = {(each["weir"]["alert"]["id"], each["weir"]["alert"]["revision"]) for each in newest}
    highest = {(one, max(revision for other, revision in sent if other == one)) for one, _ in sent}
    tested = {(one, revision) for one, revision in found if (one, revision) not in highest}
    assert found - tested == highest
    assert len(tested) == 1
    assert all(each["@timestamp"] <= each["event"]["created"] <= each["event"]["ingested"] for each in newest)


def test_alerts_come_into_a_receiver_over_http(plant: Path) -> None:
    (plant / "secret").write_text("shared")
    with answering(lambda _asked: Reply(204)) as server:
        outputs = block_of("README", "Chat and tickets, in short", "[outputs").replace(
            "https://hooks.example", server.url
        )
        outputs = outputs.replace("/etc/weir/hook-secret", str(plant / "secret"))
        sent = run_over(plant, outputs)
        keys = [asked.headers["idempotency-key"] for asked in server.asked]
        assert all(json.loads(asked.body)["level"] in {"high", "critical"} for asked in server.asked)
        assert all(asked.headers["webhook-signature"].startswith("v1,") for asked in server.asked)
    assert keys
    assert {tuple(key.rsplit("-", 1)) for key in keys} <= {
        (one, str(revision)) for one, revision in sent if revision == 1
    }
