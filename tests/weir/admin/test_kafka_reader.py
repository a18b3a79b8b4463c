"""The reading commands on Kafka: the topics are read on a real broker in tests/kafka; here, what is made of them."""

import time
from pathlib import Path

import pytest

from schemas.verdict import Verdict
from streams.kafka.client.settings import KafkaSettings
from streams.kafka.log import read, topics
from tests.kafka.broker import free_port
from tests.models import builders as b
from tests.streams.records import a_verdict
from weir.admin.kafka_reader import KafkaReader
from weir.admin.reader import open_reader
from weir.errors import UserError
from weir.settings.sections import Settings


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))


def test_it_is_what_kafka_asks_for() -> None:
    assert isinstance(open_reader(Settings(), kafka=True), KafkaReader)


def test_a_verdict_is_published_and_its_place_told(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[Verdict] = []

    def publish(_settings: KafkaSettings, verdict: Verdict) -> int:
        given.append(verdict)
        return 7

    monkeypatch.setattr(read, "publish_verdict", publish)
    assert KafkaReader(Settings()).give_verdict(a_verdict()) == "weir.verdicts at offset 7"
    assert given == [a_verdict()]


def test_what_is_announced_is_published_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "publish_change", lambda _settings, change: len(change.id))
    assert KafkaReader(Settings()).give_change(b.ZONES[0]) == "weir.asset-changes at offset 6"


@pytest.mark.parametrize(
    ("members", "told"), [(["worker@host"], None), ([], "no worker runs in group weir.worker to take it")]
)
def test_whether_a_worker_runs_is_asked_of_its_group(
    monkeypatch: pytest.MonkeyPatch, members: list[str], told: str | None
) -> None:
    monkeypatch.setattr(topics, "group_members", lambda _settings: members)
    said = KafkaReader(Settings()).nobody_takes()
    assert said == told or (told is not None and said is not None and said.startswith(told))


def test_a_broker_that_does_not_say_whether_one_runs_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_settings: KafkaSettings) -> list[str]:
        msg = "not allowed"
        raise topics.TopicsError(msg)

    monkeypatch.setattr(topics, "group_members", refused)
    assert KafkaReader(Settings()).nobody_takes() == "whether a worker runs can't be seen: not allowed"


def test_a_broker_that_is_not_there_is_told_at_once(tmp_path: Path) -> None:
    nowhere = Settings(kafka=KafkaSettings(bootstrap_servers=f"127.0.0.1:{free_port()}"))
    began = time.monotonic()
    with pytest.raises(UserError, match=r"no Kafka at 127\.0\.0\.1"):
        KafkaReader(nowhere).latest_alerts()
    assert time.monotonic() - began < 10.0
    assert tmp_path.exists()
