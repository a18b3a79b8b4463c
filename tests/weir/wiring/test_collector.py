"""How a collector is told to end; what it collects is tested on a real broker, in tests/kafka/test_collecting.py."""

import os
import signal
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from streams.kafka.client.presence import Presence
from streams.kafka.client.settings import KafkaSettings
from streams.sources.listening.settings import ExporterSettings, NetflowSettings
from streams.status.observer import Unobserved
from weir.wiring import collector
from weir.wiring.collector import Inputs, run_collector, stopped_by_signal

ENDS = (signal.SIGTERM, signal.SIGINT)


@pytest.mark.parametrize("end", ENDS)
def test_a_signal_asks_for_the_end_and_ends_nothing_itself(end: signal.Signals) -> None:
    with stopped_by_signal(Presence(KafkaSettings())) as stop:
        assert not stop.is_set()
        os.kill(os.getpid(), end)
        assert stop.wait(10.0)


def test_signals_mean_afterwards_what_they_meant_before() -> None:
    before = [signal.getsignal(number) for number in ENDS]
    with pytest.raises(OSError, match="absent"), stopped_by_signal(Presence(KafkaSettings())):
        Path("absent").stat()
    assert [signal.getsignal(number) for number in ENDS] == before


class Turning(Unobserved):
    """Counts turns, and says stop at one of them."""

    def __init__(self, stop: Event, stop_at: int | None = None) -> None:
        self.turns = 0
        self._stop, self._stop_at = stop, stop_at

    def turn(self) -> None:
        self.turns += 1
        if self.turns == self._stop_at:
            self._stop.set()


def test_a_collector_that_waits_for_kafka_goes_on_saying_that_it_is_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collector, "TURN_S", 0.01)
    turning = Turning(Event())
    assert not collector._waited(0.1, Event(), turning, lambda: False)
    assert turning.turns > 2


def test_a_collector_that_waits_for_kafka_is_stopped_at_once() -> None:
    stop = Event()
    assert collector._waited(3_600.0, stop, Turning(stop, stop_at=1), lambda: False)


def test_a_collector_waits_for_as_long_as_kafka_is_away_and_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collector, "TURN_S", 0.01)
    looks = iter([True] * 5 + [False] * 5)
    assert not collector._waited(0.0, Event(), Turning(Event()), lambda: next(looks))
    assert len(list(looks)) == 4


def _inputs(**others: Any) -> Inputs:
    base = {"paths": ("conn.log",), "file_format": "auto", "site": "works", "sensor": None, "assets": (), "zones": ()}
    return Inputs(**(base | {"verdicts": (), "raw_servers": ""} | others))


def test_inventories_are_of_the_collectors_site_where_it_collects_flows_that_name_none() -> None:
    assert _inputs().statement_files().only
    assert not _inputs(paths=()).statement_files().only
    assert not _inputs(file_format="weir").statement_files().only


def test_a_strict_collector_refuses_an_inventory_before_it_asks_kafka(tmp_path: Path) -> None:
    assets = tmp_path / "assets.csv"
    assets.write_text("name,ip\na,DHCP\n", encoding="utf-8")
    with pytest.raises(ValueError, match="--strict"):
        run_collector(KafkaSettings(), _inputs(assets=(assets,), strict=True), "c", once=True)


def test_what_never_ends_is_not_read_once_and_what_is_misspelt_is_told_before_kafka_is_asked() -> None:
    with pytest.raises(ValueError, match=r"udp:127\.0\.0\.1:2055 never ends"):
        run_collector(KafkaSettings(), _inputs(paths=("udp:127.0.0.1:2055",)), "c", once=True)
    with pytest.raises(ValueError, match="udp:ADDRESS:PORT"):
        run_collector(KafkaSettings(), _inputs(paths=("udp:2055",)), "c", once=False)


def test_exporters_of_other_sites_let_an_inventory_name_theirs() -> None:
    north = NetflowSettings(exporters=(ExporterSettings(address="10.0.0.1", site="north"),))
    files = _inputs(paths=("udp:127.0.0.1:2055",), netflow=north).statement_files()
    assert (files.only, files.known) == (False, ("north", "works"))
    assert _inputs(paths=("udp:127.0.0.1:2055",)).statement_files().only
