"""One factory opens what any shell reads, and keeps what its readers remember."""

import io
from pathlib import Path

import pytest

from schemas.flow import Flow
from streams.messages import Batch
from streams.sources.factory import FILES, KINDS, Bookkeeping, Input, inputs_of, kind_of, opened, sites_of
from streams.sources.listening.settings import ExporterSettings, NetflowSettings
from streams.sources.protocol import Source
from streams.status.observer import SourceLag
from tests.streams.records import Told
from tests.streams.sources.growing import append, header, row
from tests.streams.sources.memories import Memories

LONG = "#path\tconn_long\n#fields\tts\tuid\tid.orig_h\tid.resp_h\tproto\torig_ip_bytes\n"


def test_files_are_followed_from_where_they_were_and_what_was_told_of_them_counts_once(tmp_path: Path) -> None:
    log, memories, positions = tmp_path / "conn_long.log", Memories(), dict[str, int]()
    given = Input(name=FILES, paths=(str(log),), site="plant")
    log.write_text(LONG)
    octets = []
    for more in (100, 130):
        append(log, f"1700000000.0\tC1\t10.0.0.1\t10.0.0.2\ttcp\t{more}\n")
        books = Bookkeeping(positions, memories, lambda _: None)
        source = opened(given, books)
        while (batch := source.poll()) is not None:
            octets += [one.initiator_octets for one in batch.records if isinstance(one, Flow)]
            positions[batch.source] = batch.position or 0
        books.keep()
        source.close()
    assert octets == [100, 30]
    assert list(memories) == ["told:files#0", "told:files#1"]


def test_how_far_it_is_behind_is_told_by_its_name(tmp_path: Path) -> None:
    told = Told()
    books = Bookkeeping({}, Memories(), lambda _: None, told)
    source = opened(Input(name="cell", paths=(str(tmp_path),), site="plant"), books)
    source.poll()
    source.close()
    assert [(one.source, one.unit) for one in told if isinstance(one, SourceLag)] == [("cell", "bytes")]


def test_standard_input_is_read_to_its_end_and_nothing_is_remembered_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.BufferedReader(io.BytesIO((header() + row(1)).encode()))
    monkeypatch.setattr("sys.stdin", type("Input", (), {"buffer": stream}))
    memories = Memories()
    books = Bookkeeping({}, memories, lambda _: None)
    source = opened(Input(name="-", paths=("-",), site="plant"), books)
    found: list[Batch] = []
    while not source.ended:
        batch = source.poll()
        found += [] if batch is None else [batch]
    assert [one.uid for batch in found for one in batch.records if isinstance(one, Flow)] == ["C1"]
    books.keep()
    assert memories == {}


def test_a_kind_of_a_shells_own_is_opened_by_its_mark(tmp_path: Path) -> None:
    assert kind_of("pipe:tap", (*KINDS, "pipe")) == "pipe"
    assert kind_of("pipe:tap") == FILES
    assert kind_of("-") == "-"
    books = Bookkeeping({}, Memories(), lambda _: None)
    told: list[Input] = []

    def opens(given: Input, books: Bookkeeping) -> Source:
        told.append(given)
        return KINDS[FILES](Input(name="x", paths=(str(tmp_path),), site="plant"), books)

    given = Input(name="pipe:tap", paths=("pipe:tap",), site="plant")
    opened(given, books, {**KINDS, "pipe": opens}).close()
    assert told == [given]


def test_datagrams_are_of_one_format() -> None:
    books = Bookkeeping({}, Memories(), lambda _: None)
    given = Input(name="udp:127.0.0.1:0", paths=("udp:127.0.0.1:0",), site="plant", format="zeek-tsv")
    with pytest.raises(ValueError, match="datagrams are read as netflow"):
        opened(given, books)


def test_the_sites_of_an_input_are_those_of_its_exporters_where_it_has_some() -> None:
    north = NetflowSettings(exporters=(ExporterSettings(address="10.0.0.1", site="north"),))
    udp, files = inputs_of(("udp:127.0.0.1:2055", "conn.log"), site="plant", netflow=north)[::-1]
    assert (sites_of(udp), sites_of(files)) == ({"north"}, {"plant"})
