"""deploy/systemd: units of commands that Weir has, settings it knows, and the hardening that they can bear."""

import shutil
import subprocess
from pathlib import Path

import pytest
import typer

from weir import cli
from weir.settings.sections import load_settings

FOLDER = Path("deploy") / "systemd"

UNITS = {"weir": "2G", "weir-worker": "2G", "weir-collector": "512M", "weir-forward": "256M"}
"""Each with the memory that it may take."""

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
}

EXPOSURE = 1.5
"""Of 10, as `systemd-analyze security` counts: with systemd 252 1.1 for `weir`, 1.3 for those that talk to Kafka."""


@pytest.fixture(scope="module", params=UNITS)
def name(request: pytest.FixtureRequest) -> str:
    """Each of the units."""
    named: str = request.param
    return named


@pytest.fixture(scope="module")
def unit(repository: Path, name: str) -> dict[str, list[str]]:
    """The unit's keys, each with its values in order."""
    found: dict[str, list[str]] = {}
    for line in (repository / FOLDER / f"{name}.service").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith(("#", "[")):
            key, _, value = line.partition("=")
            found.setdefault(key, []).append(value)
    return found


def test_it_starts_a_command_that_weir_has(unit: dict[str, list[str]]) -> None:
    [start] = unit["ExecStart"]
    program, command, *words = start.split()
    assert Path(program).name == "weir"
    group = typer.main.get_command(cli.build_app())
    options = {option for parameter in group.commands[command].params for option in parameter.opts}  # type: ignore[attr-defined]
    assert {word for word in words if word.startswith("-")} <= options


def test_every_unit_is_tested(repository: Path) -> None:
    assert {path.stem for path in (repository / FOLDER).glob("*.service")} == set(UNITS)


def test_its_variables_are_settings(unit: dict[str, list[str]]) -> None:
    variables = dict(each.split("=", 1) for each in unit["Environment"])
    load_settings(environment={name: value for name, value in variables.items() if name.startswith("WEIR_")})


@pytest.mark.parametrize("name", ["weir"], indirect=True)
def test_state_and_alerts_lie_where_it_may_write(unit: dict[str, list[str]]) -> None:
    variables = dict(each.split("=", 1) for each in unit["Environment"])
    known = load_settings(environment={name: value for name, value in variables.items() if name.startswith("WEIR_")})
    [state] = unit["StateDirectory"]
    for path in (known.embedded.state_dir, known.embedded.alerts_file):
        assert path is not None
        assert Path(path).is_relative_to(Path("/var/lib") / state)


@pytest.mark.parametrize("name", ["weir-forward"], indirect=True)
def test_what_is_forwarded_lies_where_it_may_write(unit: dict[str, list[str]]) -> None:
    [start] = unit["ExecStart"]
    _, _, target = start.partition("--to file:")
    assert Path(target.split()[0]).is_relative_to(Path("/var/log") / unit["LogsDirectory"][0])


@pytest.mark.parametrize("name", ["weir-worker", "weir-collector", "weir-forward"], indirect=True)
def test_a_password_of_kafka_can_be_handed_over(repository: Path, name: str) -> None:
    text = (repository / FOLDER / f"{name}.service").read_text(encoding="utf-8")
    [variable] = [line for line in text.splitlines() if line.startswith("#Environment=WEIR_KAFKA_")]
    key, _, value = variable.removeprefix("#Environment=").partition("=")
    kafka = {"WEIR_KAFKA_SECURITY_PROTOCOL": "SASL_SSL", "WEIR_KAFKA_SASL_USERNAME": "weir"}
    assert load_settings(environment=kafka | {key: value}).kafka.sasl_password_file == "%d/kafka-password"
    assert "#LoadCredential=kafka-password:" in text


def test_it_may_do_nothing_but_its_work(unit: dict[str, list[str]], name: str) -> None:
    assert {key: unit[key][0] for key in HARDENED} == HARDENED
    assert unit["User"] == ["weir"]
    assert unit["MemoryMax"] == [UNITS[name]]
    [reached] = unit["IPAddressAllow"]
    assert reached == "localhost" if name == "weir" else "10.0.0.0/8" in reached.split()


def test_it_comes_back_after_a_failure_and_has_time_to_end(unit: dict[str, list[str]]) -> None:
    assert unit["Restart"] == ["on-failure"]
    assert unit["StartLimitIntervalSec"] == ["0"], "a disk may stay full for long"
    assert int(unit["TimeoutStopSec"][0]) >= 30
    assert "WatchdogSec" not in unit, "nothing in Weir answers a watchdog"


def test_its_user_is_made(repository: Path, unit: dict[str, list[str]]) -> None:
    lines = (repository / FOLDER / "weir.conf").read_text(encoding="utf-8").splitlines()
    assert [line.split()[:2] for line in lines if not line.startswith("#")] == [["u", unit["User"][0]]]


@pytest.fixture
def startable(repository: Path, tmp_path: Path, name: str) -> Path:
    """The unit with a program that is there: systemd looks for it."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd-analyze (Debian: systemd)")
    text = (repository / FOLDER / f"{name}.service").read_text(encoding="utf-8")
    path = tmp_path / f"{name}.service"
    path.write_text(text.replace("/opt/weir/bin/weir", "/bin/true"), encoding="utf-8")
    return path


def test_systemd_knows_every_word_of_it(startable: Path) -> None:
    checked = subprocess.run(["systemd-analyze", "verify", str(startable)], capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")


def test_systemd_finds_little_that_it_could_do(startable: Path) -> None:
    command = ["systemd-analyze", "security", "--offline=yes", f"--threshold={EXPOSURE * 10:.0f}", str(startable)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout[-500:]
