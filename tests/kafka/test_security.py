"""A broker that wants TLS, a password and rights: everything works with them, and what lacks is said in time.

No password may be in anything that Weir or its clients write: every run here is looked through for it.
"""

import base64
import os
import subprocess
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest

from schemas import codec
from schemas.flow import Flow
from streams.kafka.admin.acls import acls_of
from streams.kafka.client.settings import KafkaSettings
from streams.kafka.collector.raw_topic import RawTopic
from streams.kafka.log import read, topics
from streams.kafka.log.topics import TopicsError
from streams.secret import Secret
from tests import started
from tests.kafka import scenario
from tests.kafka.secured import PASSWORD, SecuredBroker, environment
from tests.kafka.world import World, settle, stop, until
from tests.patience import PATIENCE_S

pytestmark = pytest.mark.kafka

SITE = scenario.sites()[1]
WRONG = "9z-wrong-simsim"


def without_passwords(written: str) -> str:
    """The same text, once it is seen that none is in it, plain or as SASL carries it."""
    for password in (PASSWORD, WRONG):
        carried = base64.b64encode(password.encode()).decode().rstrip("=")
        assert password not in written
        assert carried[:16] not in written
    return written


def weir(settings: KafkaSettings, *arguments: str, code: int = 0) -> str:
    done = started.run("weir", *arguments, environment=os.environ | environment(settings), timeout=PATIENCE_S)
    out, error = done.stdout.decode(), done.stderr.decode()
    written = without_passwords(out + error)
    assert done.returncode == code, written
    return error if code else out


@contextmanager
def debugged_worker(settings: KafkaSettings, log: Path) -> Iterator[None]:
    """A worker that logs all there is; its log and its command line are looked through at the end."""
    with log.open("wb") as opened:
        process = subprocess.Popen(
            [sys.executable, "-m", "weir", "worker", "--log-level", "debug"],
            env=os.environ | environment(settings),
            stdout=opened,
            stderr=opened,
        )
    try:
        yield
        without_passwords(Path(f"/proc/{process.pid}/cmdline").read_text() if Path("/proc/self").exists() else "")
    finally:
        stop(process)
    written = without_passwords(log.read_text())
    assert "Authenticated as" in written or settings.sasl_username is None


def collect(folder: Path) -> tuple[str, ...]:
    """A command that publishes some flows."""
    path = folder / "flows.ndjson"
    flows = [one for message in scenario.messages(SITE, 10) for one in message if isinstance(one, Flow)]
    path.write_bytes(codec.encode_lines(flows))
    return ("collect", str(path), "--once", "--site", SITE)


def publish_what_raises_alerts(secured: SecuredBroker, prefix: str, folder: Path) -> World:
    """By the tests' own clients, which know nothing of security: the listener in the clear is theirs."""
    world = World(secured.broker, prefix, folder)
    world.publish(list(scenario.messages(SITE, 200)))
    return world


def test_every_command_works_with_the_rights_of_its_role_alone(
    secured: SecuredBroker, kafka_prefix: str, tmp_path: Path
) -> None:
    def role(name: str) -> KafkaSettings:
        user = secured.user_with(acls_of(name, secured.settings(kafka_prefix)))
        settings = secured.settings(kafka_prefix, user)
        if name != "worker":
            return settings
        return msgspec.structs.replace(settings, sasl_password=None, sasl_password_file=str(secured.password_file))

    administrator, worker, reader = role("administrator"), role("worker"), role("reader")
    weir(administrator, "topics", "create")
    weir(administrator, "topics", "check")
    weir(role("collector"), *collect(tmp_path))
    world = publish_what_raises_alerts(secured, kafka_prefix, tmp_path)
    with debugged_worker(worker, tmp_path / "worker.log"):
        until(lambda: len(read.revisions(reader)) > 0, "alerts are raised")
        alert = read.latest_alerts(reader)[0]
        weir(role("judge"), "verdict", "malicious", alert.id, "--kafka")
        until(
            lambda: any(a.id == alert.id and a.status == "malicious" for a in read.latest_alerts(reader)),
            "the verdict takes effect",
        )
    settle(world.settings)
    assert alert.id in weir(reader, "alerts", "list", "--kafka", "--json")
    assert weir(reader, "paths", "list", "--kafka", "--json")
    assert weir(reader, "assets", "list", "--kafka", "--json")
    address = f"kafka://{secured.broker.at('SECURED')}/{kafka_prefix}"
    replayed = tmp_path / "replayed.ndjson"
    weir(role("replayer"), "replay", address, "--alerts", str(replayed))
    assert sorted(replayed.read_bytes().splitlines()) == sorted(map(codec.encode_for_people, read.revisions(reader)))


def test_commands_that_look_after_a_cluster_work_with_the_rights_of_their_role_alone(
    secured: SecuredBroker, kafka_prefix: str, tmp_path: Path
) -> None:
    def role(name: str) -> KafkaSettings:
        return secured.settings(kafka_prefix, secured.user_with(acls_of(name, secured.settings(kafka_prefix))))

    administrator, keeper = role("administrator"), role("keeper")
    weir(administrator, "topics", "create")
    world = publish_what_raises_alerts(secured, kafka_prefix, tmp_path)
    with world.worker():
        world.wait_until_all_applied()
    until(lambda: topics.group_members(world.settings) == [], "the group is empty")
    exported = tmp_path / "exported.ndjson"
    weir(keeper, "state", "inspect", "--kafka")
    weir(keeper, "state", "export", str(exported), "--kafka")
    before = world.known()
    weir(keeper, "state", "reset", "--site", SITE, "--kafka", "--yes")
    assert not any(map(len, world.known().values()))
    weir(keeper, "state", "import", str(exported), "--replace", "--kafka")
    assert world.known() == before
    said = weir(role("doctor"), "doctor", "--kafka", "--json")
    assert "authoriz" not in said.lower()
    assert {msgspec.json.decode(line)["status"] for line in said.splitlines()} <= {"ok", "warn"}, said
    more = world.settings.partitions + 1
    weir(role("grower"), "topics", "grow", str(more), "--yes")
    assert set(topics.partition_counts(world.settings).values()) == {more}


