"""Datagrams of exporters come as records of their exporter's site, sensor and realm; the others are parked."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from schemas.formats.memory import SensorMemory
from streams.sources.factory import Bookkeeping, Input, opened
from streams.sources.listening.datagrams import BATCH_DATAGRAMS, DatagramSource
from streams.sources.listening.port import Port, closed_at_end
from streams.sources.listening.settings import ExporterSettings, NetflowSettings
from streams.status.observer import ListenerFared, SourceLag
from tests.kafka.world import until
from tests.streams.records import Told
from tests.streams.sources.listening.conftest import Sends
from tests.streams.sources.listening.pieces import PIECES, flows_of, polled
from tests.streams.sources.memories import Memories

PLACE = "udp:127.0.0.1:0"
NAMES = ("name plc 10.1.0.5", "name hmi 10.1.0.6")


class Opened:
    """Sources opened as a shell does, over its restarts."""

    def __init__(self) -> None:
        self.memories = Memories()
        self.told = Told()
        self._sources: list[DatagramSource] = []

    def source(self, settings: NetflowSettings | None = None) -> DatagramSource:
        """A source, and all that its books keep for it."""
        own = settings or NetflowSettings()
        source = DatagramSource(Port(PLACE, own), own, site="plant", format=PIECES)
        self.books = Bookkeeping({}, self.memories, lambda _: None, self.told)
        for place, memory in source.memories.items():
            self.books.remembering(memory, f"{PLACE}|{place}")
        self.books.remembering(SensorMemory([source.parked]), PLACE)
        self._sources.append(source)
        return source

    def close(self) -> None:
        while self._sources:
            self._sources.pop().close()


@pytest.fixture
def shell() -> Iterator[Opened]:
    one = Opened()
    yield one
    one.close()


def test_what_is_sent_comes_as_flows_and_counts_add_up(shell: Opened, send: Sends) -> None:
    source = shell.source()
    assert source.poll() is None
    send(source._port.number, *NAMES, "flow plc hmi", "nonsense", "flow plc who")
    batch = polled(source.poll, 5)
    assert [(one.site, one.sensor, one.initiator_ip) for one in flows_of(batch)] == [("plant", PIECES, "10.1.0.5")]
    assert [one.position for one in batch.dead_letters] == [4, 5]
    assert batch.notes is not None
    assert batch.notes.other_logs == {"names": 2}
    assert (source.idle, source.ended) == (True, False)


def test_flows_bear_the_site_sensor_and_realm_of_their_exporter(shell: Opened, send: Sends) -> None:
    source = shell.source(
        NetflowSettings(
            exporters=(
                ExporterSettings(address="127.0.1.0/24", site="north", sensor="core"),
                ExporterSettings(address="127.0.2.1", realm="cell-2"),
            )
        )
    )
    for sender in ("127.0.1.7", "127.0.2.1"):
        send(source._port.number, *NAMES, "flow plc hmi", sender=sender)
    found = {(one.site, one.sensor, one.realm) for one in flows_of(polled(source.poll, 6))}
    assert found == {("north", "core", ""), ("plant", PIECES, "cell-2")}


def test_an_exporter_whose_port_changes_behind_a_nat_is_the_same(shell: Opened, send: Sends) -> None:
    source = shell.source(NetflowSettings(exporters=(ExporterSettings(address="127.0.0.1", site="north"),)))
    send(source._port.number, *NAMES)
    send(source._port.number, "flow plc hmi", new_port=True)
    batch = polled(source.poll, 3)
    assert [one.site for one in flows_of(batch)] == ["north"]
    assert batch.dead_letters == []


def test_one_exporter_does_not_use_what_another_declared(shell: Opened, send: Sends) -> None:
    source = shell.source()
    send(source._port.number, *NAMES, sender="127.0.0.2")
    send(source._port.number, "flow plc hmi", sender="127.0.0.3")
    assert len(polled(source.poll, 3).dead_letters) == 1


def test_what_is_not_declared_is_parked_told_and_read_after_the_restart_that_declares_it(
    shell: Opened, send: Sends
) -> None:
    known = ExporterSettings(address="127.0.1.1", site="north")
    source = shell.source(NetflowSettings(exporters=(known,)))
    send(source._port.number, *NAMES, "flow plc hmi", sender="127.0.9.9")
    send(source._port.number, *NAMES, sender="127.0.1.1")
    polled(source.poll, 2)
    until(lambda: source.poll() is None and source.parked.datagrams == 3, "three are parked")
    fared = source.fared()
    assert (fared.received, fared.parked, fared.unknown) == (5, 3, 1)
    assert fared.note is not None
    assert 'address = "127.0.9.9"' in fared.note
    shell.books.keep()
    shell.close()

    source = shell.source(NetflowSettings(exporters=(known, ExporterSettings(address="127.0.9.9", site="south"))))
    assert [one.site for one in flows_of(polled(source.poll, 3))] == ["south"]
    assert source.fared().unknown == 0
    shell.books.keep()
    shell.close()

    source = shell.source(NetflowSettings(exporters=(known,)))
    assert source.poll() is None
    assert source.parked.strangers() == []


def test_what_was_declared_before_a_restart_holds_after_it(shell: Opened, send: Sends) -> None:
    source = shell.source()
    send(source._port.number, *NAMES)
    polled(source.poll, 2)
    shell.books.keep()
    send(source._port.number, "name late 10.1.0.9")
    polled(source.poll, 1)
    shell.close()  # what came after the last commit is forgotten with it

    source = shell.source()
    send(source._port.number, "flow plc hmi", "flow plc late")
    batch = polled(source.poll, 2)
    assert len(flows_of(batch)) == 1
    assert len(batch.dead_letters) == 1


def test_what_waits_is_told_and_one_batch_is_bounded(shell: Opened, send: Sends) -> None:
    source = shell.source()
    send(source._port.number, *["nonsense"] * (BATCH_DATAGRAMS + 5))
    until(lambda: source.fared().received == BATCH_DATAGRAMS + 5, "all came")
    assert source.behind() > 0
    assert not source.idle
    batch = source.poll()
    assert batch is not None
    assert batch.rows == BATCH_DATAGRAMS
    assert polled(source.poll, 5).dead_letters[-1].position == BATCH_DATAGRAMS + 5
    assert source.behind() == 0


def test_the_factory_opens_it_and_tells_how_it_fares(send: Sends) -> None:
    told, memories = Told(), Memories()
    books = Bookkeeping({}, memories, lambda _: None, told)
    source = opened(Input(name=PLACE, paths=(PLACE,), site="plant", format=PIECES), books)
    source.poll()
    source.close()
    assert [one.source for one in told if isinstance(one, ListenerFared)] == [PLACE]
    assert [one.unit for one in told if isinstance(one, SourceLag)] == ["bytes"]


def test_a_format_that_is_none_is_refused() -> None:
    with closing(Port(PLACE, NetflowSettings())) as port, pytest.raises(ValueError, match="no input format"):
        DatagramSource(port, NetflowSettings(), site="plant", format="none")


def test_a_port_that_is_kept_open_receives_between_two_sources(send: Sends) -> None:
    given = Input(name=PLACE, paths=(PLACE,), site="plant", format=PIECES)
    memories, ports = Memories(), dict[str, Port]()
    with closed_at_end(ports):
        for _ in range(2):
            source = opened(given, Bookkeeping({}, memories, lambda _: None, ports=ports))
            source.close()
            send(ports[PLACE].number, *NAMES, "flow plc hmi")
        assert len(flows_of(polled(source.poll, 6))) == 2


def test_a_port_of_both_families_knows_an_exporter_by_its_ipv4_address(send: Sends) -> None:
    settings = NetflowSettings(exporters=(ExporterSettings(address="127.0.0.1", site="north"),))
    try:
        port = Port("udp:[::]:0", settings)
    except OSError:
        pytest.skip("this machine has no IPv6")
    with closing(DatagramSource(port, settings, site="plant", format=PIECES)) as source:
        send(port.number, *NAMES, "flow plc hmi")
        assert [one.site for one in flows_of(polled(source.poll, 3))] == ["north"]
