"""The app leaves away what Faust would keep for tables."""

import asyncio
from pathlib import Path

import pytest

from models.settings import CoreSettings
from streams.kafka.client.settings import KafkaSettings
from streams.worker.app import create_app


def test_it_makes_no_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def work() -> None:
        create_app(KafkaSettings(), lambda _: CoreSettings())._create_directories()

    monkeypatch.chdir(tmp_path)
    asyncio.run(work())
    assert list(tmp_path.iterdir()) == []


def test_a_rebalance_is_no_reason_for_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    """Faust takes having no statistics for something missing."""

    async def work() -> None:
        app = create_app(KafkaSettings(), lambda _: CoreSettings())
        app.on_rebalance_start()
        app.on_rebalance_return()
        app.on_rebalance_end()

    asyncio.run(work())
    assert caplog.records == []
