"""An empty list on Kafka says what waits for the workers."""

import os
from pathlib import Path

import pytest

from tests import started
from tests.kafka.test_checkup import SITE, send, world
from tests.kafka.world import World
from weir.admin.backlog import backlog_note

__all__ = ["world"]
pytestmark = pytest.mark.kafka


def test_a_list_during_a_backlog_says_so(world: World, tmp_path: Path) -> None:
    assert backlog_note(world.settings) is None
    send(world.settings, "flows", SITE.encode(), b"x")
    environment = os.environ | world.environment() | {"XDG_CACHE_HOME": str(tmp_path)}
    done = started.run("weir", "alerts", "list", "--kafka", environment=environment)
    assert done.returncode == 0, done.stderr
    said = done.stderr.decode()
    assert "no alerts match" in said
    assert "the workers are behind: flows 1, asset-changes 0, verdicts 0 messages wait" in said
