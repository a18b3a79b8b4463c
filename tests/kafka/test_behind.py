"""What the workers have not taken, by topic."""

import time

import pytest

from streams.kafka.admin.behind import age, behind
from streams.kafka.admin.checkup_view import KafkaView
from tests.kafka.test_checkup import SITE, send, world
from tests.kafka.world import World

__all__ = ["world"]
pytestmark = pytest.mark.kafka


def test_messages_that_nobody_acknowledged_are_counted_by_topic(world: World) -> None:
    for age_s in (0.0, 600.0):
        send(world.settings, "flows", SITE.encode(), b"x", timestamp_ms=int((time.time() - age_s) * 1_000))
    view = KafkaView(world.settings)
    found = behind(view)
    view.close()
    assert found.told() == "flows 2, asset-changes 0, verdicts 0"
    assert 0.0 <= found.oldest_s < 600.0


def test_an_age_is_told_in_the_unit_that_says_most() -> None:
    assert [age(each) for each in (90.0, 600.0, 10_000.0, 400_000.0)] == ["90 s", "10 min", "3 h", "5 d"]
