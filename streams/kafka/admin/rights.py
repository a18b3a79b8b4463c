"""Whether the broker allows what a role needs, asked before the work begins: all that lacks, by name.

These checks ask, and change nothing. A broker that asks nobody allows everything.
"""

from collections import defaultdict
from collections.abc import Iterator

from kafka import KafkaAdminClient
from kafka.errors import AuthorizationError, BrokerResponseError, KafkaError

from streams.kafka.admin.acls import Acl, acls_of
from streams.kafka.client.access import check_access
from streams.kafka.client.clients import blocking_arguments
from streams.kafka.client.settings import KafkaSettings
from streams.kafka.log.topics import TOPICS, TopicsError, unreachable, who


def check_rights(settings: KafkaSettings, role: str) -> None:
    """Raises TopicsError with every right of `role` that this client lacks, or when Kafka does not answer."""
    try:
        check_access(settings)
        admin = KafkaAdminClient(**blocking_arguments(settings), client_id="weir-rights")
    except KafkaError as error:
        raise TopicsError(unreachable(settings, error)) from error
    try:
        lacking = list(_lacking(admin, settings, role))
    except KafkaError as error:
        msg = f"the broker at {settings.bootstrap_servers} does not say what is allowed: {error}"
        raise TopicsError(msg) from error
    finally:
        admin.close()
    if lacking:
        msg = (
            f"{who(settings)} lacks rights at {settings.bootstrap_servers}: {', '.join(lacking)};"
            f" `weir topics acls --role {role}` prints how to give them"
        )
        raise TopicsError(msg)


def _lacking(admin: KafkaAdminClient, settings: KafkaSettings, role: str) -> Iterator[str]:
    """Each operation and resource, such as `Write on topic weir.alerts`. Missing topics lack nothing.

    The cluster is not asked.
    """
    wanted: defaultdict[str, list[str]] = defaultdict(list)
    for acl in acls_of(role, settings):
        if acl.resource == "topic":
            for topic in _topics(acl, settings):
                wanted[topic] += acl.operations
        elif acl.resource != "cluster" and not _seen(admin, acl):
            yield f"{' and '.join(acl.operations)} on {acl.resource} {acl.name}{'*' * (acl.pattern == 'prefixed')}"
    for described in sorted(admin.describe_topics(sorted(wanted)), key=lambda one: str(one["name"])):
        name, allowed = described["name"], described.get("authorized_operations")
        if described["error_code"] == _MAY_NOT_BE_SEEN:
            allowed = []
        elif described["error_code"] or allowed is None:
            continue
        plain = {operation.replace("_", "").lower() for operation in allowed}
        if lacks := [operation for operation in wanted[name] if operation.lower() not in plain]:
            yield f"{' and '.join(lacks)} on topic {name}"


_MAY_NOT_BE_SEEN = 29
"""TOPIC_AUTHORIZATION_FAILED, of a topic whose name was given and that may not even be described."""


def _topics(acl: Acl, settings: KafkaSettings) -> list[str]:
    """The full names of Weir's topics that a right is about."""
    names = [settings.topic(spec.name) for spec in TOPICS]
    return [name for name in names if name == acl.name or (acl.pattern == "prefixed" and name.startswith(acl.name))]


def _seen(admin: KafkaAdminClient, acl: Acl) -> bool:
    """Whether a group or a transactional id may be described, which the right to use it brings with it."""
    name = f"{acl.name}0" if acl.pattern == "prefixed" else acl.name
    try:
        if acl.resource == "group":
            admin.list_group_offsets([name])
        else:
            admin.describe_transactions([name])
    except AuthorizationError:
        return False
    except BrokerResponseError:
        # Not known, or its coordinator is not there yet: both are said only to those who may ask.
        return True
    return True
