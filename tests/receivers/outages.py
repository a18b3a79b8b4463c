"""Receivers over HTTP that fail as they are told, alerts that keep coming, and a count of what arrived.

Time is scaled: an outage of a minute lasts a second or two, and time-outs and pauses are as much shorter.
"""

import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from schemas.alert import Alert
from schemas.codec import encode_lines
from schemas.formats.alerts.registry import from_origin
from streams.outputs.delivery import Delivery
from streams.outputs.outbox import Cursor, OutboxRow, Portion
from streams.outputs.pace.tries import Pauses
from streams.outputs.registry import sink_of
from streams.outputs.settings import OutputSettings
from streams.outputs.sink import Outgoing
from streams.status.observer import SinkFared
from tests.kafka.world import until
from tests.patience import PATIENCE_S
from tests.receivers.answering import Asked, Reply
from tests.schemas.formats.alerts.alerts import HERE, whole
from tests.streams.outputs.doubles import ListOutbox

Key = tuple[str, int]
"""An alert's id and its revision."""

SCALED = Pauses(first_s=0.02, most_s=0.3)
TIMEOUT_S = 0.5


def numbered(count: int, first: int = 0) -> list[Alert]:
    """Alerts by their numbers, two revisions of each."""
    return [whole(id=f"{number // 2:016x}", revision=1 + number % 2) for number in range(first, first + count)]


def keys(alerts: Sequence[Alert]) -> set[Key]:
    return {(alert.id, alert.revision) for alert in alerts}


class Feed(ListOutbox):
    """Alerts that come while they are taken: in memory, as the others of the tests."""

    def take(self, cursor: Cursor, limit: int) -> Portion:
        after = cursor.positions.get(0, 0)
        rows = [OutboxRow(0, number, body) for number, body in enumerate(self.bodies[after : after + limit], after + 1)]
        return Portion(rows, {0: rows[-1].position} if rows else cursor.positions)

    def add(self, *alerts: Alert) -> None:
        self.add_lines(lines_of(alerts))

    def add_lines(self, lines: Sequence[bytes]) -> None:
        self.bodies += lines


def lines_of(alerts: Sequence[Alert]) -> list[bytes]:
    return encode_lines(alerts).splitlines()


class Taken:
    """What a receiver has taken: of each alert and revision the digests of what came, and how often."""

    def __init__(self) -> None:
        self.bodies: dict[Key, set[bytes]] = {}
        self.times = 0

    def add(self, key: Key, body: bytes) -> None:
        self.bodies.setdefault(key, set()).add(hashlib.blake2b(body, digest_size=8).digest())
        self.times += 1

    @property
    def again(self) -> int:
        """How often an alert and revision came that was there already."""
        return self.times - len(self.bodies)

    @property
    def differing(self) -> int:
        """Alerts that came twice with the same id and revision, and not with the same bytes."""
        return sum(len(bodies) - 1 for bodies in self.bodies.values())


class Webhooks(Taken):
    """Takes an alert a request."""

    kind, form = "", "ndjson"

    def take(self, asked: Asked) -> Reply:
        alert = json.loads(asked.body)
        assert asked.headers["idempotency-key"] == f"{alert['id']}-{alert['revision']}"
        self.add((alert["id"], alert["revision"]), asked.body)
        return Reply(204)


class Indexers(Taken):
    """Splunk's collector with acknowledgement: what is posted counts once it is asked for and acknowledged."""

    kind, form = "splunk+", "hec"

    def __init__(self) -> None:
        super().__init__()
        self._posted: list[bytes] = []

    def take(self, asked: Asked) -> Reply:
        assert asked.headers["x-splunk-request-channel"]
        if asked.path.endswith("/ack"):
            wanted = json.loads(asked.body)["acks"]
            for number in wanted:
                for line in self._posted[number].splitlines():
                    event = json.loads(line)["event"]
                    self.add((event["id"], event["revision"]), line)
            return Reply(200, json.dumps({"acks": dict.fromkeys(map(str, wanted), True)}).encode())
        self._posted.append(asked.body)
        return Reply(200, json.dumps({"text": "Success", "code": 0, "ackId": len(self._posted) - 1}).encode())


class Cluster(Taken):
    """A bulk interface: creates each document once, and answers 409 for one that is there."""

    kind, form = "bulk+", "ecs"

    def take(self, asked: Asked) -> Reply:
        lines = asked.body.splitlines()
        items = []
        for action, document in zip(lines[::2], lines[1::2], strict=True):
            identity, _, revision = json.loads(action)["create"]["_id"].rpartition("-")
            there = (identity, int(revision)) in self.bodies
            self.add((identity, int(revision)), document)
            items.append({"create": {"status": 409 if there else 201}})
        return Reply(200, json.dumps({"errors": False, "items": items}).encode())


Receiver = Webhooks | Indexers | Cluster
RECEIVERS: tuple[Callable[[], Receiver], ...] = (Webhooks, Indexers, Cluster)


class Outage:
    """Begins with the first request and lasts for so long; then the receiver is well."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._ends_s: float | None = None
        self.met = 0
        """Requests that it failed."""

    @property
    def on(self) -> bool:
        if self._ends_s is None:
            self._ends_s = time.monotonic() + self._seconds
        over = time.monotonic() >= self._ends_s
        self.met += not over
        return not over


def settings_of(receiver: Receiver, url: str, ca: Path | None = None) -> OutputSettings:
    return OutputSettings(
        to=f"{receiver.kind}{url}", format=receiver.form, acknowledged=True, timeout_s=TIMEOUT_S,
        ca_file=None if ca is None else str(ca),
    )  # fmt: skip


def never_refused(outgoing: Outgoing, answer: str) -> None:
    msg = f"{outgoing.alert.id} was refused for good: {answer}"
    raise AssertionError(msg)


@contextmanager
def delivering(name: str, settings: OutputSettings, feed: ListOutbox) -> Iterator[Delivery]:
    """The delivery of an output over real sockets, with short pauses."""
    sink = sink_of(settings, HERE, never_refused)
    delivery = Delivery(name, sink, from_origin(settings.format, HERE), feed, pauses=SCALED, poll_s=0.02)
    delivery.start(PATIENCE_S)
    try:
        yield delivery
    finally:
        delivery.end()
        assert delivery.ended(PATIENCE_S)


def all_taken(delivery: Delivery) -> SinkFared:
    """Wait until nothing waits any more."""
    until(lambda: delivery.fared().waiting == 0 and delivery.fared().error is None, "all is delivered", PATIENCE_S)
    return delivery.fared()


def feeding(feed: Feed, lines: Sequence[bytes], seconds: float) -> threading.Thread:
    """Give the feed these alerts, evenly over so many seconds."""

    def give() -> None:
        began, given = time.monotonic(), 0
        while given < len(lines):
            due = min(len(lines), 1 + int(len(lines) * (time.monotonic() - began) / seconds))
            feed.add_lines(lines[given:due])
            given = due
            time.sleep(0.02)

    thread = threading.Thread(target=give)
    thread.start()
    return thread
