"""What was told of connections, over a restart: a long connection's octets count once."""

import logging
from pathlib import Path

import pytest

from schemas.flow import Flow
from schemas.formats.memory import SensorMemory
from schemas.formats.registry import new_memory
from schemas.formats.zeek.uids import UidMemory
from streams.sources.follow.tails import Tails
from streams.sources.kept_memory import LEAST_BYTES, MOST_NOTES, KeptMemory
from tests.schemas.formats.netflow.datagrams import a_reader, a_set, read, template, v9, v9_record
from tests.streams.sources.memories import Memories

SOURCE = "files"
NAME = "told:files"


def restarted(memories: Memories) -> UidMemory:
    uids = UidMemory()
    KeptMemory(SensorMemory([uids]), memories, SOURCE)
    return uids


def test_after_a_restart_only_what_is_more_is_told() -> None:
    memories, uids = Memories(), UidMemory()
    told = KeptMemory(SensorMemory([uids]), memories, SOURCE)
    uids.difference("long", (100, 200, 1, 2), ended=False)
    uids.first_of("asked", "READ")
    told.keep()
    uids.difference("long", (150, 200, 2, 2), ended=False)
    uids.difference("short", (5, 5, 1, 1), ended=True)
    told.keep()
    again = restarted(memories)
    assert again.difference("long", (170, 260, 3, 3), ended=True) == (20, 60, 1, 1)
    assert again.difference("short", (5, 5, 1, 1), ended=False) is None
    assert not again.first_of("asked", "READ")
    assert again.first_of("asked", "WRITE")


def test_after_a_restart_data_of_a_template_that_was_told_before_is_read_at_once() -> None:
    memories, memory = Memories(), new_memory()
    told = KeptMemory(memory, memories, SOURCE)
    read(v9(template(), sequence=1), reader=a_reader(memory))
    told.keep()
    again = new_memory()
    KeptMemory(again, memories, SOURCE)
    (flow,) = read(v9(a_set(256, v9_record()), sequence=2), reader=a_reader(again))
    assert flow.responder_port == 502


def test_nothing_new_writes_nothing() -> None:
    memories, uids = Memories(), UidMemory()
    told = KeptMemory(SensorMemory([uids]), memories, SOURCE)
    uids.difference("long", (100, 200, 1, 2), ended=False)
    told.keep()
    before = memories.written
    told.keep()
    assert memories.written == before


def test_a_connection_that_ended_is_no_longer_open_after_a_restart() -> None:
    memories, uids = Memories(), UidMemory()
    told = KeptMemory(SensorMemory([uids]), memories, SOURCE)
    uids.difference("long", (100, 200, 1, 2), ended=False)
    told.keep()
    uids.difference("long", (100, 200, 1, 2), ended=True)
    told.keep()
    again = restarted(memories)
    assert "long" not in again.open
    assert "long" in again.ended


def test_notes_are_few_and_what_is_written_is_no_more_than_twice_what_changed() -> None:
    memories, uids = Memories(), UidMemory()
    told = KeptMemory(SensorMemory([uids]), memories, SOURCE)
    changed = 0
    for number in range(3_000):
        uids.difference(f"C{number:017}", (number, number, 1, 1), ended=False)
        told.keep()
        changed += 42
        assert len(memories) <= MOST_NOTES + 1
    whole = sum(map(len, memories.values()))
    assert whole <= 2 * 3_000 * 42 + LEAST_BYTES
    # Rewriting 120 kB every 256 single connections is the worst there is, and 4 kB a commit.
    assert memories.written / 3_000 < 1_024
    assert restarted(memories).open == uids.open


def test_a_busy_minute_costs_as_many_bytes_a_connection_as_it_says() -> None:
    memories, uids = Memories(), UidMemory()
    told = KeptMemory(SensorMemory([uids]), memories, SOURCE)
    for number in range(1_000):
        uids.difference(f"C{number:017}", (90_000, 1_200_000, 700, 900), ended=True)
    told.keep()
    assert memories.written / 1_000 < 45


def test_the_memory_of_another_version_is_begun_anew_and_that_is_said(caplog: pytest.LogCaptureFixture) -> None:
    memories, uids = Memories(), UidMemory()
    told = KeptMemory(SensorMemory([uids]), memories, SOURCE)
    uids.difference("long", (100, 200, 1, 2), ended=False)
    told.keep()
    memories[f"{NAME}#0"] = b"\x92\x63" + memories[f"{NAME}#0"][2:]
    with caplog.at_level(logging.WARNING):
        again = UidMemory()
        told = KeptMemory(SensorMemory([again]), memories, SOURCE)
    assert "it is of version 99" in caplog.text
    assert again.open == {}
    again.difference("new", (1, 1, 1, 1), ended=False)
    told.keep()
    assert list(restarted(memories).open) == ["new"]


FIELDS = ("ts", "uid", "id.orig_h", "id.orig_p", "id.resp_h", "id.resp_p", "proto", "orig_ip_bytes")
HEADER = "#separator \\x09\n#unset_field\t-\n#path\t{0}\n#fields\t" + "\t".join(FIELDS) + "\n"


def row(uid: str, octets: int) -> str:
    return f"1700000000.0\t{uid}\t10.0.0.1\t40000\t10.0.0.2\t502\ttcp\t{octets}\n"


def test_a_long_connection_of_several_logs_counts_once_over_restarts_at_any_batch(tmp_path: Path) -> None:
    (tmp_path / "conn_long.log").write_text(
        HEADER.format("conn_long") + "".join(row("C1", octets) for octets in range(100, 1_100, 100))
    )
    (tmp_path / "conn.log").write_text(HEADER.format("conn") + "".join(row(f"C{n}", 7) for n in range(2, 9)))
    memories, positions, octets = Memories(), dict[str, int](), 0
    for ending in ("", row("C1", 1_250), row("C1", 1_250)):
        with (tmp_path / "conn.log").open("a") as log:
            log.write(ending)
        # A process for each batch: what was told is committed with the batch, and then it is killed.
        while True:
            tails = Tails([str(tmp_path)], site="plant", size=3)
            tails.resume(positions)
            told = KeptMemory(tails.memory, memories, SOURCE)
            batch = tails.next()
            if batch is None:
                tails.close()
                break
            octets += sum(record.initiator_octets or 0 for record in batch.records if isinstance(record, Flow))
            if batch.position is not None:
                positions[batch.source] = batch.position
            told.keep()
            tails.close()
    assert octets == 1_250 + 7 * 7
