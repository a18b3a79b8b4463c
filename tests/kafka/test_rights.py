"""Rights at a broker that asks: each that lacks is named before the work begins, or by the command that needs it."""

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from streams.kafka.admin.acls import ROLES, Acl, acls_of
from streams.kafka.admin.rights import check_rights
from streams.kafka.client.settings import KafkaSettings
from streams.kafka.log import read, topics
from streams.kafka.log.outbox import KafkaOutbox
from streams.kafka.log.topics import TopicsError
from streams.outputs.outbox import Cursor, OutboxError
from tests.chaos import Chaos
from tests.kafka.broker import RunningBroker
from tests.kafka.outlasting import PARTITIONS, outlives
from tests.kafka.secured import SecuredBroker, environment
from tests.kafka.world import World
from tests.streams.records import a_verdict

pytestmark = pytest.mark.kafka


@pytest.fixture(scope="module")
def made(secured: SecuredBroker) -> KafkaSettings:
    """Settings of a prefix whose topics are there."""
    settings = secured.settings("rights")
    topics.create(settings)
    return settings


def one_by_one(role: str, settings: KafkaSettings) -> list[Acl]:
    """A role's rights, each with one operation."""
    return [
        msgspec.structs.replace(acl, operations=(operation,))
        for acl in acls_of(role, settings)
        for operation in acl.operations
    ]


CASES = [
    (role, number)
    for role in ("collector", "worker")
    for number in range(len(one_by_one(role, KafkaSettings(prefix="rights"))))
]


@pytest.mark.parametrize(("role", "number"), CASES)
def test_each_right_that_lacks_is_named_when_it_starts(
    secured: SecuredBroker, made: KafkaSettings, role: str, number: int
) -> None:
    rights = one_by_one(role, made)
    lacking = rights.pop(number)
    user = secured.user_with(rights)
    named = lacking.name if lacking.resource != "topic" or lacking.pattern == "literal" else f"{made.prefix}.collected"
    with pytest.raises(TopicsError) as raised:
        check_rights(msgspec.structs.replace(made, sasl_username=user), role)
    assert f"user {user!r} lacks rights at {made.bootstrap_servers}: " in str(raised.value)
    assert re.search(f"{lacking.operations[0]}( and \\w+)? on {lacking.resource} {re.escape(named)}", str(raised.value))
    assert f"`weir topics acls --role {role}`" in str(raised.value)


@pytest.mark.parametrize("role", ROLES)
def test_who_has_the_rights_of_a_role_lacks_none(secured: SecuredBroker, made: KafkaSettings, role: str) -> None:
    check_rights(msgspec.structs.replace(made, sasl_username=secured.user_with(acls_of(role, made))), role)


def test_a_broker_that_asks_nobody_allows_everything(broker: RunningBroker, kafka_prefix: str) -> None:
    settings = KafkaSettings(bootstrap_servers=broker.bootstrap, prefix=kafka_prefix, partitions=1, replication=1)
    for role in ROLES:
        check_rights(settings, role)
    topics.create(settings)
    for role in ROLES:
        check_rights(settings, role)


def test_reading_and_judging_name_the_topic_they_may_not_use(secured: SecuredBroker, made: KafkaSettings) -> None:
    reader = msgspec.structs.replace(made, sasl_username=secured.user_with(acls_of("reader", made)))
    with pytest.raises(TopicsError, match=r"TopicAuthorizationFailed.*rights.verdicts.*weir topics acls"):
        read.publish_verdict(reader, a_verdict())
    nobody = msgspec.structs.replace(made, sasl_username=secured.user_with(list(acls_of("reader", made))[:1]))
    with pytest.raises(TopicsError, match=r"rights.alerts is missing at .* or hidden from user .*weir topics acls"):
        read.revisions(nobody)
    with pytest.raises(TopicsError, match=r"topic other.* was not made: TopicAuthorizationFailed.*topics acls"):
        topics.create(msgspec.structs.replace(reader, prefix="other"))


def test_a_forwarder_reads_alerts_and_keeps_cursors_under_its_own_names_alone(
    secured: SecuredBroker, made: KafkaSettings
) -> None:
    settings = msgspec.structs.replace(made, sasl_username=secured.user_with(acls_of("forwarder", made)))
    outbox = KafkaOutbox(settings, "siem")
    outbox.open()
    assert outbox.take(Cursor(), 1).rows == []
    outbox.keep("siem", Cursor({0: 1}))
    outbox.close()
    with pytest.raises(TopicsError, match="hidden from user"):
        read.last_values(settings, "collected", 0)
    nobody = msgspec.structs.replace(made, sasl_username=secured.user_with(list(acls_of("forwarder", made))[:2]))
    with pytest.raises(OutboxError, match=r"TransactionalIdAuthorizationFailed.*weir topics acls"):
        KafkaOutbox(nobody, "siem").open()


class ByRight(World):
    """A world whose worker is a user with a worker's rights, and no others."""

    def __init__(self, secured: SecuredBroker, prefix: str, folder: Path) -> None:
        super().__init__(secured.broker, prefix, folder, partitions=PARTITIONS, commit_timeout_s=5.0)
        self.worker_settings = secured.settings(prefix, commit_timeout_s=self.settings.commit_timeout_s)
        user = secured.user_with(acls_of("worker", self.worker_settings))
        self.worker_settings = msgspec.structs.replace(self.worker_settings, sasl_username=user)

    def environment(self) -> dict[str, str]:
        return environment(self.worker_settings)


def read_only(world: ByRight, secured: SecuredBroker) -> Iterator[None]:
    user = world.worker_settings.sasl_username
    assert user is not None
    writing = Acl("topic", world.settings.topic("state"), ("Write",), "what it has learnt")
    secured.change(user, writing, given=False)
    yield
    secured.change(user, writing, given=True)


@pytest.mark.fault
def test_the_broker_lets_nothing_be_written_any_more(
    secured: SecuredBroker, kafka_prefix: str, tmp_path: Path, chaos: Chaos
) -> None:
    world = ByRight(secured, kafka_prefix, tmp_path)
    outlives(world, chaos, "read-only", read_only(world, secured), "TopicAuthorization")
