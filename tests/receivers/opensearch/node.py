"""A real OpenSearch node: its own jars, fetched once by Maven, in a process of its own."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.kafka import jars
from tests.kafka.world import until
from tests.patience import PATIENCE_S
from tests.receivers.rsyslog import free_port

HERE = Path(__file__).resolve().parent
VERSION = "2.19.6"
"""As pom.xml has it; its jars lie in a folder of their own, so that another version is fetched anew."""

CACHE = HERE.parents[2] / ".cache" / "opensearch" / VERSION

ANSWER_S = 120.0
"""How long a node may take for an answer: the first index of a node took 20 s on a machine with other work."""

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
        libraries = jars.fetched(HERE / "pom.xml", CACHE, f"lang-mustache-client-{VERSION}.jar")
    except jars.NoBroker as error:
        if os.environ.get("CI") == "true":
            pytest.fail(str(error))
        pytest.skip(str(error))
    (folder / "log4j2.properties").write_text(_LOGGING)
    http, transport = free_port(), free_port()
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(
            [
                java, "-Xms256m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
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
        return httpx.get(url, timeout=ANSWER_S).status_code == 200
    return False


def put(url: str, path: str, body: object) -> None:
    """Put a template, a pipeline or a setting there; it has to be taken."""
    answer = httpx.put(f"{url}/{path}", json=body, timeout=ANSWER_S)
    assert answer.json().get("acknowledged") is True, answer.text


def search(url: str, index: str, body: object) -> dict[str, Any]:
    """What a search answers."""
    answer = httpx.post(f"{url}/{index}/_search", json=body, timeout=ANSWER_S)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def refresh(url: str, index: str) -> None:
    """Make what was stored visible to searches."""
    assert httpx.post(f"{url}/{index}/_refresh", timeout=ANSWER_S).status_code == 200
