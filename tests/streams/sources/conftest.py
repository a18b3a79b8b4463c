"""A log that is not there yet, and its tail."""

from pathlib import Path

import pytest

from streams.sources.follow.tail import Tail


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "conn.log"


@pytest.fixture
def tail(log: Path) -> Tail:
    return Tail(log, site="plant")
