"""docker-compose.yml runs what the tests run: the same Kafka, the same settings, commands and variables that exist."""

import os
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from streams.kafka.client.settings import KafkaSettings
from tests.kafka.broker import properties, settings
from tests.kafka.jars import kafka_version
from weir.settings.sections import load_settings

WEIR_SERVICES = ["collector", "forward", "topics", "worker"]
LASTING = ["collector", "forward", "kafka", "worker"]
WRITABLE = {"forward": ["alerts:/var/lib/weir"]}
"""Volumes that a service of Weir may write to."""


@pytest.fixture(scope="module")
def services(repository: Path) -> dict[str, Any]:
    compose = yaml.safe_load((repository / "docker-compose.yml").read_text(encoding="utf-8"))
    found: dict[str, Any] = compose["services"]
    return found


def test_it_runs_the_kafka_that_the_tests_run(services: dict[str, Any]) -> None:
    assert services["kafka"]["image"] == f"apache/kafka:{kafka_version()}"


def test_the_broker_has_the_settings_of_the_tests(services: dict[str, Any]) -> None:
    assert services["kafka"]["env_file"] == "deploy/kafka.env"
    assert set(services["kafka"]["environment"]) & set(settings()) == set(), "one place for each setting"


def test_a_setting_of_the_broker_is_named_as_kafka_names_it() -> None:
    assert properties()["transaction.state.log.min.isr"] == "1"
    assert not any("heap" in name for name in properties())


def test_a_worker_may_ask_for_the_session_it_asks_for() -> None:
    shortest_ms = int(properties()["group.min.session.timeout.ms"])
    assert shortest_ms <= KafkaSettings().session_timeout_s * 1_000


@pytest.mark.parametrize("name", WEIR_SERVICES)
def test_every_variable_is_a_setting_of_weir(services: dict[str, Any], name: str) -> None:
    said = {
        variable: value.partition(":-")[2].rstrip("}") if value.startswith("${") else value
        for variable, value in services[name]["environment"].items()
    }
    known = load_settings(environment=said)
    assert known.kafka.bootstrap_servers == "kafka:29092"
    assert known.kafka.prefix == KafkaSettings().prefix
    assert known.kafka.partitions == KafkaSettings().partitions


def test_all_parts_of_weir_agree_on_their_settings(services: dict[str, Any]) -> None:
    first, *others = (services[name]["environment"] for name in WEIR_SERVICES)
    assert all(other == first for other in others)


@pytest.mark.parametrize("name", WEIR_SERVICES)
def test_a_container_of_weir_may_do_nothing_but_its_work(services: dict[str, Any], name: str) -> None:
    service = services[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    written = [volume for volume in service.get("volumes", []) if not volume.endswith(":ro")]
    assert written == WRITABLE.get(name, [])


@pytest.mark.parametrize("name", LASTING)
def test_what_lasts_is_watched_bounded_and_started_again(services: dict[str, Any], name: str) -> None:
    assert services[name]["healthcheck"]["test"]
    assert services[name]["mem_limit"]
    assert services[name]["restart"] == "unless-stopped"


def test_nothing_is_open_to_the_network(services: dict[str, Any]) -> None:
    ports = [port for service in services.values() for port in service.get("ports", [])]
    assert all(port.startswith("127.0.0.1:") for port in ports)


@pytest.mark.parametrize("name", WEIR_SERVICES)
def test_a_command_is_one_that_weir_has(services: dict[str, Any], name: str) -> None:
    from weir.cli import COMMANDS, GROUPS

    commands = [services[name]["command"][0]]
    if services[name].get("healthcheck"):
        program, *rest = services[name]["healthcheck"]["test"][1:]
        assert program == "weir"
        commands.append(rest[0])
    assert [command for command in commands if command not in COMMANDS | GROUPS] == []


def test_docker_compose_takes_it(repository: Path) -> None:
    compose = shutil.which("docker-compose")
    if compose is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no docker-compose (Debian: docker-compose)")
        pytest.skip("no docker-compose (Debian: docker-compose)")
    checked = subprocess.run(
        [compose, "--file", "docker-compose.yml", "config", "--quiet"],
        cwd=repository,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert checked.returncode == 0, checked.stderr


def test_the_image_holds_the_packages_of_the_wheel_and_no_others(repository: Path) -> None:
    project = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))
    packages = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    dockerfile = (repository / "Dockerfile").read_text(encoding="utf-8").splitlines()
    ignored = (repository / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert [line for line in dockerfile if line.startswith("COPY") and " ./" not in line and "--from" not in line] == [
        f"COPY {package} {package}" for package in packages
    ]
    assert {f"!{package}" for package in packages} <= set(ignored)


def test_the_image_does_not_run_as_root(repository: Path) -> None:
    lines = (repository / "Dockerfile").read_text(encoding="utf-8").splitlines()
    assert "USER 10001" in lines
    assert lines.index("USER 10001") > max(index for index, line in enumerate(lines) if line.startswith("FROM"))
