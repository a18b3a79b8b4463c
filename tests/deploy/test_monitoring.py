"""The dashboard, the alerting rules and the page of figures name what there is, and all there is."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from models.alerts.overflow import MAX_OPEN
from streams.status.figures import FIGURES, PROCESS_FIGURES, Figure
from streams.status.settings import MetricsSettings

NAMES = {figure.name for figure in FIGURES} | set(PROCESS_FIGURES)
METRIC = re.compile(r"\b((?:weir|process)_[a-z_]+)\b")
UNITS = {"none", "short", "s", "cps", "Bps", "bytes", "percentunit", "dateTimeFromNow"}
"""Of Grafana's units, those that fit what Weir counts."""


def named(expression: str) -> set[str]:
    """The figures of an expression; a histogram's by its own name."""
    histograms = {figure.name for figure in FIGURES if figure.kind == "histogram"}
    found = set()
    for name in METRIC.findall(expression):
        base = re.sub(r"_(bucket|sum|count)$", "", name)
        found.add(base if base in histograms else name)
    return found


@pytest.fixture(scope="module")
def dashboard(repository: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((repository / "deploy" / "grafana" / "weir.json").read_text(encoding="utf-8"))
    return found


def panels(dashboard: dict[str, Any]) -> Iterator[dict[str, Any]]:
    return (panel for panel in dashboard["panels"] if panel["type"] != "row")


def test_the_dashboard_shows_every_figure_and_no_other(dashboard: dict[str, Any]) -> None:
    shown = {name for panel in panels(dashboard) for target in panel["targets"] for name in named(target["expr"])}
    assert shown == NAMES


def test_every_panel_says_what_it_shows_in_which_unit(dashboard: dict[str, Any]) -> None:
    for panel in panels(dashboard):
        assert panel["title"]
        assert panel["description"].endswith("."), panel["title"]
        assert panel["fieldConfig"]["defaults"]["unit"] in UNITS, panel["title"]
        assert panel["targets"], panel["title"]
        steps = panel["fieldConfig"]["defaults"]["thresholds"]["steps"]
        assert steps[0]["value"] is None, "Grafana wants a base"


def test_every_panel_asks_the_chosen_source_and_processes(dashboard: dict[str, Any]) -> None:
    variables = {variable["name"] for variable in dashboard["templating"]["list"]}
    assert variables == {"datasource", "job", "instance", "site"}
    for panel in panels(dashboard):
        for asker in (panel, *panel["targets"]):
            assert asker["datasource"] == {"type": "prometheus", "uid": "${datasource}"}
        for target in panel["targets"]:
            assert 'job=~"$job",instance=~"$instance"' in target["expr"]


def test_grafana_takes_the_dashboard(dashboard: dict[str, Any]) -> None:
    # 39 is the schema of Grafana 10.3; later ones upgrade it when they load it.
    assert dashboard["schemaVersion"] == 39
    assert "__inputs" not in dashboard
    numbers = [panel["id"] for panel in dashboard["panels"]]
    assert len(set(numbers)) == len(numbers)
    taken: set[tuple[int, int]] = set()
    for panel in dashboard["panels"]:
        at = panel["gridPos"]
        cells = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        assert max(x for x, _ in cells) < 24
        assert not cells & taken, panel["title"]
        taken |= cells


@pytest.fixture(scope="module")
def rules(repository: Path) -> list[dict[str, Any]]:
    text = (repository / "deploy" / "prometheus" / "weir.rules.yml").read_text(encoding="utf-8")
    return [rule for group in yaml.safe_load(text)["groups"] for rule in group["rules"]]


def test_rules_name_figures_that_there_are(rules: list[dict[str, Any]]) -> None:
    for rule in rules:
        assert named(rule["expr"]) <= NAMES, rule["alert"]
        assert named(rule["expr"]) or rule["expr"].startswith("up{"), rule["alert"]


def test_a_rule_is_whole_and_tells_what_is_the_matter(rules: list[dict[str, Any]]) -> None:
    assert len({rule["alert"] for rule in rules}) == len(rules)
    for rule in rules:
        assert set(rule) <= {"alert", "expr", "for", "labels", "annotations"}
        assert re.fullmatch(r"Weir[A-Za-z]+", rule["alert"])
        assert rule["labels"]["severity"] in {"critical", "warning"}
        assert re.fullmatch(r"\d+[smh]", rule.get("for", "0s"))
        assert set(rule["annotations"]) == {"summary", "description"}
        assert rule["annotations"]["description"].endswith(".")


def test_a_label_that_a_rule_tells_is_one_of_its_figures(rules: list[dict[str, Any]]) -> None:
    labels = {figure.name: set(figure.labels) for figure in FIGURES}
    for rule in rules:
        told = set(re.findall(r"\$labels\.(\w+)", " ".join(rule["annotations"].values())))
        known = {"job", "instance"}.union(*(labels.get(name, set()) for name in named(rule["expr"])))
        assert told <= known, rule["alert"]


def test_thresholds_are_those_of_weir(rules: list[dict[str, Any]]) -> None:
    said = {rule["alert"]: rule["expr"] for rule in rules}
    assert said["WeirLoopStands"].endswith(f"> {MetricsSettings().stale_s:.0f}")
    assert MAX_OPEN - 100 <= int(said["WeirTooManyOpenAlerts"].rpartition(" ")[2]) <= MAX_OPEN


def test_the_scrape_example_asks_the_services_of_docker_compose(repository: Path) -> None:
    text = (repository / "deploy" / "prometheus" / "prometheus.yml").read_text(encoding="utf-8")
    example = yaml.safe_load(text)
    services = yaml.safe_load((repository / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
    assert example["rule_files"] == ["weir.rules.yml"]
    found = [one for job in example["scrape_configs"] for one in job.get("dns_sd_configs", [])]
    assert {name for one in found for name in one["names"]} == {"worker", "collector"}
    for one in found:
        for name in one["names"]:
            assert services[name]["environment"]["WEIR_METRICS_LISTEN"] == f"0.0.0.0:{one['port']}"
    assert all(job["job_name"].startswith("weir") for job in example["scrape_configs"])


def test_promtool_takes_the_rules(repository: Path) -> None:
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("no promtool (Debian: prometheus)")
    folder = repository / "deploy" / "prometheus"
    checked = subprocess.run([promtool, "check", "config", folder / "prometheus.yml"], capture_output=True, check=False)
    assert checked.returncode == 0, checked.stderr.decode()


def row_of(figure: Figure) -> str:
    labels = ", ".join(figure.labels) or "-"
    return f"| `{figure.name}` | {figure.kind} | {labels} | {', '.join(figure.shells)} | {figure.help} |"


def test_the_page_lists_every_figure_as_the_table_has_it(repository: Path) -> None:
    page = (repository / "docs" / "metrics.md").read_text(encoding="utf-8")
    table = page.partition("<!-- figures: begin -->")[2].partition("<!-- figures: end -->")[0]
    assert table.strip().splitlines()[2:] == [row_of(figure) for figure in FIGURES]
    assert set(PROCESS_FIGURES) <= set(re.findall(r"`(process_\w+)`", page))


def test_links_of_the_page_lead_somewhere(repository: Path) -> None:
    page = (repository / "docs" / "metrics.md").read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#]+)", page)
    assert len(links) >= 3
    assert [link for link in links if not (repository / "docs" / link).exists()] == []
