import csv
from pathlib import Path

import pytest

from models.decisions.decision import RETURNED
from models.detectors.dmz_bypass import OUT_OF_OT_WORDS
from models.detectors.external_path import OUTBOUND_BY_COMMON_PORT
from models.detectors.registry import DETECTORS
from models.findings.first_acts import ACT_TECHNIQUES
from schemas.attack import OT_SERVICE_TECHNIQUE, SERVICE_TECHNIQUES


@pytest.fixture(scope="module")
def published(reference: Path) -> dict[str, set[str]]:
    """Technique id -> its tactics, as MITRE publishes them for ICS."""
    with (reference / "attack-ics-techniques.csv").open(encoding="utf-8", newline="") as file:
        return {row["technique_id"]: set(row["tactic_ids"].split(";")) for row in csv.DictReader(file)}


def claims() -> list[tuple[str, str]]:
    shown = {
        (each.technique, each.tactic)
        for words in (*(one.words for one in DETECTORS.values()), RETURNED, OUT_OF_OT_WORDS, OUTBOUND_BY_COMMON_PORT)
        for each in words.techniques
    }
    shown |= {(each.technique, each.tactic) for each in ACT_TECHNIQUES.values()}
    return sorted(shown | set(SERVICE_TECHNIQUES.values()) | {OT_SERVICE_TECHNIQUE})


@pytest.mark.parametrize(("technique", "tactic"), claims())
def test_every_technique_and_tactic_is_a_published_pair(
    published: dict[str, set[str]], technique: str, tactic: str
) -> None:
    assert tactic in published[technique]
