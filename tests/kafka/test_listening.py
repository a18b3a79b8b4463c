"""The way back on Kafka: a word that is posted to `weir forward --listen` lies in the topic of verdicts."""

import os
import re
from pathlib import Path

import httpx
import msgspec
import pytest

from schemas.verdict import Verdict
from streams.kafka.client.settings import KafkaSettings
from streams.kafka.log import topics
from streams.kafka.log.read import messages
from tests.kafka.broker import RunningBroker
from tests.kafka.test_read import commit
from tests.kafka.world import until
from tests.patience import PATIENCE_S
from tests.started import start
from tests.streams.records import a_checkpoint, an_alert

pytestmark = pytest.mark.kafka

ALERT, TOKEN = "0123456789abcdef0123", "a-token-of-32-characters-at-least"


def test_a_word_that_is_posted_lies_in_the_topic(broker: RunningBroker, kafka_prefix: str, tmp_path: Path) -> None:
    settings = KafkaSettings(bootstrap_servers=broker.bootstrap, prefix=kafka_prefix, partitions=2)
    topics.create(settings)
    commit(settings, 0, a_checkpoint(alerts=(an_alert(ALERT),)))
    environment = os.environ | {
        "WEIR_KAFKA_BOOTSTRAP_SERVERS": settings.bootstrap_servers, "WEIR_KAFKA_PREFIX": settings.prefix,
        "WEIR_LISTENER_PORT": "0", "WEIR_LISTENER_TOKEN": TOKEN, "XDG_CACHE_HOME": str(tmp_path),
    }  # fmt: skip
    log = tmp_path / "said.log"
    process = start(
        "weir", "forward", "--to", f"file:{tmp_path / 'a'}", "--listen", environment=environment, output=log
    )
    until(lambda: "verdicts are taken at" in log.read_text() or process.poll() is not None, "it listens")
    (url,) = re.findall(r"taken at (\S+)", log.read_text())
    headers = {"authorization": f"Bearer {TOKEN}"}
    said = {"alert": ALERT[:8], "decision": "malicious", "author": "ana"}
    answer = httpx.post(url, json=said, headers=headers, timeout=PATIENCE_S)
    assert answer.status_code == 202, answer.text
    unknown = httpx.post(url, json=said | {"alert": "ffff0000"}, headers=headers, timeout=PATIENCE_S)
    assert unknown.status_code == 404
    process.terminate()
    assert process.wait(PATIENCE_S) == 0
    stored = [one.value for partition in range(2) for one in messages(settings, "verdicts", partition)]
    (verdict,) = [msgspec.json.decode(value, type=Verdict) for value in stored if value is not None]
    assert (verdict.alert, verdict.author, verdict.via) == (ALERT, "ana", "listener from 127.0.0.1")
