"""Outputs whose receiver answers nothing: what UDP can know and what it loses, and a file whose folder goes."""

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import msgspec
import pytest

from streams.outputs.settings import OutputSettings
from tests.chaos import Chaos
from tests.kafka.world import until
from tests.receivers.outages import Feed, Key, Taken, all_taken, delivering, feeding, keys, lines_of, numbered
from tests.schemas.formats.alerts import parsers

pytestmark = pytest.mark.fault

OUTAGE_S = 0.5
ALERTS = 80
"""Fewer than the buffer of a socket holds: a burst that overflows it is another matter, and has its test below."""


class Datagrams(Taken):
    """Reads a socket to see what arrived."""

    def read(self, receiver: socket.socket) -> None:
        message = receiver.recv(70_000)
        event = parsers.cef(message[message.index(b"CEF:") :].decode())[1]
        self.add((event["externalId"], int(event["cn1"])), re.sub(rb"^.*?CEF:", b"CEF:", message))


@contextmanager
def listening(port: int = 0) -> Iterator[socket.socket]:
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as receiver:
        receiver.bind(("127.0.0.1", port))
        receiver.settimeout(1.0)
        yield receiver


def over_udp(port: int) -> OutputSettings:
    return OutputSettings(to=f"syslog+udp://127.0.0.1:{port}", format="cef")


def test_a_port_that_nobody_listens_at_for_a_while_misses_nothing_where_its_host_says_so(chaos: Chaos) -> None:
    with listening() as probe:
        port = probe.getsockname()[1]
    sent, feed, taken, over = numbered(ALERTS), Feed(), Datagrams(), threading.Event()
    with delivering("siem", over_udp(port), feed) as delivery:
        feeding(feed, lines_of(sent), OUTAGE_S).join()
        fared = delivery.fared()
        assert (fared.delivered, fared.error) == (0, "Connection refused")
        with listening(port) as receiver:

            def read() -> None:
                while not over.is_set():
                    try:
                        taken.read(receiver)
                    except TimeoutError:
                        continue

            reader = threading.Thread(target=read)
            reader.start()
            all_taken(delivery)
            until(lambda: taken.bodies.keys() == keys(sent), "all have arrived")
            over.set()
            reader.join()
    chaos.report(
        "output: syslog over UDP, port closed", repetitions=1, flows=(0, 0), alerts=(len(sent), len(taken.bodies)),
        duplicates=taken.differing, again=taken.again,
    )  # fmt: skip


def test_what_a_silent_host_does_not_take_is_lost_and_counts_as_sent() -> None:
    """A buffer that overflows, as a firewall that drops or a host that is away: nobody says so."""
    sent, taken = numbered(2_000), Datagrams()
    with listening() as receiver, delivering("siem", over_udp(receiver.getsockname()[1]), Feed(*sent)) as delivery:
        fared = all_taken(delivery)
        with suppress(TimeoutError):
            while True:
                taken.read(receiver)
    assert (fared.delivered, fared.failures) == (len(sent), 0)
    assert 0 < len(taken.bodies) < len(sent)


def written(*paths: Path) -> list[Key]:
    lines = [line for path in paths for line in path.read_bytes().splitlines(keepends=True)]
    assert all(line.endswith(b"\n") for line in lines)
    return [(alert["id"], alert["revision"]) for alert in map(msgspec.json.decode, lines)]


def test_a_file_whose_folder_goes_under_load_goes_on_in_a_new_one(chaos: Chaos, tmp_path: Path) -> None:
    sent, feed = numbered(400), Feed()
    folder, moved = tmp_path / "logs", tmp_path / "moved"
    settings = OutputSettings(to=f"file:{folder}/deep/alerts.ndjson")
    with delivering("archive", settings, feed) as delivery:
        feeder = feeding(feed, lines_of(sent), 0.4)
        until(lambda: delivery.fared().delivered > 0, "some are written")
        folder.rename(moved)
        feeder.join()
        feed.add(*(last := numbered(1, first=len(sent))))
        all_taken(delivery)
    there = written(moved / "deep" / "alerts.ndjson", folder / "deep" / "alerts.ndjson")
    assert sorted(there) == sorted(keys([*sent, *last]))
    chaos.report(
        "output: file, its folder gone", repetitions=1, flows=(0, 0), alerts=(len(sent) + 1, len(there)), duplicates=0
    )


def test_a_file_that_nobody_may_write_for_a_while_has_all_once_somebody_may(chaos: Chaos, tmp_path: Path) -> None:
    """A file stands where the folder was: as a read-only disk, it keeps root from writing too."""
    sent, feed = numbered(400), Feed()
    folder, moved = tmp_path / "logs", tmp_path / "moved"
    settings = OutputSettings(to=f"file:{folder}/alerts.ndjson")
    with delivering("archive", settings, feed) as delivery:
        feeder = feeding(feed, lines_of(sent), 0.4)
        until(lambda: delivery.fared().delivered > 0, "some are written")
        folder.rename(moved)
        folder.touch()
        feeder.join()
        feed.add(*(last := numbered(1, first=len(sent))))
        until(lambda: delivery.fared().failures > 0, "it can't be written")
        assert delivery.fared().waiting > 0
        folder.unlink()
        moved.rename(folder)
        all_taken(delivery)
    there = written(folder / "alerts.ndjson")
    assert sorted(there) == sorted(keys([*sent, *last]))
    chaos.report(
        "output: file, can't be written for a while", repetitions=1, flows=(0, 0), alerts=(len(sent) + 1, len(there)),
        duplicates=0,
    )  # fmt: skip
