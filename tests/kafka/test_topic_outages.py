"""Alerts to a topic whose broker is away or killed, and runs that are killed amid: none is lost, some come again."""

import random
import time
from pathlib import Path

import pytest

from tests.chaos import Chaos
from tests.embedded_faults.plant import Shell, expected, lines_of, recorded
from tests.embedded_faults.plant import keys as keys_in_order
from tests.embedded_faults.test_killed import Writer, written_on
from tests.kafka.broker import Broker
from tests.kafka.soc_topic import SocTopic
from tests.kafka.world import until
from tests.receivers.outages import Feed, all_taken, delivering, feeding, keys, numbered
from tests.receivers.outages import lines_of as lines_of_alerts

pytestmark = [pytest.mark.kafka, pytest.mark.fault]

TIMEOUT_S = 2.0
ALERTS_A_S = 200


def test_a_broker_that_is_away_under_load_gets_all_once_it_is_back(chaos: Chaos, own_broker: Broker) -> None:
    """Ten minutes at 200 alerts a second in `make chaos`, 6 s of them scaled to 3 s else."""
    real_s, scaled_s = (600.0, 600.0) if chaos.full else (6.0, 3.0)
    soc, sent, feed = SocTopic(own_broker.bootstrap, "away"), numbered(int(ALERTS_A_S * real_s)), Feed()
    own_broker.kill()
    with delivering("soc", soc.settings(TIMEOUT_S), feed) as delivery:
        feeding(feed, lines_of_alerts(sent), scaled_s).join()
        until(lambda: delivery.fared().failures_in_a_row > 0, "it is tried")
        own_broker.start()
        back_s = time.monotonic()
        all_taken(delivery)
        recovery_s = time.monotonic() - back_s
    taken = soc.taken()
    assert taken.bodies.keys() == keys(sent)
    chaos.report(
        f"output: topic, broker away for {real_s / 60:.1f} min at 200 alerts/s", repetitions=1, flows=(0, 0),
        alerts=(len(sent), len(taken.bodies)), duplicates=taken.differing, recovery_s=[recovery_s], again=taken.again,
    )  # fmt: skip


def test_a_broker_that_is_killed_amid_gets_all_some_of_it_again(chaos: Chaos, own_broker: Broker) -> None:
    kills = chaos.times(10, 1)
    soc, sent, feed = SocTopic(own_broker.bootstrap, "killed"), numbered(600 * kills), Feed()
    with delivering("soc", soc.settings(TIMEOUT_S), feed) as delivery:
        feeder = feeding(feed, lines_of_alerts(sent), 3.0 * kills)
        for _ in range(kills):
            before = delivery.fared().delivered
            until(lambda before=before: delivery.fared().delivered > before, "some are taken")  # type: ignore[misc]
            own_broker.kill()
            own_broker.start()
        feeder.join()
        all_taken(delivery)
    taken = soc.taken()
    assert taken.bodies.keys() == keys(sent)
    chaos.report(
        "output: topic, broker killed", repetitions=kills, flows=(0, 0), alerts=(len(sent), len(taken.bodies)),
        duplicates=taken.differing, again=taken.again,
    )  # fmt: skip


def test_a_run_that_is_killed_amid_publishes_every_revision(chaos: Chaos, own_broker: Broker, tmp_path: Path) -> None:
    kills = chaos.times(20, 1)
    lines = lines_of(recorded(40 * kills))
    due = expected(lines, tmp_path)
    chance, soc = random.Random(29), SocTopic(own_broker.bootstrap, "run")
    shell = Shell(tmp_path / "run", WEIR_EMBEDDED_CHECKPOINT_FLOWS="20")
    settings = shell.folder / "weir.toml"
    settings.write_text(f'[outputs.soc]\nto = "{soc.to}"\nbatch = 5\n')
    shell.environment["WEIR_SETTINGS"] = str(settings)
    writer, seen = Writer(shell.log, b"".join(lines), chance), 0
    for kill in range(kills):
        shell.start()
        written_on(writer.up_to((kill + 1) / (kills + 1)))
        until(lambda seen=seen: soc.messages() > seen, "some are published")  # type: ignore[misc]
        time.sleep(chance.random() * 0.1)
        shell.kill()
        seen = soc.messages()
    written_on(writer.up_to(1.0))
    shell.once()
    taken = soc.taken()
    assert taken.bodies.keys() == set(keys_in_order(due.revisions))
    chaos.report(
        "embedded killed, output: topic", repetitions=kills, flows=(due.flows, shell.outcome().flows),
        alerts=(len(due.revisions), len(taken.bodies)), duplicates=taken.differing, again=taken.again,
    )  # fmt: skip
