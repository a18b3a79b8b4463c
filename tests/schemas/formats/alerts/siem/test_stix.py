"""Alerts as STIX bundles: OASIS' own validator takes each, and ids follow from the content."""

from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from stix2validator import ValidationOptions, validate_string

from schemas.alert import Alert
from schemas.formats.alerts.siem.stix import stix
from tests.schemas.formats.alerts.alerts import HERE, ONE_EACH, alerts, whole

OPTIONS = ValidationOptions(version="2.1", strict=False)


def faults(alert: Alert) -> list[str]:
    return [str(error) for error in validate_string(stix(alert, HERE).decode(), OPTIONS).errors]


def objects(alert: Alert) -> list[dict[str, Any]]:
    return list(msgspec.json.decode(stix(alert, HERE))["objects"])


@pytest.mark.parametrize("alert", ONE_EACH, ids=lambda alert: alert.kind)
def test_the_validator_takes_an_alert_of_each_kind(alert: Alert) -> None:
    assert faults(alert) == []


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=20, deadline=None)
@given(alerts())
def test_the_validator_takes_any_alert(alert: Alert) -> None:
    assert faults(alert) == []


def test_an_address_has_the_id_that_other_tools_give_it() -> None:
    # As the library of OASIS, stix2 3.0.2, names it.
    made = objects(whole(initiator=msgspec.structs.replace(whole().initiator, ip="198.51.100.3")))  # type: ignore[type-var]
    (address,) = [each for each in made if each.get("value") == "198.51.100.3"]
    assert address["id"] == "ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4"


def test_a_revision_is_a_newer_version_of_the_same_objects() -> None:
    first, second = objects(whole(revision=1)), objects(whole(revision=2))
    assert [each["id"] for each in first] == [each["id"] for each in second]
    (old,), (new,) = ([each for each in some if each["type"] == "note"] for some in (first, second))
    assert old["modified"] < new["modified"]


def test_every_reference_leads_to_an_object_of_the_bundle() -> None:
    made = objects(whole())
    there = {each["id"] for each in made}
    assert len(there) == len(made)
    for each in made:
        for key, value in each.items():
            if key.endswith("_ref"):
                assert value in there
            elif key.endswith("_refs"):
                assert set(value) <= there
