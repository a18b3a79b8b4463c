"""NetFlow as a format: what its captures are cut into, and what is kept for its readers."""

from schemas.formats.netflow.formats import NETFLOW
from schemas.formats.netflow.memory import TemplateMemory
from schemas.formats.one_way.memory import HalvesMemory
from schemas.formats.reader import ReaderContext
from schemas.formats.registry import cutter_for, new_memory, reader_for
from tests.schemas.formats.netflow.datagrams import NOW, v5, v5_record
from tests.schemas.formats.packets.frames import ethernet, ipv4, pcap, tcp, udp


def test_a_capture_of_its_datagrams_is_read_and_other_packets_are_counted() -> None:
    export = ethernet(ipv4(udp(40_000, 2055, v5(v5_record())), sender="10.9.9.9", protocol=17))
    capture = pcap((NOW + 1.0, export), (NOW + 2.0, ethernet(ipv4(tcp(1, 2, 2)))))
    reader = reader_for("netflow", ReaderContext(site="plant", source="export.pcap", memory=new_memory()))
    flows, letters = reader.read(cutter_for(capture[:24], "netflow").feed(capture).lines, 1)
    assert [getattr(flow, "sensor", None) for flow in flows] == ["netflow-10.9.9.9"]
    assert letters == []
    assert reader.notes.other_logs == {"packets: no UDP": 1}


def test_its_readers_share_templates_and_halves() -> None:
    assert set(NETFLOW.memories) == {HalvesMemory, TemplateMemory}
    assert {type(part) for part in new_memory()} >= set(NETFLOW.memories)


def test_no_file_is_taken_for_it_unasked() -> None:
    assert NETFLOW.magic == b""
