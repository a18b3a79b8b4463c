"""What each part of Weir may do at a broker that asks: the least that its command works with.

One literal table, which docs/security.md shows, `weir topics acls` prints and
the tests give to users at a real broker (of the collector's and the worker's, each is left out once).
Deliberately left out: giving these rights, which is the work of the cluster's administrator.
"""

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from streams.kafka.client.settings import KafkaSettings

Operation = Literal["Read", "Write", "Create", "Alter", "Describe", "DescribeConfigs"]
Resource = Literal["topic", "group", "transactional-id", "cluster"]
Pattern = Literal["literal", "prefixed"]


class Acl(Struct, frozen=True):
    """Operations allowed on one resource. `name` is without the prefix until `acls_of` puts it in front."""

    resource: Resource
    name: str
    operations: tuple[Operation, ...]
    why: str
    pattern: Pattern = "literal"


_DESCRIBES_ITSELF = "how many partitions there are"

_READER = (
    Acl("topic", "flows", ("Describe",), _DESCRIBES_ITSELF),
    Acl("topic", "alerts", ("Read",), "`weir alerts`"),
    Acl("topic", "state", ("Read",), "`weir assets`, `weir paths`"),
    Acl("topic", "paths", ("Read",), "`weir paths list --at`"),
    Acl("topic", "path-history", ("Read",), "`weir paths list --at`"),
    Acl("topic", "dead-letter", ("Read",), "`weir dead-letters`"),
)

ROLES: dict[str, tuple[Acl, ...]] = {
    "administrator": (
        Acl("topic", "", ("Create", "Describe", "DescribeConfigs"), "`weir topics create`, `check`", "prefixed"),
        Acl("topic", "state", ("Read", "Write"), "it says there by how many partitions sites are placed"),
    ),
    "grower": (
        Acl("topic", "", ("Alter", "Describe", "DescribeConfigs"), "`weir topics grow` adds partitions", "prefixed"),
        Acl("topic", "state", ("Read", "Write"), "sites move with their state"),
        Acl("topic", "paths", ("Read", "Write"), "and with their paths"),
        Acl("topic", "journal", ("Read", "Write"), "and with their history"),
        Acl("group", "{application}", ("Describe",), "whether workers run"),
        Acl("transactional-id", "{application}.", ("Write",), "it moves them in one transaction", "prefixed"),
    ),
    "collector": (
        Acl("topic", "flows", ("Write",), "what it collects"),
        Acl("topic", "asset-changes", ("Write",), "what it collects"),
        Acl("topic", "verdicts", ("Write",), "what it collects"),
        Acl("topic", "dead-letter", ("Write",), "what it could not read"),
        Acl("topic", "collected", ("Read", "Write"), "how far it has read"),
        Acl("transactional-id", "collect.", ("Write",), "each collector has one, by its name", "prefixed"),
    ),
    "worker": (
        Acl("topic", "", ("Describe", "DescribeConfigs"), "it checks the topics when it starts", "prefixed"),
        Acl("topic", "flows", ("Read", "Write"), "its input; what lies in a wrong partition is sent home"),
        Acl("topic", "asset-changes", ("Read", "Write"), "its input; what lies in a wrong partition is sent home"),
        Acl("topic", "verdicts", ("Read", "Write"), "its input; what lies in a wrong partition is sent home"),
        Acl("topic", "state", ("Read", "Write"), "what it has learnt"),
        Acl("topic", "alerts", ("Write",), "its output"),
        Acl("topic", "paths", ("Write",), "its output"),
        Acl("topic", "path-history", ("Write",), "its output"),
        Acl("topic", "journal", ("Write",), "the order of application"),
        Acl("topic", "dead-letter", ("Write",), "what it could not apply"),
        Acl("group", "{application}", ("Read",), "the workers share the partitions"),
        Acl("transactional-id", "{application}.", ("Write",), "each partition has one", "prefixed"),
    ),
    "reader": _READER,
    "judge": (
        *_READER,
        Acl("topic", "verdicts", ("Write",), "`weir verdict`"),
        Acl("group", "{application}", ("Describe",), "whether a worker runs to take it"),
    ),
    "replayer": (
        Acl("topic", "flows", ("Read",), "`weir replay kafka://`"),
        Acl("topic", "asset-changes", ("Read",), "`weir replay kafka://`"),
        Acl("topic", "verdicts", ("Read",), "`weir replay kafka://`"),
        Acl("topic", "journal", ("Read",), "the order to replay them in"),
    ),
    "keeper": (
        Acl("topic", "", ("Describe",), "it checks that the topics are there", "prefixed"),
        Acl("topic", "state", ("Read", "Write"), "`weir state import`, `reset` change it; `inspect`, `export` read it"),
        Acl("topic", "alerts", ("Write",), "readers hear which alerts are gone"),
        Acl("topic", "paths", ("Write",), "and which paths are gone or there"),
        Acl("topic", "path-history", ("Write",), "the same"),
        Acl("group", "{application}", ("Describe",), "whether workers run"),
        Acl("transactional-id", "{application}.", ("Write",), "it takes the partition as a worker would", "prefixed"),
    ),
    "doctor": (
        Acl("topic", "", ("Describe", "DescribeConfigs"), "`weir doctor --kafka`: settings and sizes", "prefixed"),
        Acl("topic", "flows", ("Read",), "the newest messages: partitioner, clocks"),
        Acl("topic", "asset-changes", ("Read",), "the newest messages: partitioner"),
        Acl("topic", "verdicts", ("Read",), "the newest messages: partitioner"),
        Acl("topic", "state", ("Read",), "the newest records: versions"),
        Acl("group", "{application}", ("Describe",), "members and lag"),
        Acl("transactional-id", "", ("Describe",), "open transactions", "prefixed"),
        Acl("cluster", "kafka-cluster", ("Describe",), "the disks of the brokers"),
    ),
    "forwarder": (
        Acl("topic", "alerts", ("Read",), "what it forwards"),
        Acl("topic", "forwarded", ("Read", "Write"), "how far each output has come"),
        Acl("transactional-id", "forward.", ("Write",), "each output has one, by its name", "prefixed"),
    ),
}
"""Role to what it may do. Write and Read bring Describe with them, as Kafka has it.

Neither Create nor IdempotentWrite on the cluster is among them, and only the doctor may describe it: topics are
made under the prefix, and whoever writes to a topic or has a transactional id may write idempotently since Kafka
2.8 (KIP-679).
"""


def acls_of(role: str, settings: KafkaSettings) -> Iterator[Acl]:
    """The role's rights with the full names of this prefix and application."""
    for acl in ROLES[role]:
        own = f"{settings.prefix}.{acl.name.format(application=settings.application)}"
        # Of clusters Kafka knows one, by this name.
        name = acl.name if acl.resource == "cluster" else own
        yield Acl(acl.resource, name, acl.operations, acl.why, acl.pattern)


def command_line(acl: Acl, principal: str) -> str:
    """The arguments with which Kafka's own `kafka-acls.sh` gives this right."""
    operations = " ".join(f"--operation {operation}" for operation in acl.operations)
    resource = "--cluster" if acl.resource == "cluster" else f"--{acl.resource} {acl.name}"
    return f"--add --allow-principal {principal} {operations} {resource} --resource-pattern-type {acl.pattern}"
