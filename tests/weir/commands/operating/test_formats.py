import json
from pathlib import Path

import pytest

from schemas.formats.names import NAMED_FORMATS
from tests.schemas.formats.mapped_samples import MAPPED
from tests.schemas.formats.samples import SAMPLES
from tests.weir.command_line import nothing_set, weir

__all__ = ["nothing_set"]

pytestmark = pytest.mark.usefixtures("nothing_set")


@pytest.fixture
def sessions(tmp_path: Path) -> Path:
    file = tmp_path / "sessions.csv"
    file.write_bytes(b"\n".join(MAPPED[0][1].pieces[:4]) + b"\n")
    return file


def test_all_formats_are_listed_with_and_without_the_word() -> None:
    for arguments in (("formats",), ("formats", "list")):
        said = weir(*arguments)
        assert said.code == 0
        assert all(name in said.out for name in NAMED_FORMATS)


def test_as_json_each_is_an_object() -> None:
    found = [json.loads(line) for line in weir("formats", "list", "--json").out.splitlines()]
    assert [one["name"] for one in found] == list(NAMED_FORMATS)
    assert found[0].keys() == {"name", "what", "known_by", "example", "endings"}


def test_what_is_proposed_reads_the_file_in_a_replay(sessions: Path, tmp_path: Path) -> None:
    out = tmp_path / "fw.toml"
    said = weir("formats", "guess", sessions, "--out", out)
    assert said.code == 0
    assert "Source address" in said.out
    assert f"--format mapped:{out}" in said.error
    # What no heading can tell a person adds.
    out.write_text(out.read_text().replace('name = "sessions"', 'name = "fw"\ntime_zone = "Europe/Zurich"'))
    checked = json.loads(weir("formats", "check", sessions, "--format", f"mapped:{out}", "--json").out)
    assert (checked["rows"], checked["flows"], checked["dead_letters"]) == (3, 3, 0)
    assert checked["sample"][0]["start"] == 1_700_000_000.0
    summary = json.loads(weir("replay", sessions, "--format", f"mapped:{out}", "--json").out)
    assert (summary["rows"], summary["flows"]) == (3, 3)


def test_a_mapping_is_written_over_only_when_told(sessions: Path, tmp_path: Path) -> None:
    out = tmp_path / "fw.toml"
    out.write_text("mine")
    said = weir("formats", "guess", sessions, "--out", out)
    assert (said.code, out.read_text()) == (1, "mine")
    assert weir("formats", "guess", sessions, "--out", out, "--force").code == 0
    assert out.read_text() != "mine"


def test_without_a_file_the_mapping_is_shown(sessions: Path) -> None:
    said = weir("formats", "guess", sessions)
    assert 'initiator_ip = "Source address"' in said.out
    found = json.loads(weir("formats", "guess", sessions, "--json").out)
    assert found["mapping"]["columns"]["initiator_ip"] == "Source address"


def test_a_known_file_is_named_by_its_format(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_bytes(b"\n".join(SAMPLES["nfdump-csv"][0].pieces) + b"\n")
    said = weir("formats", "guess", file)
    assert said.code == 0
    assert "nfdump-csv" in said.out


def test_a_check_without_a_flow_fails(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_bytes(b"\n".join(SAMPLES["nfdump-csv"][0].pieces[:1]) + b"\nSummary\n")
    said = weir("formats", "check", file)
    assert said.code == 1
    assert "no flow in 1 rows" in said.error


def test_a_mapping_that_is_none_is_told_by_every_command_that_reads(sessions: Path) -> None:
    for command in (("replay", sessions), ("formats", "check", sessions), ("zones", "suggest", sessions)):
        said = weir(*command, "--format", "mapped:none.toml")
        assert said.code == 1
        assert "none.toml: no such file" in said.error


def test_a_source_of_the_settings_may_have_a_mapping(sessions: Path, tmp_path: Path) -> None:
    assert weir("formats", "guess", sessions, "--out", tmp_path / "fw.toml").code == 0
    (tmp_path / "weir.toml").write_text(
        f'[embedded]\nstate_dir = "{tmp_path / "state"}"\n'
        f'sources = [{{ path = "{sessions}", format = "mapped:{tmp_path / "fw.toml"}" }}]\n'
    )
    said = weir("run", "--once", "--settings", tmp_path / "weir.toml")
    assert said.code == 0, said.error
    assert "stopped: 3 flows, 0 refused" in said.out + said.error
