"""`weir run` as a process that listens: a real exporter, kills, and what is said of a port that is taken."""

import re
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from streams.stores.sqlite_schema import DATABASE_NAME
from tests.embedded_faults.plant import Shell
from tests.kafka.world import until
from tests.streams.sources.listening.exporter import both, data, template
from tests.streams.sources.listening.lines.test_conversation import ROWS
from tests.streams.sources.listening.softflow import CLIENT, capture, softflowd

LISTENS = re.compile(r"(?:udp|tcp):127\.0\.0\.1:(\d+): listening")


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    shell = Shell(tmp_path / "run", WEIR_EMBEDDED_SOURCES="udp:127.0.0.1:0", WEIR_SITE_NAME="works")
    yield shell
    if shell.process is not None and shell.process.poll() is None:
        shell.kill()


def listening(shell: Shell, times: int = 1) -> int:
    """The port that it has taken, at its so-many-th start."""
    until(lambda: len(LISTENS.findall(shell.said)) >= times, "it listens")
    return int(LISTENS.findall(shell.said)[-1])


def paths(shell: Shell) -> set[tuple[str, str, str | None]]:
    """Ends and service of all paths that are committed."""
    if not (shell.state / DATABASE_NAME).exists():
        return set()
    found = shell.pipelines().values()
    return {(path.initiator, path.responder, path.service) for pipeline in found for path in pipeline.paths()}


def sent(port: int, *datagrams: bytes) -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as sender:
        for one in datagrams:
            sender.sendto(one, ("127.0.0.1", port))


def test_what_a_real_exporter_sends_makes_its_paths_in_each_version(shell: Shell, tmp_path: Path) -> None:
    shell.start()
    port = listening(shell)
    due = set()
    for version in (5, 9, 10):
        folder = tmp_path / str(version)
        folder.mkdir()
        capture(folder / "plant.pcap", f"10.2.0.{version}", 5, time.time() - 60.0)
        softflowd(folder / "plant.pcap", port, version)
        due.add((f"ip:{CLIENT}", f"ip:10.2.0.{version}", "modbus"))
    until(lambda: len(paths(shell)) == 3, "the paths are committed")
    assert shell.stop() == 0
    assert paths(shell) == due


def test_templates_survive_a_kill(shell: Shell) -> None:
    now = time.time()
    shell.start()
    sent(listening(shell), template(now), data(both("10.1.0.5", 50_000, "10.2.0.9", 502), now))
    until(lambda: len(paths(shell)) == 1, "a path is committed")
    shell.kill()
    shell.start()
    # No template any more: an exporter tells it again after minutes only.
    sent(listening(shell, 2), data(both("10.1.0.6", 50_001, "10.2.0.9", 502), now, sequence=2))
    until(lambda: len(paths(shell)) == 2, "what came after the kill is understood")
    assert shell.stop() == 0


def test_a_stranger_is_told_and_read_after_the_restart_that_declares_it(shell: Shell) -> None:
    shell.environment["WEIR_NETFLOW_EXPORTERS"] = '[{"address": "192.0.2.1"}]'
    now = time.time()
    shell.start()
    sent(listening(shell), template(now), data(both("10.1.0.5", 50_000, "10.2.0.9", 502), now))
    until(lambda: "not declared are parked: 127.0.0.1" in shell.said, "it is told")
    assert shell.stop() == 0
    assert paths(shell) == set()
    shell.environment["WEIR_NETFLOW_EXPORTERS"] = '[{"address": "127.0.0.0/8", "site": "north"}]'
    shell.start()
    until(lambda: len(paths(shell)) == 1, "what was parked is read")
    assert set(shell.pipelines()) >= {"north"}
    assert shell.stop() == 0


def test_lines_of_a_connection_are_taken(shell: Shell) -> None:
    shell.environment["WEIR_EMBEDDED_SOURCES"] = "tcp:127.0.0.1:0"
    shell.start()
    with socket.create_connection(("127.0.0.1", listening(shell))) as sender:
        sender.sendall(ROWS)
        until(lambda: len(paths(shell)) == 1, "its rows are committed")
    assert shell.stop() == 0


def test_a_port_that_is_taken_and_a_run_to_the_end_are_refused(shell: Shell) -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", 0))
        port = other.getsockname()[1]
        assert shell.run(f"udp:127.0.0.1:{port}") == 1
        assert "Two can't share a port" in shell.said
        assert "Traceback" not in shell.said
    assert shell.run("--once") == 1
    assert "udp:127.0.0.1:0 never ends" in shell.said
