"""The table of rights: least, of Weir's own resources only, and as docs/security.md shows it."""

from pathlib import Path

import pytest

from streams.kafka.admin.acls import ROLES, acls_of, command_line
from streams.kafka.client.settings import KafkaSettings
from streams.kafka.log.topics import TOPICS

SETTINGS = KafkaSettings(prefix="north", application="night")


@pytest.mark.parametrize("role", ROLES)
def test_all_rights_are_under_the_prefix_and_topics_are_those_of_the_table(role: str) -> None:
    names = {SETTINGS.topic(spec.name) for spec in TOPICS}
    for acl in acls_of(role, SETTINGS):
        assert acl.name.startswith("north.") or (role, acl.resource) == ("doctor", "cluster")
        assert acl.resource != "topic" or acl.name in names or (acl.name, acl.pattern) == ("north.", "prefixed")


def test_the_names_are_those_that_the_worker_uses() -> None:
    worker = {(acl.resource, acl.pattern): acl.name for acl in acls_of("worker", SETTINGS)}
    assert worker["group", "literal"] == SETTINGS.group
    assert SETTINGS.transactional_id(7).startswith(worker["transactional-id", "prefixed"])


def test_nobody_but_the_administrator_makes_topics_and_readers_write_nothing() -> None:
    allowed = {role: {op for acl in acls for op in acl.operations} for role, acls in ROLES.items()}
    assert [role for role in ROLES if "Create" in allowed[role]] == ["administrator"]
    assert not any("Write" in allowed[role] for role in ("reader", "replayer", "doctor"))


def test_a_right_is_printed_as_kafkas_own_tool_takes_it() -> None:
    assert command_line(list(acls_of("collector", SETTINGS))[4], "User:c") == (
        "--add --allow-principal User:c --operation Read --operation Write --topic north.collected"
        " --resource-pattern-type literal"
    )


def test_a_right_on_the_cluster_has_no_name_there() -> None:
    assert command_line(list(acls_of("doctor", SETTINGS))[-1], "User:d") == (
        "--add --allow-principal User:d --operation Describe --cluster --resource-pattern-type literal"
    )


def test_the_documentation_shows_the_table(repository: Path) -> None:
    text = (repository / "docs" / "security.md").read_text(encoding="utf-8")
    shown = [line for line in text.splitlines() if line.startswith("| ") and line.count("|") == 6]
    assert shown[1:] == [
        f"| {role} | {acl.resource} | `{acl.name}{'*' * (acl.pattern == 'prefixed')}` | {', '.join(acl.operations)} |"
        f" {acl.why} |"
        for role in ROLES
        for acl in acls_of(role, KafkaSettings())
    ]
