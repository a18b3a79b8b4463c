"""`weir doctor` on the embedded state: lines for people and for scripts, and an exit code."""

import json
from pathlib import Path

import pytest

from streams.embedded.checkup import CHECKS
from tests.weir.command_line import nothing_set, weir
from weir.admin import installed

__all__ = ["nothing_set"]

pytestmark = pytest.mark.usefixtures("nothing_set")


def test_nothing_there_yet_is_no_failure() -> None:
    said = weir("doctor")
    assert said.code == 0, said.error
    assert "warn  folder            weir-state is not there yet\n" in said.out
    assert "`weir run` makes it" in said.out


def test_what_fails_is_named_and_the_exit_code_is_1(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("WEIR_EMBEDDED_STATE_DIR", str(tmp_path / "file"))
    said = weir("doctor", "--json")
    assert said.code == 1
    assert "to mend: folder" in said.error
    lines = [json.loads(line) for line in said.out.splitlines()]
    assert [line["check"] for line in lines] == [*installed.CHECKS, *CHECKS]
    assert all(line["status"] == "ok" or line["remedy"] for line in lines)


def test_a_bundle_is_written_beside_what_is_said(tmp_path: Path) -> None:
    file = tmp_path / "report.tar.gz"
    Path("weir.log").write_text("2026-01-31 info: plc\n")
    said = weir("doctor", "--bundle", file, "--log", "weir.log")
    assert said.code == 0, said.error
    assert f"{file} written: README.txt, doctor.txt, log.txt" in said.error
    assert "is there already" in weir("doctor", "--bundle", file).error
    assert "give --bundle" in weir("doctor", "--log", "weir.log").error


def test_a_source_that_is_not_there_fails_with_its_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEIR_EMBEDDED_STATE_DIR", str(tmp_path))
    monkeypatch.setenv("WEIR_EMBEDDED_SOURCES", f"{tmp_path}/none.log,{tmp_path}")
    (tmp_path / "conn.log").write_text("")
    said = weir("doctor")
    assert said.code == 1
    (line,) = [line for line in said.out.splitlines() if line.startswith("fail  sources")]
    assert line.endswith(f"{tmp_path}/none.log: no such file or folder")
    monkeypatch.setenv("WEIR_EMBEDDED_SOURCES", str(tmp_path))
    assert "ok    sources" in weir("doctor").out
