import csv
from pathlib import Path
from typing import get_args

import pytest

from schemas.attack import OT_SERVICE_TECHNIQUE, SERVICE_TECHNIQUES, TECHNIQUES, AlertKind


@pytest.fixture(scope="module")
def published(reference: Path) -> dict[str, set[str]]:
    """Technique id -> its tactics, as MITRE publishes them for ICS."""
    with (reference / "attack-ics-techniques.csv").open(encoding="utf-8", newline="") as file:
        return {row["technique_id"]: set(row["tactic_ids"].split(";")) for row in csv.DictReader(file)}


def claims() -> list[tuple[str, str]]:
    pairs = {pair for claimed in TECHNIQUES.values() for pair in claimed}
    return sorted(pairs | set(SERVICE_TECHNIQUES.values()) | {OT_SERVICE_TECHNIQUE})


@pytest.mark.parametrize(("technique", "tactic"), claims())
def test_every_technique_and_tactic_is_a_published_pair(
    published: dict[str, set[str]], technique: str, tactic: str
) -> None:
    assert tactic in published[technique]


def test_every_kind_of_alert_has_its_line() -> None:
    assert set(TECHNIQUES) == set(get_args(AlertKind))


@pytest.mark.parametrize("kind", ["first-look", "maintenance-digest", "withheld-digest"])
def test_a_digest_claims_no_technique(kind: AlertKind) -> None:
    assert TECHNIQUES[kind] == ()
