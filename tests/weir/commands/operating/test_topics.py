"""`weir topics acls` prints the rights; what asks a broker is in tests/kafka."""

import json

import pytest

from streams.kafka.admin.acls import ROLES
from tests.weir.command_line import nothing_set, weir

__all__ = ["nothing_set"]

pytestmark = pytest.mark.usefixtures("nothing_set")


def test_the_rights_are_printed_for_the_prefix_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEIR_KAFKA_PREFIX", "north")
    said = weir("topics", "acls", "--role", "judge", "--principal", "User:ana")
    assert said.code == 0
    assert "--add --allow-principal User:ana --operation Write --topic north.verdicts" in said.out
    assert len(said.out.splitlines()) == len(ROLES["judge"])


def test_as_json_each_names_its_role() -> None:
    found = [json.loads(line) for line in weir("topics", "acls", "--json").out.splitlines()]
    assert [one["role"] for one in found] == [role for role in ROLES for _ in ROLES[role]]
    assert found[-1]["name"] == "weir.forward."


def test_a_role_that_is_none_is_told_with_those_that_are() -> None:
    said = weir("topics", "acls", "--role", "boss")
    assert said.code == 1
    assert "is one of administrator, grower, collector, worker" in said.error
