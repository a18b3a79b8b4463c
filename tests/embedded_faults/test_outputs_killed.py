"""`weir run` killed while outputs take its alerts: each gets every revision, twice only as the same, a file never."""

import random
import time
from pathlib import Path

import msgspec
import pytest

from tests.chaos import Chaos
from tests.embedded_faults.plant import Shell, expected, keys, lines_of, recorded
from tests.embedded_faults.test_killed import Writer, written_on
from tests.kafka.world import until
from tests.receivers.answering import Asked, Reply, answering
from tests.receivers.mail_server import serving
from tests.receivers.mailboxes import SOC, Mailboxes
from tests.receivers.outages import Cluster, Webhooks
from tests.receivers.rsyslog import free_port

pytestmark = pytest.mark.fault


def rotated(path: Path) -> bytes:
    """What a file and those that were renamed hold, oldest first."""
    renamed = sorted(path.parent.glob(f"{path.name}.*"), key=lambda one: -int(one.suffix[1:]))
    return b"".join(one.read_bytes() for one in (*renamed, path))


def test_kills_amid_deliveries_lose_no_alert(chaos: Chaos, tmp_path: Path) -> None:
    kills = chaos.times(20, 2)
    lines = lines_of(recorded(40 * kills))
    due = expected(lines, tmp_path)
    chance = random.Random(17)
    hooks, cluster, boxes, port = Webhooks(), Cluster(), Mailboxes(pause_s=0.002), free_port()
    archive = tmp_path / "archive.ndjson"

    def slow(asked: Asked) -> Reply:
        # So that a kill falls between what was taken and its cursor.
        reply = hooks.take(asked)
        time.sleep(0.002)
        return reply

    shell = Shell(tmp_path / "run", WEIR_EMBEDDED_CHECKPOINT_FLOWS="20")
    with answering(slow) as hook, answering(cluster.take) as search, serving(boxes, port):
        settings = shell.folder / "weir.toml"
        settings.write_text(
            f'[outputs.hook]\nto = "{hook.url}"\nbatch = 20\n'
            f'[outputs.search]\nto = "bulk+{search.url}"\nformat = "ecs"\n'
            f'[outputs.mail]\nto = "smtp://127.0.0.1:{port}"\nformat = "text"\nstarttls = false\nbatch = 1\n'
            f'mail_from = "weir@plant.example"\nmail_to = ["{SOC}"]\n'
            f'[outputs.archive]\nto = "file:{archive}"\nbatch = 5\nrotate_mb = 0.01\nrotate_keep = 10_000\n'
        )
        shell.environment["WEIR_SETTINGS"] = str(settings)
        writer = Writer(shell.log, b"".join(lines), chance)
        for kill in range(kills):
            before = hooks.times
            shell.start()
            written_on(writer.up_to((kill + 1) / (kills + 1)))
            until(lambda before=before: hooks.times > before, "some are taken")  # type: ignore[misc]
            time.sleep(chance.random() * 0.1)
            shell.kill()
        written_on(writer.up_to(1.0))
        shell.once()
    assert "Traceback" not in shell.said
    assert all(len(ids) == 1 for ids in boxes.mails.values()), "the same mail again bears the same Message-ID"
    there = [(alert["id"], alert["revision"]) for alert in map(msgspec.json.decode, rotated(archive).splitlines())]
    assert there == keys(due.revisions)
    chaos.report(
        "embedded killed, output: rotating file", repetitions=kills, flows=(due.flows, shell.outcome().flows),
        alerts=(len(due.revisions), len(there)), duplicates=0,
    )  # fmt: skip
    for name, receiver in (("webhooks", hooks), ("bulk", cluster), ("mail", boxes)):
        assert receiver.bodies.keys() == set(keys(due.revisions))
        chaos.report(
            f"embedded killed, output: {name}", repetitions=kills, flows=(due.flows, shell.outcome().flows),
            alerts=(len(due.revisions), len(receiver.bodies)), duplicates=receiver.differing, again=receiver.again,
        )  # fmt: skip
