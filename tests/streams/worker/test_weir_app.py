"""The app leaves away what Faust would keep for tables."""

import asyncio
from pathlib import Path

import pytest

from models.settings import CoreSettings
from streams.kafka.settings import KafkaSettings
from streams.worker.app import create_app


def test_it_makes_no_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def work() -> None:
        create_app(KafkaSettings(), lambda _: CoreSettings())._create_directories()

    monkeypatch.chdir(tmp_path)
    asyncio.run(work())
    assert list(tmp_path.iterdir()) == []
