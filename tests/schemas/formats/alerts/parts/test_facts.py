"""What several formats derive from an alert alike."""

import pytest

from schemas.alert import Party
from schemas.formats.alerts.parts import facts
from tests.schemas.formats.alerts.alerts import whole


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("10.1.4.17", "10.1.4.17"),
        ("fe80::1%eth0", "fe80::1"),
        ("2001:DB8::0:1", "2001:db8::1"),
        ("192.52.193.0/24", None),
        ("plc-07", None),
        ("", None),
        (None, None),
    ],
)
def test_an_address_is_one_that_receivers_type(text: str | None, address: str | None) -> None:
    assert facts.plain_address(text) == address


@pytest.mark.parametrize(
    ("time_s", "text"),
    [
        (1_768_176_060.25, "2026-01-12T00:01:00.250Z"),
        (0.0, "1970-01-01T00:00:00.000Z"),
        (-5.0, "1970-01-01T00:00:00.000Z"),
        (1e15, "9999-12-31T23:59:59.999Z"),
        (1.9996, "1970-01-01T00:00:02.000Z"),
    ],
)
def test_a_time_is_rfc_3339_with_milliseconds(time_s: float, text: str) -> None:
    assert facts.timestamp(time_s) == text


def test_a_party_is_called_by_its_name_its_address_or_its_id() -> None:
    assert facts.name_of(Party(asset="mac:x", name="plc-07", ip="10.9.1.7")) == "plc-07"
    assert facts.name_of(Party(asset="mac:x", ip="10.9.1.7")) == "10.9.1.7"
    assert facts.name_of(Party(asset="mac:x")) == "mac:x"
    assert facts.name_of(None) is None


def test_addresses_and_names_are_each_told_once() -> None:
    assert facts.addresses(whole()) == ["10.1.4.17", "10.9.1.7"]
    assert facts.names(whole()) == ["eng-ws-17", "plc-07"]


def test_the_heaviest_reason_comes_first() -> None:
    assert list(facts.reason_lines(whole())) == ["a path from IT to OT (+40)", "reached by 2 peers until now (+17)"]
