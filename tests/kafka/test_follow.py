"""`weir alerts follow --kafka` on a terminal: alerts of a worker, and a verdict that it answers."""

from pathlib import Path

import pytest

from tests.kafka import scenario
from tests.kafka.broker import RunningBroker
from tests.kafka.world import World
from tests.weir.follow.terminal import on_a_terminal

pytestmark = pytest.mark.kafka


def test_a_verdict_given_by_keys_is_answered_by_the_worker(
    broker: RunningBroker, kafka_prefix: str, tmp_path: Path
) -> None:
    world = World(broker, kafka_prefix, tmp_path)
    environment = world.environment() | {"XDG_CACHE_HOME": str(tmp_path)}
    with on_a_terminal(tmp_path, "alerts", "follow", "--kafka", columns=160, environment=environment) as terminal:
        terminal.until("0 alerts wait")
        world.publish(list(scenario.messages(scenario.sites()[1], 200)))
        with world.worker():
            terminal.until(lambda shown: "> " in shown and "open" in shown)
            world.wait_until_all_applied()
            terminal.press("m")
            terminal.until("because: _")
            terminal.press("stolen laptop\r")
            terminal.until("answered by revision")
        terminal.press("q")
        assert terminal.ended() == 0
