import io
import stat
from pathlib import Path

import pytest

from schemas.flow import Flow
from streams.sources.files.flow_files import check, flow_batches
from streams.sources.files.nfcapd import NFCAPD_MAGICS, NfdumpMissing, NfdumpRows
from streams.sources.files.paths import open_bytes, read_bytes
from tests.programs import needs

ROW = "2023-11-14 22:13:20.250,2023-11-14 22:13:21.250,6    ,  10.1.0.5, 40001,  10.2.0.7,   502,......S.,"
ROW += "  0,  6,  300,  0,  0,  0,00:00:00:00:00:00,00:00:00:00:00:00"

installed = needs("nfdump")


@pytest.fixture
def capture(tmp_path: Path) -> Path:
    """A file that begins as those of nfcapd do."""
    file = tmp_path / "nfcapd.202311142210"
    file.write_bytes(NFCAPD_MAGICS[0] + bytes(60))
    return file


def program(folder: Path, script: str) -> str:
    """An nfdump that does as the script says."""
    path = folder / "nfdump"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def rows_of(capture: Path, script: str) -> io.BufferedReader:
    file = capture.open("rb")
    return io.BufferedReader(NfdumpRows(capture, file, program(capture.parent, script)))


def test_the_rows_of_nfdump_stand_below_their_headings(capture: Path) -> None:
    with rows_of(capture, f'echo "{ROW}"') as rows:
        headings, row = rows.read().decode().splitlines()
    assert headings.split(",")[:5] == ["ts", "te", "pr", "sa", "sp"]
    assert len(headings.split(",")) == len(row.split(","))


def test_nfdump_gets_the_file_and_nothing_of_this_process(capture: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", "x")
    with rows_of(capture, 'echo "$2 $TZ $SECRET."') as rows:
        assert rows.read().decode().splitlines()[1] == f"{capture} UTC ."


@pytest.mark.parametrize("script", ["echo 'Corrupt data file' >&2", "echo oops >&2; exit 3", "exit 1"])
def test_damage_is_told_where_it_is_met(capture: Path, script: str) -> None:
    with rows_of(capture, script) as rows, pytest.raises(EOFError, match="nfdump could not read nfcapd"):
        rows.read()


def test_pieces_end_at_the_same_places_however_slowly_it_writes(capture: Path) -> None:
    """A replay that was stopped finds its place by the number of batches."""
    script = "for part in 1 2 3 4 5 6; do echo 0123456789012345678901234567890123456789{}; done; exit 3"
    for pause in ("", "; sleep 0.02"):
        rows = rows_of(capture, script.format(pause))
        assert [len(rows.read1(100)) for _ in range(4)] == [100, 100, 100, 10]
        with pytest.raises(EOFError):
            rows.read1(100)
        rows.close()


def test_one_that_is_closed_early_is_ended(capture: Path) -> None:
    rows = rows_of(capture, "while true; do echo x,y,z; done")
    rows.read(64)
    rows.close()
    assert rows.closed
    assert rows.raw.closed


def test_without_nfdump_it_is_said_what_to_install(capture: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(NfdumpMissing, match=r"apt install nfdump.*TZ=UTC nfdump -r nfcapd.202311142210 -o csv"):
        open_bytes(capture)


def test_a_program_that_can_not_be_started_is_told(capture: Path) -> None:
    with pytest.raises(FileNotFoundError):
        NfdumpRows(capture, capture.open("rb"), str(capture.parent / "none"))


def test_it_is_a_file_of_flows_like_others(capture: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(capture.parent, f'echo "{ROW}"')
    monkeypatch.setenv("PATH", f"{capture.parent}:/usr/bin:/bin")
    assert check(capture) == "nfdump-csv"
    [flow] = [record for batch in flow_batches(capture, site="a") for record in batch.records]
    assert isinstance(flow, Flow)
    assert flow.start == 1_700_000_000.25
    with open_bytes(capture) as stream:
        assert read_bytes(stream) == 0
        assert stream.read()
        assert read_bytes(stream) == 64


@installed
def test_a_real_file_has_the_flows_and_packets_that_nfdump_counts(shared_data: Path) -> None:
    file = shared_data / "nfdump" / "flows.nfdump"
    batches = list(flow_batches(file, site="a"))
    flows = [record for batch in batches for record in batch.records if isinstance(record, Flow)]
    packets = sum((flow.initiator_packets or 0) + (flow.responder_packets or 0) for flow in flows)
    assert (len(flows), sum(len(batch.dead_letters) for batch in batches), packets) == (4_593, 0, 4_652)


@installed
def test_a_real_file_that_is_cut_ends_with_a_dead_letter(shared_data: Path, tmp_path: Path) -> None:
    cut = tmp_path / "nfcapd.cut"
    cut.write_bytes((shared_data / "nfdump" / "flows.nfdump").read_bytes()[:5_000])
    batches = list(flow_batches(cut, site="a", format="nfdump-csv"))
    [letter] = [letter for batch in batches for letter in batch.dead_letters]
    assert "nfdump could not read nfcapd.cut" in letter.reason
