"""`weir forward` killed while outputs take its alerts: each gets every revision, twice only as the same."""

import asyncio
import os
import random
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from schemas.alert import Alert
from streams.kafka.client.settings import KafkaSettings
from streams.kafka.log import topics
from streams.kafka.log.state_log import KafkaStateLog
from tests.chaos import Chaos
from tests.kafka.broker import RunningBroker
from tests.kafka.soc_topic import SocTopic
from tests.kafka.world import until
from tests.patience import PATIENCE_S
from tests.receivers.answering import Asked, Reply, answering
from tests.receivers.mail_server import serving
from tests.receivers.mailboxes import SOC, Mailboxes
from tests.receivers.outages import Cluster, Webhooks, keys, numbered
from tests.receivers.rsyslog import free_port
from tests.started import Started, start
from tests.streams.records import a_checkpoint

pytestmark = [pytest.mark.kafka, pytest.mark.fault]

EACH_S = 0.005
"""200 alerts a second come while the forwarder is killed."""


@pytest.fixture
def settings(broker: RunningBroker, kafka_prefix: str) -> KafkaSettings:
    made = KafkaSettings(bootstrap_servers=broker.bootstrap, prefix=kafka_prefix, partitions=1)
    topics.create(made)
    return made


def published(settings: KafkaSettings, alerts: Sequence[Alert]) -> threading.Thread:
    """A worker's alerts as they come, ten a transaction; who joins it may read them all."""

    async def work() -> None:
        log = KafkaStateLog(settings, 0)
        await log.load()
        for begin in range(0, len(alerts), 10):
            await log.commit(a_checkpoint(alerts=tuple(alerts[begin : begin + 10])))
            await asyncio.sleep(10 * EACH_S)
        await log.close()
        # Taking the partition waits for the marks of its transactions.
        again = KafkaStateLog(settings, 0)
        await again.load()
        await again.close()

    thread = threading.Thread(target=lambda: asyncio.run(work()))
    thread.start()
    return thread


def forward(settings: KafkaSettings, folder: Path, *arguments: str) -> Started:
    environment = os.environ | {
        "WEIR_KAFKA_BOOTSTRAP_SERVERS": settings.bootstrap_servers,
        "WEIR_KAFKA_PREFIX": settings.prefix,
        "WEIR_SETTINGS": str(folder / "weir.toml"),
    }
    return start("weir", "forward", *arguments, environment=environment, output=folder / "said.log")


def test_kills_amid_deliveries_lose_no_alert(
    settings: KafkaSettings, chaos: Chaos, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    kills = chaos.times(20, 2)
    alerts = numbered(400 * kills)
    chance = random.Random(23)
    hooks, cluster, boxes, port = Webhooks(), Cluster(), Mailboxes(pause_s=0.002), free_port()
    soc = SocTopic(settings.bootstrap_servers, f"{settings.prefix}.soc")

    def slow(asked: Asked) -> Reply:
        # So that a kill falls between what was taken and its cursor.
        reply = hooks.take(asked)
        time.sleep(0.002)
        return reply

    with answering(slow) as hook, answering(cluster.take) as search, serving(boxes, port):
        (tmp_path / "weir.toml").write_text(
            f'[outputs.hook]\nto = "{hook.url}"\nbatch = 20\n'
            f'[outputs.search]\nto = "bulk+{search.url}"\nformat = "ecs"\n'
            f'[outputs.mail]\nto = "smtp://127.0.0.1:{port}"\nformat = "text"\nstarttls = false\nbatch = 10\n'
            f'mail_from = "weir@plant.example"\nmail_to = ["{SOC}"]\n'
            f'[outputs.soc]\nto = "{soc.to}"\nbatch = 20\n'
        )
        publisher = published(settings, alerts)
        for _kill in range(kills):
            before = hooks.times
            process = forward(settings, tmp_path)
            until(lambda before=before: hooks.times > before, "some are taken")  # type: ignore[misc]
            time.sleep(chance.random() * 0.1)
            process.kill()
            process.wait()
        publisher.join()
        assert forward(settings, tmp_path, "--once").wait(PATIENCE_S) == 0, (tmp_path / "said.log").read_text()
    for name, receiver in (("webhooks", hooks), ("bulk", cluster), ("mail", boxes), ("topic", soc.taken())):
        assert receiver.bodies.keys() == keys(alerts)
        chaos.report(
            f"forwarder killed, output: {name}", repetitions=kills, flows=(0, 0),
            alerts=(len(alerts), len(receiver.bodies)), duplicates=receiver.differing, again=receiver.again,
        )  # fmt: skip
