"""`weir run` killed while receivers over HTTP take its alerts: each gets every revision, twice only as the same."""

import random
import time
from pathlib import Path

import pytest

from tests.chaos import Chaos
from tests.embedded_faults.plant import Shell, expected, keys, lines_of, recorded
from tests.embedded_faults.test_killed import Writer, written_on
from tests.kafka.world import until
from tests.receivers.answering import Asked, Reply, answering
from tests.receivers.outages import Cluster, Webhooks

pytestmark = pytest.mark.fault


def test_kills_amid_deliveries_lose_no_alert(chaos: Chaos, tmp_path: Path) -> None:
    kills = chaos.times(20, 2)
    lines = lines_of(recorded(40 * kills))
    due = expected(lines, tmp_path)
    chance = random.Random(17)
    hooks, cluster = Webhooks(), Cluster()

    def slow(asked: Asked) -> Reply:
        # So that a kill falls between what was taken and its cursor.
        reply = hooks.take(asked)
        time.sleep(0.002)
        return reply

    shell = Shell(tmp_path / "run", WEIR_EMBEDDED_CHECKPOINT_FLOWS="20")
    with answering(slow) as hook, answering(cluster.take) as search:
        settings = shell.folder / "weir.toml"
        settings.write_text(
            f'[outputs.hook]\nto = "{hook.url}"\nbatch = 20\n'
            f'[outputs.search]\nto = "bulk+{search.url}"\nformat = "ecs"\n'
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
    for name, receiver in (("webhooks", hooks), ("bulk", cluster)):
        assert receiver.bodies.keys() == set(keys(due.revisions))
        chaos.report(
            f"embedded killed, output: {name}", repetitions=kills, flows=(due.flows, shell.outcome().flows),
            alerts=(len(due.revisions), len(receiver.bodies)), duplicates=receiver.differing,
        )  # fmt: skip
