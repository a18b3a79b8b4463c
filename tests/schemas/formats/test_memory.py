import pytest

from schemas.flow import Flow
from schemas.formats.memory import SensorMemory
from schemas.formats.one_way.half import Half
from schemas.formats.one_way.joining import Joiner
from schemas.formats.reader import ReaderContext
from schemas.formats.registry import new_memory, tells_across
from schemas.formats.zeek.uids import UidMemory


def flow(uid: str | None, octets: int) -> Flow:
    return Flow(
        site="plant",
        sensor="zeek",
        start=1.0,
        end=2.0,
        initiator_ip="10.0.0.1",
        responder_ip="10.0.0.2",
        transport="tcp",
        uid=uid,
        initiator_octets=octets,
    )


def test_each_format_has_its_part_and_those_that_share_one_have_one() -> None:
    memory = new_memory()
    names = [part.name for part in memory]
    assert set(names) >= {"told", "halves", "views"}
    assert len(set(names)) == len(names)
    assert memory.part(UidMemory) is memory.part(UidMemory)
    with pytest.raises(KeyError):
        SensorMemory([]).part(UidMemory)


def test_what_is_told_several_times_counts_once_and_what_bears_no_name_counts_each_time() -> None:
    counted = new_memory().counted_once([flow("C1", 10), flow(None, 5), flow("C1", 12), flow("C1", 12), flow(None, 5)])
    assert [(one.uid, one.initiator_octets) for one in counted if isinstance(one, Flow)] == [
        ("C1", 10),
        (None, 5),
        ("C1", 2),
        (None, 5),
    ]


def test_a_forgetful_one_counts_everything() -> None:
    memory = new_memory().forgetful()
    assert len(memory.counted_once([flow("C1", 10), flow("C1", 10)])) == 2


def test_one_file_needs_no_order_and_several_of_one_kind_neither() -> None:
    memory = new_memory()
    assert not tells_across([("conn_long.log", "zeek-tsv")], memory)
    assert not tells_across([("conn.log", "zeek-tsv"), ("conn.2026-01-01.log.gz", "zeek-json")], memory)
    assert tells_across([("conn.log", "zeek-tsv"), ("conn_long.log", "zeek-tsv")], memory)


def test_files_of_formats_that_remember_nothing_need_no_order() -> None:
    memory = new_memory()
    assert not tells_across([("a.ndjson", "weir"), ("b.ndjson", "weir"), ("conn_long.log", "zeek-tsv")], memory)
    assert tells_across([("-", None), ("conn.log", "zeek-tsv")], memory)


def test_records_that_each_add_are_no_totals() -> None:
    memory = new_memory()
    joiner = Joiner(ReaderContext(site="plant", source="a", name="a", memory=memory), "netflow")
    flows = [
        joiner.flow(
            Half(
                start=start,
                end=start + 60.0,
                sender_ip="10.0.0.1",
                receiver_ip="10.0.0.2",
                transport="udp",
                sender_port=40_000,
                receiver_port=161,
                octets=octets,
            )
        )
        for start, octets in ((100.0, 90), (160.0, 50))
    ]
    assert flows[0].uid == flows[1].uid
    assert memory.counted_once(flows) == flows
