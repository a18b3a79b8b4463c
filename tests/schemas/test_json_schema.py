from pathlib import Path
from typing import Any

import msgspec
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from schemas.json_schema import PUBLISHED, json_schema, schema_files
from tests.schemas import records
from tests.schemas.test_alert import ALERT


def errors(record: type[msgspec.Struct], instance: Any) -> list[str]:
    return [error.message for error in Draft202012Validator(json_schema(record)).iter_errors(instance)]


@pytest.mark.parametrize("name", sorted(PUBLISHED))
def test_the_published_file_is_what_the_record_says(repository: Path, name: str) -> None:
    file = f"{name}.schema.json"
    published = repository / "docs" / "reference" / file
    assert published.is_file(), "run: make schemas"
    assert published.read_bytes() == schema_files()[file], "run: make schemas"


def test_no_file_is_published_that_no_record_makes(repository: Path) -> None:
    published = (repository / "docs" / "reference").glob("*.schema.json")
    assert {file.name for file in published} == set(schema_files())


@pytest.mark.parametrize("name", sorted(PUBLISHED))
def test_a_schema_is_a_schema(name: str) -> None:
    Draft202012Validator.check_schema(json_schema(PUBLISHED[name]))


def test_a_description_has_no_indentation_of_its_source() -> None:
    assert all(b"\\n    " not in content for content in schema_files().values())


@given(st.one_of(records.flows, records.asset_changes, records.verdicts, records.ticks, st.just(ALERT)))
def test_what_weir_writes_fits_what_it_publishes(record: msgspec.Struct) -> None:
    assert errors(type(record), orjson.loads(msgspec.json.encode(record))) == []


def test_a_record_past_its_bounds_does_not_fit() -> None:
    assert errors(PUBLISHED["tick"], {"site": "north", "collector": "c", "time": -1}) != []
