"""deploy/kubernetes fits the schemas of Kubernetes, the compose file, the command line and the settings."""

import shutil
import subprocess
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import typer
import yaml

from streams.kafka.client.settings import KafkaSettings
from weir import cli
from weir.settings.sections import load_settings

FOLDER = Path("deploy") / "kubernetes"

VERSIONS = ("1.31", "1.34", kubernetes_validate.latest_version())
"""Those in wide use, and the newest known."""

PORT = 9108


@pytest.fixture(scope="module")
def objects(repository: Path) -> dict[str, dict[str, Any]]:
    """Everything that is applied, by kind and name."""
    kustomization = yaml.safe_load((repository / FOLDER / "kustomization.yaml").read_text(encoding="utf-8"))
    found: dict[str, dict[str, Any]] = {}
    for name in kustomization["resources"]:
        for each in yaml.safe_load_all((repository / FOLDER / name).read_text(encoding="utf-8")):
            found[f"{each['kind']}/{each['metadata']['name']}"] = each
    return found


def pods(objects: Mapping[str, dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, each in objects.items():
        if "template" in each.get("spec", {}):
            yield name, each["spec"]["template"]


def containers(objects: Mapping[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {each["name"]: each for _, pod in pods(objects) for each in pod["spec"]["containers"]}


def test_every_file_is_applied(repository: Path) -> None:
    kustomization = yaml.safe_load((repository / FOLDER / "kustomization.yaml").read_text(encoding="utf-8"))
    files = {path.name for path in (repository / FOLDER).glob("*.yaml")} - {"kustomization.yaml"}
    assert set(kustomization["resources"]) == files


@pytest.mark.parametrize("version", VERSIONS)
def test_kubernetes_takes_every_object(objects: dict[str, dict[str, Any]], version: str) -> None:
    for each in objects.values():
        kubernetes_validate.validate(each, version, strict=True)


def test_a_word_that_kubernetes_does_not_know_is_found(objects: dict[str, dict[str, Any]]) -> None:
    worker = dict(objects["Deployment/weir-worker"])
    worker["spec"] = worker["spec"] | {"replica": 3}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(worker, VERSIONS[-1], strict=True)


def test_kustomize_builds_it(repository: Path) -> None:
    if shutil.which("kubectl") is None:
        pytest.skip("no kubectl")
    built = subprocess.run(
        ["kubectl", "kustomize", str(repository / FOLDER)], capture_output=True, text=True, check=False
    )
    assert built.returncode == 0, built.stderr
    placed = [each for each in yaml.safe_load_all(built.stdout) if each["kind"] != "Namespace"]
    assert {each["metadata"]["namespace"] for each in placed} == {"weir"}


def test_it_runs_what_compose_runs(repository: Path, objects: dict[str, dict[str, Any]]) -> None:
    services = yaml.safe_load((repository / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
    own = {name: each for name, each in services.items() if "command" in each and name in {*containers(objects)}}
    assert own.keys() == containers(objects).keys()
    for name, container in containers(objects).items():
        assert container["image"] == own[name]["image"]
        assert container["args"][: len(own[name]["command"])] == own[name]["command"]
        memory = container["resources"]["limits"]["memory"]
        assert memory == own[name]["mem_limit"].replace("m", "Mi").replace("g", "Gi")


def test_the_image_is_of_this_version(repository: Path, objects: dict[str, dict[str, Any]]) -> None:
    version = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert {each["image"] for each in containers(objects).values()} == {f"weir:{version}"}


def test_every_command_and_option_is_one_that_weir_has(objects: dict[str, dict[str, Any]]) -> None:
    group = typer.main.get_command(cli.build_app())
    for container in containers(objects).values():
        command: Any = group
        words = list(container["args"])
        while words and hasattr(command, "commands"):
            command = command.commands[words.pop(0)]
        options = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in words if word.startswith("-")} <= options


def test_every_setting_is_one_that_weir_has(objects: dict[str, dict[str, Any]], tmp_path: Path) -> None:
    path = tmp_path / "weir.toml"
    path.write_text(objects["ConfigMap/weir-settings"]["data"]["weir.toml"], encoding="utf-8")
    given = dict(objects["ConfigMap/weir-environment"]["data"])
    assert given.pop("WEIR_SETTINGS") == "/etc/weir/weir.toml"
    known = load_settings(path, given)
    assert known.kafka.prefix == KafkaSettings().prefix
    assert known.kafka.partitions == KafkaSettings().partitions


def test_the_policy_lets_through_what_the_settings_name(objects: dict[str, dict[str, Any]]) -> None:
    settings = tomllib.loads(objects["ConfigMap/weir-settings"]["data"]["weir.toml"])
    host, _, port = settings["kafka"]["bootstrap_servers"].partition(":")
    kafka, _names = objects["NetworkPolicy/weir"]["spec"]["egress"]
    assert [each["port"] for each in kafka["ports"]] == [int(port)]
    [peer] = kafka["to"]
    assert peer["namespaceSelector"]["matchLabels"]["kubernetes.io/metadata.name"] == host.split(".")[1]


def test_no_secret_stands_in_a_file(objects: dict[str, dict[str, Any]]) -> None:
    assert not [name for name in objects if name.startswith("Secret/")]
    given = objects["ConfigMap/weir-environment"]["data"]
    mounts = {mount["mountPath"] for each in containers(objects).values() for mount in each["volumeMounts"]}
    for name, value in given.items():
        assert "PASSWORD" not in name or (name.endswith("_FILE") and str(Path(value).parent) in mounts)


def test_all_pods_have_the_same_settings_and_may_do_nothing_but_their_work(
    repository: Path, objects: dict[str, dict[str, Any]]
) -> None:
    dockerfile = (repository / "Dockerfile").read_text(encoding="utf-8")
    for _, pod in pods(objects):
        spec = pod["spec"]
        assert f"USER {spec['securityContext']['runAsUser']}\n" in dockerfile
        assert spec["securityContext"]["runAsNonRoot"] is True
        assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        assert spec["automountServiceAccountToken"] is False
        assert spec["enableServiceLinks"] is False, "a Service's variables are settings that Weir does not know"
        for container in spec["containers"]:
            assert container["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            }
            assert container["envFrom"] == [{"configMapRef": {"name": "weir-environment"}}]
            names = {volume["name"] for volume in spec["volumes"]}
            assert {mount["name"] for mount in container["volumeMounts"]} == names
            assert all(mount["readOnly"] for mount in container["volumeMounts"] if mount["name"] != "tmp")


def test_what_lasts_is_watched_where_it_shows_itself(objects: dict[str, dict[str, Any]]) -> None:
    listen = objects["ConfigMap/weir-environment"]["data"]["WEIR_METRICS_LISTEN"]
    assert listen == f"0.0.0.0:{PORT}"
    for name in ("worker", "collector"):
        container = containers(objects)[name]
        assert container["ports"] == [{"name": "metrics", "containerPort": PORT}]
        for probe, path in (("startupProbe", "/healthz"), ("livenessProbe", "/healthz"), ("readinessProbe", "/readyz")):
            assert container[probe]["httpGet"] == {"path": path, "port": "metrics"}
    [ingress] = objects["NetworkPolicy/weir"]["spec"]["ingress"]
    assert [port["port"] for port in ingress["ports"]] == [PORT]


def test_no_more_workers_than_partitions_and_one_collector_a_name(objects: dict[str, dict[str, Any]]) -> None:
    assert objects["Deployment/weir-worker"]["spec"]["replicas"] <= KafkaSettings().partitions
    assert objects["StatefulSet/weir-collector"]["spec"]["replicas"] == 1
    [environment] = containers(objects)["collector"]["env"]
    assert environment["name"] == "POD_NAME"
    assert containers(objects)["collector"]["args"][-2:] == ["--collector", "$(POD_NAME)"]


def test_every_selector_finds_its_pods(objects: dict[str, dict[str, Any]]) -> None:
    labels = {name: pod["metadata"]["labels"] for name, pod in pods(objects)}
    for name in ("Deployment/weir-worker", "StatefulSet/weir-collector"):
        assert objects[name]["spec"]["selector"]["matchLabels"] == labels[name]
    budget = objects["PodDisruptionBudget/weir-worker"]["spec"]["selector"]["matchLabels"]
    assert budget == labels["Deployment/weir-worker"]
    everywhere = objects["NetworkPolicy/weir"]["spec"]["podSelector"]["matchLabels"]
    assert all(everywhere.items() <= each.items() for each in labels.values())
