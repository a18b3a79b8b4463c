"""The paths as they were, from the topics of a real broker."""

from pathlib import Path

import msgspec
import pytest

from streams.kafka.client.settings import KafkaSettings
from streams.read_model.kafka import KafkaReadModel
from streams.read_model.protocol import ReadError
from tests.kafka.test_read import commit, settings
from tests.models import stored_state
from tests.streams.records import T0, a_checkpoint, a_path

__all__ = ["settings"]
pytestmark = pytest.mark.kafka


def test_paths_are_as_their_history_has_them_in_any_partition(settings: KafkaSettings, tmp_path: Path) -> None:
    first = msgspec.structs.replace(a_path(), as_of=T0)
    held = msgspec.structs.replace(a_path(), as_of=T0 + 10.0, status="held")
    other = msgspec.structs.replace(a_path("smb"), as_of=T0 + 5.0)
    gone = msgspec.structs.replace(a_path("smb"), as_of=T0 + 20.0, retired=True)
    commit(settings, 0, a_checkpoint(paths=(first,)), a_checkpoint(paths=(held,)))
    commit(settings, 1, a_checkpoint(paths=(other,)), a_checkpoint(paths=(gone,)))
    model = KafkaReadModel(settings, lambda _site: stored_state.CORE, tmp_path)
    found = {
        after: [(path.service, path.status) for path in model.paths_then(lambda _site, at=T0 + after: at).paths]  # type: ignore[misc]
        for after in (-1.0, 0.0, 7.0, 15.0, 30.0)
    }
    assert found == {
        -1.0: [],
        0.0: [("modbus", "learnt")],
        7.0: [("modbus", "learnt"), ("smb", "learnt")],
        15.0: [("modbus", "held"), ("smb", "learnt")],
        30.0: [("modbus", "held")],
    }


def test_topics_that_are_not_there_are_told(settings: KafkaSettings, tmp_path: Path) -> None:
    absent = msgspec.structs.replace(settings, prefix="nothing-here")
    model = KafkaReadModel(absent, lambda _site: stored_state.CORE, tmp_path)
    with pytest.raises(ReadError, match="nothing-here"):
        model.paths_then(lambda _site: T0)
