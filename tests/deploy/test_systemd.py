"""deploy/systemd/weir.service: a command that Weir has, settings it knows, and the hardening that it can bear."""

import shutil
import subprocess
from pathlib import Path

import pytest
import typer

from weir import cli
from weir.settings.sections import load_settings

UNIT = Path("deploy") / "systemd" / "weir.service"

HARDENED = {
    "NoNewPrivileges": "yes",
    "CapabilityBoundingSet": "",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "RestrictAddressFamilies": "AF_UNIX AF_INET AF_INET6",
    "MemoryDenyWriteExecute": "yes",
    "IPAddressDeny": "any",
    "IPAddressAllow": "localhost",
}

EXPOSURE = 1.5
"""Of 10, as `systemd-analyze security` counts; it gives 1.1 to the unit with systemd 252."""


@pytest.fixture(scope="module")
def unit(repository: Path) -> dict[str, list[str]]:
    """The unit's keys, each with its values in order."""
    found: dict[str, list[str]] = {}
    for line in (repository / UNIT).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith(("#", "[")):
            key, _, value = line.partition("=")
            found.setdefault(key, []).append(value)
    return found


def test_it_starts_a_command_that_weir_has(unit: dict[str, list[str]]) -> None:
    [start] = unit["ExecStart"]
    program, name, *words = start.split()
    assert Path(program).name == "weir"
    group = typer.main.get_command(cli.build_app())
    options = {option for parameter in group.commands[name].params for option in parameter.opts}  # type: ignore[attr-defined]
    assert {word for word in words if word.startswith("-")} <= options


def test_its_variables_are_settings_and_its_state_lies_where_it_may_write(unit: dict[str, list[str]]) -> None:
    variables = dict(each.split("=", 1) for each in unit["Environment"])
    known = load_settings(environment={name: value for name, value in variables.items() if name.startswith("WEIR_")})
    [state] = unit["StateDirectory"]
    for path in (known.embedded.state_dir, known.embedded.alerts_file):
        assert path is not None
        assert Path(path).is_relative_to(Path("/var/lib") / state)


def test_it_may_do_nothing_but_its_work(unit: dict[str, list[str]]) -> None:
    assert {key: unit[key][0] for key in HARDENED} == HARDENED
    assert unit["User"] == ["weir"]
    assert unit["MemoryMax"] == ["2G"]


def test_it_comes_back_after_a_failure_and_has_time_to_end(unit: dict[str, list[str]]) -> None:
    assert unit["Restart"] == ["on-failure"]
    assert unit["StartLimitIntervalSec"] == ["0"], "a disk may stay full for long"
    assert int(unit["TimeoutStopSec"][0]) >= 30
    assert "WatchdogSec" not in unit, "nothing in Weir answers a watchdog"


def test_its_user_is_made(repository: Path, unit: dict[str, list[str]]) -> None:
    lines = (repository / UNIT.with_name("weir.conf")).read_text(encoding="utf-8").splitlines()
    assert [line.split()[:2] for line in lines if not line.startswith("#")] == [["u", unit["User"][0]]]


@pytest.fixture
def startable(repository: Path, tmp_path: Path) -> Path:
    """The unit with a program that is there: systemd looks for it."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd-analyze (Debian: systemd)")
    text = (repository / UNIT).read_text(encoding="utf-8")
    path = tmp_path / UNIT.name
    path.write_text(text.replace("/opt/weir/bin/weir", "/bin/true"), encoding="utf-8")
    return path


def test_systemd_knows_every_word_of_it(startable: Path) -> None:
    checked = subprocess.run(["systemd-analyze", "verify", str(startable)], capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")


def test_systemd_finds_little_that_it_could_do(startable: Path) -> None:
    command = ["systemd-analyze", "security", "--offline=yes", f"--threshold={EXPOSURE * 10:.0f}", str(startable)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout[-500:]
