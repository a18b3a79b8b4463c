"""A real Apache Kafka of one node (KRaft), started as a process of the test's own on free local ports.

It can be stopped politely, killed, and started again on the same ports and data.
"""

import atexit
import contextlib
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from kafka import KafkaAdminClient
from kafka.errors import KafkaError

from tests.kafka.jars import jars, java
from tests.patience import PATIENCE_S

SETTINGS = Path(__file__).resolve().parent.parent.parent / "deploy" / "kafka.env"
CLUSTER_ID = "d2Vpci10ZXN0LWJyb2tlcg"
"""Any 16 bytes in URL-safe base64; these spell `weir-test-broker`."""

READY_WITHIN_S = PATIENCE_S
STOPPED_WITHIN_S = PATIENCE_S


def settings() -> dict[str, str]:
    """deploy/kafka.env as variables."""
    lines = SETTINGS.read_text(encoding="utf-8").splitlines()
    pairs = (line.split("=", 1) for line in lines if line.strip() and not line.startswith("#"))
    return {name.strip(): value.strip() for name, value in pairs}


def properties() -> dict[str, str]:
    """deploy/kafka.env as the properties that the official image makes of it: KAFKA_A_B is a.b."""
    not_properties = {"KAFKA_HEAP_OPTS"}
    return {
        name.removeprefix("KAFKA_").lower().replace("_", "."): value
        for name, value in settings().items()
        if name not in not_properties
    }


