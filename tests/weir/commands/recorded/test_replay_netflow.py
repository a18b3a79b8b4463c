"""`weir replay export.pcap --format netflow`: a capture of what an exporter sends."""

import json
from pathlib import Path

import pytest

from tests.schemas.formats.netflow.datagrams import NOW, a_set, template, v9, v9_record
from tests.schemas.formats.packets.frames import ethernet, ipv4, pcap, tcp, udp
from tests.weir.command_line import nothing_set, weir

__all__ = ["nothing_set"]
pytestmark = pytest.mark.usefixtures("nothing_set")

ANSWER = v9_record("10.1.0.9", "10.1.0.5", 502, 50_000)


@pytest.fixture
def capture(tmp_path: Path) -> Path:
    exported = [
        v9(a_set(256, v9_record(port=50_001)), sequence=0),
        v9(template(), a_set(256, v9_record() + ANSWER), sequence=1),
        v9(a_set(256, v9_record(port=50_002)), sequence=5),
    ]
    frames = [ethernet(ipv4(udp(40_000, 2055, payload), sender="10.9.9.9", protocol=17)) for payload in exported]
    packets = [(NOW + number, frame) for number, frame in enumerate([*frames, ethernet(ipv4(tcp(1, 2, 2)))])]
    path = tmp_path / "export.pcap"
    path.write_bytes(pcap(*packets))
    return path


def test_a_capture_of_an_exporter_is_replayed_and_each_row_counts_once(capture: Path) -> None:
    said = weir("replay", capture, "--format", "netflow", "--json")
    assert said.code == 0, said.error
    told = json.loads(said.out.splitlines()[0])
    assert (told["rows"], told["flows"], told["repeats"], told["dead_letters"]) == (5, 3, 1, 0)
    assert told["other_logs"] == {"packets: no UDP": 1}
    assert told["remarks"] == {
        "datagrams lost": 3,
        "exporters without a sampling rate": 1,
        "sets before their template": 1,
        "sets whose template came": 1,
    }


def test_people_are_told_what_the_exporter_lost(capture: Path) -> None:
    said = weir("replay", capture, "--format", "netflow")
    assert said.code == 0, said.error
    assert "noted:" in said.out
    assert "datagrams lost" in said.out


def test_data_whose_template_never_came_is_told_and_no_silent_success(tmp_path: Path) -> None:
    payload = v9(a_set(256, v9_record()), sequence=0)
    path = tmp_path / "export.pcap"
    path.write_bytes(pcap((NOW, ethernet(ipv4(udp(40_000, 2055, payload), sender="10.9.9.9", protocol=17)))))
    said = weir("replay", path, "--format", "netflow")
    assert said.code == 1
    assert "no template came" in said.out
    assert "1 set of flow records could not be read" in said.out.replace("\n", " ")
    assert "the template of all flow records did not come (sets: 1)" in said.error
