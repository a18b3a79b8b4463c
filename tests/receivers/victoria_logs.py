"""A real VictoriaLogs: Splunk's event collector and syslog, and what it made of both by its query language."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from msgspec import Struct

from tests.receivers.programs import FETCHED, Program, Served
from tests.receivers.rsyslog import free_port

ANSWER_S = 60.0


class VictoriaLogs(Struct, frozen=True):
    """Where it listens: HTTP at `url`, syslog over TCP on the port `tcp`."""

    url: str
    tcp: int

    def found(self, query: str) -> list[dict[str, Any]]:
        """What a query finds, among all times."""
        asked = {"query": query, "start": "2020-01-01T00:00:00Z", "limit": "1000"}
        answer = httpx.post(f"{self.url}/select/logsql/query", data=asked, timeout=ANSWER_S)
        assert answer.status_code == 200, answer.text
        return [json.loads(line) for line in answer.text.splitlines()]


@contextmanager
def running(folder: Path) -> Iterator[VictoriaLogs]:
    """One that answers. Skips where none was built, since that costs 90 s of processor; `make receivers` builds it."""
    path = FETCHED / "victoria-logs"
    if not path.is_file():
        reason = "no VictoriaLogs: `make receivers` builds it and runs these tests"
        if os.environ.get("WEIR_TEST_RECEIVERS") == "all":
            pytest.fail(reason)
        pytest.skip(reason)
    http, tcp = free_port(), free_port()
    arguments = [
        f"-httpListenAddr=127.0.0.1:{http}", f"-syslog.listenAddr.tcp=127.0.0.1:{tcp}",
        f"-storageDataPath={folder / 'data'}", "-retentionPeriod=10y", "-memory.allowedBytes=128MB",
    ]  # fmt: skip
    served = Served(Program(str(path), Path("/"), {}), arguments, folder, (http, tcp))
    try:
        yield VictoriaLogs(f"http://127.0.0.1:{http}", tcp)
    finally:
        served.stop()