def free_port() -> int:
    """A local TCP port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class RunningBroker:
    """A broker that somebody else runs: `bootstrap` is its address."""

    def __init__(self, bootstrap: str) -> None:
        self.bootstrap = bootstrap


def _class_archive() -> list[str]:
    """Options by which Java maps a broker's classes into memory, as an earlier broker left them beside its jars.

    A start costs 3 s of a processor instead of 5 (measured). Java ignores an archive that another Java made.
    """
    archive = jars() / "classes.jsa"
    with (jars() / "classes.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not archive.exists():
            made = archive.with_suffix(f".{os.getpid()}")
            broker = Broker(classes_to=made)
            broker.start()
            broker.stop()
            broker.remove()
            made.rename(archive)
    return [f"-XX:SharedArchiveFile={archive}", "-Xshare:auto"]


class Broker(RunningBroker):
    """One broker. `bootstrap` is its address, the same over its whole life.

    Besides the listener in the clear it has `listeners`, a name to its security protocol; `own` are
    properties of its own, `scram` users (name to password) that are there from the first start.
    `nodes` is how many brokers its cluster has: it is ready when it knows of all. One that ends politely writes an
    archive of the classes it used into the file `classes_to`.
    Raises `tests.kafka.jars.NoBroker` where this machine can't run one.
    """

    def __init__(
        self,
        listeners: Mapping[str, str] | None = None,
        own: Mapping[str, str] | None = None,
        scram: Mapping[str, str] | None = None,
        *,
        controller_port: int | None = None,
        nodes: int = 1,
        classes_to: Path | None = None,
    ) -> None:
        self._listeners = {name: (protocol, free_port()) for name, protocol in (listeners or {}).items()}
        self._own = dict(own or {})
        self._scram = dict(scram or {})
        self._java = java()
        self._classpath = f"{jars()}/*"
        self._classes = [f"-XX:ArchiveClassesAtExit={classes_to}"] if classes_to else _class_archive()
        self._folder = Path(tempfile.mkdtemp(prefix="weir-kafka-"))
        self._port, self._controller_port = free_port(), controller_port or free_port()
        self._nodes = nodes
        self._process: subprocess.Popen[bytes] | None = None
        self._watcher: subprocess.Popen[bytes] | None = None
        self._log: IO[bytes] | None = None
        super().__init__(f"127.0.0.1:{self._port}")
        self._configuration = self._folder / "server.properties"
        atexit.register(self.remove)
        self._format()

    def at(self, listener: str) -> str:
        """The address of one of `listeners`, by a name: certificates are for that, not for an address."""
        return f"localhost:{self._listeners[listener][1]}"

    @property
    def log(self) -> Path:
        """What the broker wrote on its standard output and error, over all its starts."""
        return self._folder / "broker.log"

    @property
    def running(self) -> bool:
        """Whether its process is there."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start it and wait until it answers; does nothing while it runs."""
        if not self.running:
            self.launch()
            self.wait_until_ready()

    def launch(self) -> None:
        """Start it, and do not wait."""
        self._log = self.log.open("ab")
        self._process = subprocess.Popen(
            self._command("kafka.Kafka", str(self._configuration)),
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
        )
        # Should the test run itself be killed, its end of the pipe closes, and the broker goes with it.
        self._watcher = subprocess.Popen(
            [
                "/bin/sh", "-c", 'cat >/dev/null; kill -9 "$1"; sleep 1; rm -rf "$2"',
                "watcher", str(self._process.pid), str(self._folder),
            ],
            stdin=subprocess.PIPE,
        )  # fmt: skip

    def stop(self) -> None:
        """Ask it to end, as an administrator would, and wait for it."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it at once, in the middle of whatever it does."""
        self._end(signal.SIGKILL)

    def restart(self) -> None:
        """Stop it and start it again, with its data."""
        self.stop()
        self.start()

    def remove(self) -> None:
        """Kill it and delete its data."""
        self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)
        atexit.unregister(self.remove)

    def _format(self) -> None:
        own = {
            "process.roles": "broker,controller",
            "node.id": "1",
            "controller.quorum.voters": f"1@127.0.0.1:{self._controller_port}",
            "controller.listener.names": "CONTROLLER",
            "listeners": ",".join(
                [
                    f"PLAINTEXT://127.0.0.1:{self._port}",
                    f"CONTROLLER://127.0.0.1:{self._controller_port}",
                    *(f"{name}://127.0.0.1:{port}" for name, (_, port) in self._listeners.items()),
                ]
            ),
            "advertised.listeners": ",".join(
                [f"PLAINTEXT://{self.bootstrap}", *(f"{name}://{self.at(name)}" for name in self._listeners)]
            ),
            "listener.security.protocol.map": ",".join(
                [
                    "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
                    *(f"{name}:{protocol}" for name, (protocol, _) in self._listeners.items()),
                ]
            ),
            "log.dirs": str(self._folder / "data"),
            # How often it looks for something to compact; 15 s is the default.
            "log.cleaner.backoff.ms": "200",
            **self._own,
        }
        lines = (f"{name}={value}\n" for name, value in {**properties(), **own}.items())
        self._configuration.write_text("".join(lines), encoding="utf-8")
        users = [
            part
            for name, password in self._scram.items()
            for part in ("--add-scram", f"SCRAM-SHA-512=[name={name},password={password}]")
        ]
        formatted = subprocess.run(
            self._command(
                "kafka.tools.StorageTool", "format", "-t", CLUSTER_ID, "-c", str(self._configuration), *users
            ),
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        if formatted.returncode != 0:
            msg = f"the broker's storage could not be formatted: {formatted.stdout}{formatted.stderr}"
            raise RuntimeError(msg)

    def _command(self, main: str, *arguments: str) -> list[str]:
        heap = settings()["KAFKA_HEAP_OPTS"].split()
        # Compiling only with the first compiler costs throughput and saves start-up time; two cores feel it.
        return [
            self._java,
            *heap,
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            *self._classes,
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
            "-cp",
            self._classpath,
            main,
            *arguments,
        ]

    def wait_until_ready(self) -> None:
        """Wait until it knows of all brokers of its cluster. Raises RuntimeError when it ends before."""
        deadline = time.monotonic() + READY_WITHIN_S
        while time.monotonic() < deadline:
            if not self.running:
                break
            if self._answers():
                return
            time.sleep(0.05)
        self.kill()
        msg = f"the broker did not get ready within {READY_WITHIN_S:.0f} s: {self.log.read_text()[-4000:]}"
        raise RuntimeError(msg)

    def _answers(self) -> bool:
        """Whether it names its topics to a client, which it does only as an unfenced member of its quorum."""
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self._port), timeout=1.0):
            try:
                admin = KafkaAdminClient(bootstrap_servers=self.bootstrap, request_timeout_ms=5_000)
            except KafkaError:
                return False
            try:
                return len(admin.describe_cluster()["brokers"]) == self._nodes
            except KafkaError:
                return False
            finally:
                admin.close()
        return False

    def _end(self, how: signal.Signals) -> None:
        if self._watcher is not None:
            self._watcher.kill()
            self._watcher.communicate()
            self._watcher = None
        if self._process is not None:
            self._process.send_signal(how)
            try:
                self._process.wait(STOPPED_WITHIN_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
        if self._log is not None:
            self._log.close()
            self._log = None
