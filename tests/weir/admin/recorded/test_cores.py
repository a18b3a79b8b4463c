"""How many replays may run at once."""

import os

import pytest

from weir.admin.recorded.cores import cores


def test_those_that_the_process_may_use_count() -> None:
    if hasattr(os, "sched_getaffinity"):
        assert cores() == len(os.sched_getaffinity(0))
    assert cores() >= 1


def test_a_system_that_cannot_say_which_they_are_has_as_many_as_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    assert cores() == os.cpu_count()
