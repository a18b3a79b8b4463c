"""The same plant told by other sensors has the same paths and alerts, but for what a format cannot carry."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from replay.simulate.formats.written import KINDS, rewrite
from replay.simulate.plan import SimulationPlan
from replay.simulate.run import write
from schemas.services.names import by_port
from tests.weir.command_line import nothing_set, weir

__all__ = ["nothing_set"]
pytestmark = pytest.mark.usefixtures("nothing_set")

PLAN = SimulationPlan(days=9, cells=1, rate=0.05)


class Told(NamedTuple):
    """Paths as (initiator, responder, service), and the kind and first ends of each alert."""

    paths: frozenset[tuple[str, str, str]]
    alerts: frozenset[tuple[str, str, str]]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Told]:
    """What a replay of the plant in a format comes to; each format once."""
    found: dict[str, Told] = {}

    def of(name: str) -> Told:
        if name not in found:
            folder = tmp_path_factory.mktemp(name)
            write(PLAN, folder)
            found[name] = replayed(rewrite(folder, KINDS[name]), folder, KINDS[name].read_as)
        return found[name]

    return of


def replayed(traffic: Path, folder: Path, named: str | None) -> Told:
    said = weir(
        "replay", traffic, *(() if named is None else ("--format", named)), "--assets", folder / "assets.csv",
        "--zones", folder / "zones.toml", "--learn-until", "7d", "--alerts", folder / "alerts.ndjson",
        "--state-out", folder / "state", "--quiet",
    )  # fmt: skip
    assert said.code == 0, said.error
    paths = map(json.loads, weir("paths", "list", "--state", folder / "state", "--json").out.splitlines())
    alerts = map(json.loads, (folder / "alerts.ndjson").read_text().splitlines())
    return Told(
        frozenset((path["initiator"], path["responder"], path["service"]) for path in paths),
        frozenset((alert["kind"], *ends(alert)) for alert in alerts),
    )


def ends(alert: dict[str, list[dict[str, str]]]) -> tuple[str, str]:
    first = next(iter(alert.get("hops", [])), {})
    return first.get("initiator", ""), first.get("responder", "")


def test_the_plant_has_paths_and_alerts_to_compare(told: Callable[[str], Told]) -> None:
    zeek = told("zeek-tsv")
    assert len(zeek.paths) > 200
    assert len(zeek.alerts) > 8


@pytest.mark.parametrize("name", ["zeek-json", "suricata-eve"])
def test_a_sensor_that_names_protocols_tells_the_same(told: Callable[[str], Told], name: str) -> None:
    assert told(name) == told("zeek-tsv")


@pytest.mark.parametrize("name", ["ipfix", "aws-vpc"])
def test_without_names_of_protocols_a_service_is_what_its_port_says(told: Callable[[str], Told], name: str) -> None:
    zeek, other = told("zeek-tsv"), told(name)
    assert other.alerts == zeek.alerts
    lost, more = zeek.paths - other.paths, other.paths - zeek.paths
    assert {path[:2] for path in lost} == {path[:2] for path in more}
    # Only services on ports that are known for no service are told otherwise.
    assert all("/" in service and by_port(*_port(service)) is None for _, _, service in more)
    assert len(lost) <= len(zeek.paths) // 50


def _port(service: str) -> tuple[str, int]:
    transport, _, port = service.partition("/")
    return transport, int(port)
