"""Severities are in the order of the table in `docs/detection.md`."""

import re
from pathlib import Path

import pytest

from tests.models.alerts.situations import SITUATIONS

LEVELS = [None, "info", "low", "medium", "high", "critical"]
DOCS = Path(__file__).parents[3] / "docs" / "detection.md"


@pytest.fixture(scope="module")
def severities() -> list[int]:
    """The worst severity of each situation, 0 where nothing alerts."""
    return [max((alert.severity for alert in alerts()), default=0) for _, _, alerts in SITUATIONS]


@pytest.mark.parametrize(("level", "what", "alerts"), SITUATIONS, ids=[what for _, what, _ in SITUATIONS])
def test_each_situation_has_its_level(level: str | None, what: str, alerts: object) -> None:
    assert callable(alerts)
    worst = max(alerts(), key=lambda alert: alert.severity, default=None)
    assert (worst and worst.level) == level, what


def test_a_worse_row_group_is_above_every_milder_one(severities: list[int]) -> None:
    ranks = [LEVELS.index(level) for level, _, _ in SITUATIONS]
    assert ranks == sorted(ranks, reverse=True)
    for rank in set(ranks) - {0}:
        worse = min(severity for severity, own in zip(severities, ranks, strict=True) if own == rank)
        milder = [severity for severity, own in zip(severities, ranks, strict=True) if own < rank]
        assert worse > max(milder)


def test_a_session_from_the_internet_into_an_hmi_is_above_an_office_pc_at_a_controller(severities: list[int]) -> None:
    vnc = next(n for n, (_, what, _) in enumerate(SITUATIONS) if "VNC" in what)
    office = next(n for n, (_, what, _) in enumerate(SITUATIONS) if what.startswith("An office PC speaks Modbus"))
    assert severities[vnc] > severities[office]


def test_the_table_in_the_docs_is_this_one() -> None:
    rows = re.findall(r"^\| (critical|high|medium|low|info|no alert) \| ([^|]+) \|$", DOCS.read_text(), re.MULTILINE)
    assert rows == [(level or "no alert", what) for level, what, _ in SITUATIONS]
    assert len(rows) == 21
