"""The index template: a type for every field that is sent, and that of the schema."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from schemas.formats.alerts.siem.ecs import document
from schemas.formats.alerts.siem.ecs_template import KEYWORDS, TYPES, index_template
from tests.schemas.formats.alerts.alerts import HERE, whole


def leaves(value: dict[str, Any], prefix: str = "") -> Iterator[str]:
    for key, each in value.items():
        if isinstance(each, dict):
            yield from leaves(each, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}"


def test_every_field_that_is_sent_has_a_type() -> None:
    sent = set(leaves(document(whole(closed_because="quiet for 24 h"), HERE)))
    assert sent - set(KEYWORDS) - set(TYPES) == set()


def test_the_types_are_those_of_the_schema(reference: Path) -> None:
    with (reference / "ecs-fields.csv").open() as file:
        types = {row["Field"]: row["Type"] for row in csv.DictReader(file)}
    ours = dict.fromkeys(KEYWORDS, "keyword") | TYPES
    for name, kind in ours.items():
        if not name.startswith(("weir.", "labels.")):
            assert types[name] in {kind, {"text": "match_only_text"}.get(kind, kind), "match_only_text", "wildcard"}, (
                name
            )


def test_fields_lie_within_each_other() -> None:
    properties = index_template("alerts-weir*")["template"]["mappings"]["properties"]  # type: ignore[index]
    assert properties["source"]["properties"]["ip"] == {"type": "ip"}
    assert properties["weir"]["properties"]["alert"]["properties"]["id"]["type"] == "keyword"
