"""A real OpenSearch node: its own jars, fetched once by Maven, in a process of its own."""

import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from tests.kafka import jars
from tests.kafka.world import until
from tests.patience import PATIENCE_S

HERE = Path(__file__).resolve().parent
CACHE = HERE.parents[2] / ".cache" / "opensearch"

_LOGGING = """
rootLogger.level = warn
rootLogger.appenderRef.console.ref = console
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %d %p %m%n
"""


@contextmanager
def running(folder: Path, *settings: str) -> Iterator[str]:
    """The URL of a node that answers. Skips where there is no Java or Maven, fails where there must be."""
    try:
        java = jars.java()
        libraries = jars.fetched(HERE / "pom.xml", CACHE, "opensearch-2*.jar")
    except jars.NoBroker as error:
        if os.environ.get("CI") == "true":
            pytest.fail(str(error))
        pytest.skip(str(error))
    (folder / "log4j2.properties").write_text(_LOGGING)
    http, transport = _free_port(), _free_port()
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(
            [
                java, "-Xms256m", "-Xmx512m", "-XX:+UseSerialGC",
                f"-Dlog4j2.configurationFile={folder / 'log4j2.properties'}", "-cp", f"{libraries}/*",
                str(HERE / "OsNode.java"), str(folder / "home"), str(http), str(transport), *settings,
            ],
            stdout=log, stderr=log,
        )  # fmt: skip
    url = f"http://127.0.0.1:{http}"
    try:
        until(lambda: _answers(url, process), "OpenSearch answers")
        yield url
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(PATIENCE_S)


def _answers(url: str, process: subprocess.Popen[bytes]) -> bool:
    if process.poll() is not None:
        pytest.fail(f"OpenSearch ended with {process.returncode}")
    with suppress(httpx.TransportError):
        return httpx.get(url).status_code == 200
    return False


def _free_port() -> int:
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        return int(made.getsockname()[1])
