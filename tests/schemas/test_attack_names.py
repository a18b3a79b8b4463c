"""Names of techniques and tactics, as MITRE publishes them."""

import csv
from pathlib import Path

from schemas.attack_names import TACTIC_NAMES, TECHNIQUE_NAMES, technique_text
from tests.schemas.test_attack import claims


def test_names_are_those_published(reference: Path) -> None:
    techniques, tactics = dict[str, str](), dict[str, str]()
    with (reference / "attack-ics-techniques.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            techniques[row["technique_id"]] = row["technique"]
            tactics.update(zip(row["tactic_ids"].split(";"), row["tactics"].split(";"), strict=True))
    assert TECHNIQUE_NAMES.items() <= techniques.items()
    assert tactics == TACTIC_NAMES


def test_whatever_an_alert_may_name_has_a_name() -> None:
    assert {technique for technique, _ in claims()} <= TECHNIQUE_NAMES.keys()
    assert {tactic for _, tactic in claims()} <= TACTIC_NAMES.keys()


def test_one_without_a_name_is_shown_by_its_id() -> None:
    assert technique_text("T0886", "TA0109") == "T0886 Remote Services (TA0109 Lateral Movement)"
    assert technique_text("T9999", "TA0109") == "T9999 (TA0109 Lateral Movement)"