@pytest.mark.parametrize("how", ["PLAIN", "certificate"])
def test_a_plain_password_or_a_certificate_does_as_well(
    secured: SecuredBroker, kafka_prefix: str, tmp_path: Path, how: str
) -> None:
    settings = secured.settings(kafka_prefix, sasl_mechanism="PLAIN")
    if how == "certificate":
        settings = secured.settings(
            kafka_prefix,
            bootstrap_servers=secured.broker.at("TLS"),
            security_protocol="SSL",
            sasl_username=None,
            sasl_password=None,
            ssl_certificate_file=str(secured.client_certificate),
        )
    topics.create(settings)
    weir(settings, *collect(tmp_path))
    publish_what_raises_alerts(secured, kafka_prefix, tmp_path)
    with debugged_worker(settings, tmp_path / "worker.log"):
        until(lambda: len(read.revisions(settings)) > 0, "alerts are raised")


def test_a_raw_topic_of_another_address_is_read_with_the_same_credentials(
    secured: SecuredBroker, kafka_prefix: str, tmp_path: Path
) -> None:
    settings = secured.settings(kafka_prefix)
    topics.create(settings)
    weir(settings, *collect(tmp_path))
    elsewhere = msgspec.structs.replace(settings, bootstrap_servers="localhost:1")
    raw = RawTopic(
        elsewhere,
        settings.bootstrap_servers,
        settings.topic("flows"),
        site=SITE,
        sensor=None,
        format="weir",
        positions={},
    )
    try:
        until(lambda: (batch := raw.poll()) is not None and len(batch.records) > 0, "flows are read")
    finally:
        raw.close()


REFUSALS: dict[str, tuple[dict[str, object], str]] = {
    "wrong password": ({"sasl_password": Secret(WRONG)}, "refused user 'weir-all' .*check the name and the password"),
    "wrong password, PLAIN": (
        {"sasl_password": Secret(WRONG), "sasl_mechanism": "PLAIN"},
        "refused user 'weir-all' .*check the name and the password",
    ),
    "unknown user": ({"sasl_username": "nobody"}, "refused user 'nobody'"),
    "no such mechanism": ({"sasl_mechanism": "SCRAM-SHA-256"}, "does not take SCRAM-SHA-256: set sasl_mechanism"),
    "untrusted certificate": ({"ssl_ca_file": "other"}, "not trusted .*set ssl_ca_file"),
    "authorities of the system": ({"ssl_ca_file": None}, "not trusted .*set ssl_ca_file"),
    "wrong name": ({"bootstrap_servers": "127.0.0.1:SECURED"}, "not for 127.0.0.1: use a name that it holds"),
    "TLS to a port in the clear": ({"bootstrap_servers": "localhost:CLEAR"}, "ended the connection: .*SASL_SSL"),
    "no certificate": (
        {
            "bootstrap_servers": "localhost:TLS",
            "security_protocol": "SSL",
            "sasl_username": None,
            "sasl_password": None,
        },
        "ended the connection: .*ssl_certificate_file",
    ),
    "a password where none is asked for": ({"bootstrap_servers": "localhost:TLS"}, "ended the connection"),
    "in the clear to a port with TLS": (
        {
            "bootstrap_servers": "localhost:SECURED",
            "security_protocol": "PLAINTEXT",
            "sasl_username": None,
            "sasl_password": None,
            "ssl_ca_file": None,
        },
        "security_protocol is PLAINTEXT, does that port want SASL_SSL",
    ),
    "no password to a port with SASL": (
        {
            "bootstrap_servers": "localhost:CLEAR",
            "security_protocol": "PLAINTEXT",
            "sasl_username": None,
            "sasl_password": None,
            "ssl_ca_file": None,
        },
        "security_protocol is PLAINTEXT, does that port want SASL_SSL",
    ),
}


def refused(secured: SecuredBroker, changed: dict[str, object]) -> KafkaSettings:
    given = dict(changed)
    if isinstance(servers := given.get("bootstrap_servers"), str):
        host, listener = servers.split(":")
        given["bootstrap_servers"] = f"{host}:{secured.broker.at(listener).split(':')[1]}"
    if given.get("ssl_ca_file") == "other":
        given["ssl_ca_file"] = str(secured.other_ca)
    return secured.settings("any", **given)  # type: ignore[arg-type]


@pytest.mark.parametrize("case", REFUSALS)
def test_who_does_not_get_in_is_told_why(secured: SecuredBroker, case: str, caplog: pytest.LogCaptureFixture) -> None:
    changed, said = REFUSALS[case]
    with caplog.at_level("DEBUG"), pytest.raises(TopicsError, match=said) as raised:
        topics.check(refused(secured, changed))
    without_passwords("".join(traceback.format_exception(raised.value)) + caplog.text)


@pytest.mark.parametrize("case", ["wrong password", "untrusted certificate"])
def test_commands_that_do_not_get_in_end_with_one_line(secured: SecuredBroker, tmp_path: Path, case: str) -> None:
    settings = refused(secured, REFUSALS[case][0])
    for command in (
        ("worker", "--log-level", "debug"),
        collect(tmp_path),
        ("topics", "create", "--wait", "600"),
        ("alerts", "list", "--kafka"),
    ):
        said = weir(settings, *command, code=1).splitlines()[-1]
        assert said.startswith(f"weir: Kafka at {settings.bootstrap_servers} "), said
