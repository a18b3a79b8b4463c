"""`weir run`: mistakes are told before anything starts; what it does is in tests/weir/wiring/test_embedded.py."""

import gzip
import io
import sys
from pathlib import Path

import pytest

from tests.replay.test_sparse import HEADER, T0, ZONES, log, row
from tests.weir.command_line import weir

SETTINGS = "[embedded]\nstate_dir = 'state'\nzones = ['zones.toml']\n"

DMZ = '[[zones]]\nzone = "dmz"\nside = "dmz"\ncidrs = ["10.3.0.0/24"]\n'
"""With one, what goes past it from IT to OT alerts from the first minute."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that the command runs in, with settings, zones and a state folder to come."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "weir.toml").write_text(SETTINGS)
    (tmp_path / "zones.toml").write_text(ZONES + DMZ)
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "variables", "part"),
    [
        ((), {}, "no sources"),
        (("-", "-"), {}, "once only"),
        ((), {"WEIR_EMBEDDED_SOURCES": '[{"path":"a","format":"odd"}]'}, "zeek-tsv"),
        ((), {"WEIR_EMBEDDED_SOURCES": '[{"path":"a","site":"a|b"}]'}, "no name for a site"),
        (("a.log.gz",), {}, "weir replay"),
        (("a.log", "--once"), {}, "no such file"),
        (("weir.toml", "--once"), {}, "no log"),
        (("a.log",), {"WEIR_EMBEDDED_STATE_DIR": "/dev/null/state"}, "state_dir"),
        (("a.log",), {"WEIR_EMBEDDED_STATE": "x"}, "did you mean 'state_dir'?"),
    ],
)
def test_mistakes_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], variables: dict[str, str], part: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "weir.toml").write_text("[site]\nname = 'a'\n")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    said = weir("run", *arguments)
    assert said.code == 1
    assert part in said.error
    assert "unforeseen" not in said.error


def test_once_a_crossing_in_a_last_row_without_a_newline_is_alerted(folder: Path) -> None:
    path = log(folder / "conn.log", [T0 + 60 * number for number in range(5)])
    path.write_text(path.read_text() + row(T0 + 400, 9, "10.1.0.5").rstrip("\n"))
    said = weir("run", "-c", "weir.toml", "conn.log", "--once", "-q")
    assert said.code == 0
    assert "stopped: 6 flows, 0 refused, 1 alert" in said.error


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (HEADER.replace("\t", "  ").encode() + b"1 C1 10.1.0.5\n", "separated"),
        ('{"ts": 1}\n'.encode("utf-16"), "UTF-16"),
        (b'[\n{"ts": 1}\n]\n', "no field id.orig_h"),
        (b"", "empty"),
        (HEADER.encode(), "no rows"),
        (b"half", "no log"),
        (HEADER.encode() + b"half\n", "nothing was read"),
    ],
)
def test_once_what_cannot_be_read_is_told_by_its_name_and_nothing_else_is_blamed(
    folder: Path, content: bytes, part: str
) -> None:
    (folder / "conn.log").write_bytes(content)
    said = weir("run", "-c", "weir.toml", "conn.log", "--once")
    assert said.code == 1
    assert "conn.log" in said.error
    assert part in said.error
    assert "error: zones.toml" not in said.error


@pytest.mark.usefixtures("folder")
def test_once_standard_input_that_cannot_be_read_is_told_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(b"half\n"))))
    said = weir("run", "-c", "weir.toml", "-", "--once")
    assert said.code == 1
    assert "no log" in said.error
    assert "zones.toml" not in said.error


def test_once_a_folder_is_read_as_replay_reads_it_and_once_only(folder: Path) -> None:
    logs = folder / "logs"
    logs.mkdir()
    log(logs / "conn.log", [T0 + 20, T0 + 21])
    log(logs / "conn.log.1", [T0 + 10, T0 + 11, T0 + 12])
    rows = [row(T0 + number, number + 100) for number in range(4)]
    (logs / "conn.log.2.gz").write_bytes(gzip.compress((HEADER + "".join(rows)).encode()))
    (logs / "empty.log").touch()
    (logs / "notes.txt").write_text("hello\n")
    (logs / "copy of conn.log").write_bytes((logs / "conn.log").read_bytes())
    said = weir("run", "-c", "weir.toml", "logs", "--once", "-q")
    assert said.code == 0
    assert "stopped: 7 flows, 0 refused" in said.error  # two rows tell of connections that were told already
    for name, reason in (("empty.log", "empty"), ("notes.txt", "hello"), ("copy of conn.log", "a copy of")):
        (line,) = [line for line in said.error.splitlines() if f"left out: logs/{name}:" in line]
        assert reason in line
    again = weir("run", "-c", "weir.toml", "logs", "--once", "-q")
    assert (again.code, "stopped: 0 flows" in again.error) == (0, True)


def test_once_a_packed_file_named_by_itself_is_read(folder: Path) -> None:
    packed = gzip.compress((HEADER + row(T0, 1) + row(T0 + 1, 2)).encode())
    (folder / "conn.log.gz").write_bytes(packed)
    assert "stopped: 2 flows" in weir("run", "-c", "weir.toml", "conn.log.gz", "--once", "-q").error
    (folder / "broken.log.gz").write_bytes(packed[:-9])
    (folder / "other.log").write_text(HEADER + row(T0 + 5, 5))
    broken = weir("run", "-c", "weir.toml", "broken.log.gz", "other.log", "--once", "-q")
    assert broken.code == 1
    assert "weir: broken.log.gz: can't be read, or unpacked" in broken.error
    assert "other.log" not in broken.error
    assert "stopped: 1 flows" in broken.error


@pytest.mark.parametrize("once", [("--once",), ()])
def test_a_bad_zone_file_is_refused_at_the_first_start_only(folder: Path, once: tuple[str, ...]) -> None:
    log(folder / "conn.log", [T0, T0 + 1])
    (folder / "zones.toml").write_text("[[zones]]\nzone = 'cell'\nlevle = 1\n")
    said = weir("run", "-c", "weir.toml", "conn.log", *once)
    assert said.code == 1
    assert "weir: zones.toml" in said.error
    (folder / "zones.toml").write_text(ZONES)
    assert weir("run", "-c", "weir.toml", "conn.log", "--once").code == 0
    (folder / "zones.toml").write_text("[[zones]]\nzone = 'cell'\nlevle = 1\n")
    again = weir("run", "-c", "weir.toml", "conn.log", "--once")
    assert again.code == 0
    assert "what it said before still holds" in again.error


@pytest.mark.parametrize("step_s", [7_000.0, 86_400.0, 700_000.0])
def test_once_in_a_sparse_log_nothing_is_refused_and_no_tick_is_counted(folder: Path, step_s: float) -> None:
    log(folder / "conn.log", [T0 + step_s * number for number in range(40)])
    said = weir("run", "-c", "weir.toml", "conn.log", "--once", "-q")
    assert "stopped: 40 flows, 0 refused" in said.error
    assert "refused:" not in said.error


@pytest.mark.parametrize("at", [0, 20, 39])
def test_once_a_row_refused_for_its_time_is_told_with_its_line_and_is_no_flow(folder: Path, at: int) -> None:
    times = [T0 + 60.0 * number for number in range(40)]
    times[at] += 40 * 86_400.0
    log(folder / "conn.log", times)
    said = weir("run", "-c", "weir.toml", "conn.log", "--once", "-q")
    assert f"refused: conn.log line {HEADER.count(chr(10)) + at + 1}: its time is far ahead" in said.error
    assert "stopped: 39 flows, 1 refused" in said.error


def test_options_count_before_the_settings_and_what_they_silence_is_said(folder: Path) -> None:
    path = log(folder / "conn.log", [T0 + 60 * number for number in range(5)])
    (folder / "others.toml").write_text(ZONES + DMZ)
    (folder / "assets.csv").write_text("name,ip\nplc-9,10.1.0.9\n")
    said = weir(
        *("run", path, "--once", "-q", "--site", "south", "--zones", "others.toml", "--assets", "assets.csv"),
        *("--learn-until", "2100-01-01"),
    )
    assert said.code == 0, said.error
    assert "site south: learning until 2100-01-01 00:00 (UTC); nothing alerts before" in said.error
    assert "site south: everything was learnt and nothing could alert" in said.error
    assert "no alert is shown (--quiet)" in said.error
    (asset,) = weir("assets", "list", "--asset", "plc-9", "--json").out.splitlines()
    assert '"site":"south"' in asset


def test_a_length_of_learning_is_refused_with_the_time_that_is_meant(folder: Path) -> None:
    path = log(folder / "conn.log", [T0])
    said = weir("run", path, "--once", "--learn-until", "2d")
    assert said.code == 1
    assert "a length would begin anew at each start of the run; give the time itself" in said.error
