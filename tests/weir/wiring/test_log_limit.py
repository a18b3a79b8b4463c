"""Lines that repeat are held back, and told as a number."""

import logging
from collections.abc import Callable

import pytest

from weir.wiring.log_limit import MAX_KINDS, MOST_OF_CLIENTS, AlikeLimit


class Lines:
    """What a handler with a limit would write; time and alarms are moved by hand."""

    def __init__(self, most: int) -> None:
        self.now = 0.0
        self.alarms: list[tuple[float, Callable[[], None]]] = []
        self.written: list[str] = []
        self.limit = AlikeLimit(
            most,
            lambda record: self.written.append(record.getMessage()),
            clock=lambda: self.now,
            later=lambda seconds, function: self.alarms.append((self.now + seconds, function)),
        )

    def log(self, template: str, *args: object, level: int = logging.WARNING, name: str = "any") -> None:
        record = logging.LogRecord(name, level, "", 0, template, args, None)
        if self.limit.filter(record):
            self.written.append(record.getMessage())

    def pass_time(self, seconds: float) -> None:
        self.now += seconds
        due = [one for one in self.alarms if one[0] <= self.now]
        self.alarms = [one for one in self.alarms if one[0] > self.now]
        for _, function in due:
            function()


def test_many_thousand_of_a_kind_are_few_lines_and_a_number() -> None:
    lines = Lines(3)
    for number in range(50_000):
        lines.log("refused: line %d", number)
    assert lines.written == ["refused: line 0", "refused: line 1", "refused: line 2"]
    assert len(lines.alarms) == 1
    lines.pass_time(60.0)
    assert lines.written[3:] == ["\u2026and 49997 more like this in the last minute: refused: line %d"]
    assert lines.alarms == []


def test_every_minute_begins_anew() -> None:
    lines = Lines(1)
    for minute in range(3):
        lines.log("m %d", minute)
        lines.pass_time(60.0)
    assert lines.written == ["m 0", "m 1", "m 2"]
    lines.log("m %d", 3)
    lines.log("m %d", 4)
    lines.pass_time(60.0)
    lines.log("m %d", 5)
    assert lines.written[3:] == ["m 3", "\u2026and 1 more like this in the last minute: m %d", "m 5"]


def test_kinds_are_told_apart_by_template_level_and_logger() -> None:
    lines = Lines(1)
    for level in (logging.WARNING, logging.ERROR):
        for name in ("a", "b"):
            for template in ("one %d", "other %d"):
                lines.log(template, 1, level=level, name=name)
                lines.log(template, 2, level=level, name=name)
    assert len(lines.written) == 8


def test_debug_lines_are_never_held_back() -> None:
    lines = Lines(1)
    for number in range(5):
        lines.log("d %d", number, level=logging.DEBUG)
    assert len(lines.written) == 5


def test_what_is_held_back_is_told_at_the_end() -> None:
    lines = Lines(1)
    for number in range(5):
        lines.log("m %d", number)
    lines.limit.finish()
    assert lines.written[-1].startswith("\u2026and 4 more")
    lines.pass_time(60.0)
    assert len(lines.written) == 2


def test_kinds_without_end_are_one_kind_and_remembered_no_longer_than_a_minute() -> None:
    lines = Lines(2)
    for number in range(MAX_KINDS + 100):
        lines.log(f"formatted by another {number}")
    assert len(lines.written) == MAX_KINDS + 2
    lines.pass_time(61.0)
    lines.log("another minute")
    assert lines.written[-1] == "another minute"
    assert len(lines.limit._begun) < 10


def test_by_default_the_number_is_told_by_a_timer(monkeypatch: pytest.MonkeyPatch) -> None:
    import threading

    monkeypatch.setattr("weir.wiring.log_limit.MINUTE_S", 0.05)
    told, written = threading.Event(), list[str]()

    def emit(record: logging.LogRecord) -> None:
        written.append(record.getMessage())
        told.set()

    limit = AlikeLimit(1, emit)
    for number in range(3):
        limit.filter(logging.LogRecord("any", logging.INFO, "", 0, "m %d", (number,), None))
    assert told.wait(10.0)
    assert written == ["\u2026and 2 more like this in the last minute: m %d"]


def test_a_kafka_client_may_say_the_same_fewer_times() -> None:
    lines = Lines(60)
    for number in range(100):
        lines.log("no connection to %d", number, name="aiokafka.conn")
        lines.log("partition %d is lost", number, name="streams.worker.partitions")
    assert sum("no connection" in line for line in lines.written) == MOST_OF_CLIENTS
    assert sum("is lost" in line for line in lines.written) == 60
