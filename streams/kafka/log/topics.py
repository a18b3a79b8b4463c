"""The topics: one table of what each keeps and why, made and checked from it.

All have the same number of partitions and are partitioned by site, so that all of a plant lies in
one partition of each. Whoever writes names the partition: `partition_of` is the one rule.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from kafka import KafkaAdminClient
from kafka.admin import ConfigResource
from kafka.errors import AuthorizationError, KafkaError, for_code
from msgspec import Struct

from streams.kafka.client import groups, home
from streams.kafka.client.access import check_access
from streams.kafka.client.clients import blocking_arguments
from streams.kafka.client.no_access import NoAccess
from streams.kafka.client.settings import KafkaSettings
from streams.kafka.log import layout, retention

_DAY_MS = 86_400_000
_FOREVER = "-1"

MAX_MESSAGE_BYTES = 1_048_588
"""Kafka's default `message.max.bytes`; all Weir writes stays below it, so no broker need be changed."""


COORDINATOR_WITHIN_S = 60.0
"""A broker that has just begun, or never had a group, takes some seconds to find who coordinates one."""


class TopicSpec(Struct, frozen=True):
    """One topic: its name without the prefix, its settings, and why it has them."""

    name: str
    configs: dict[str, str]
    why: str


def _kept(days: int) -> dict[str, str]:
    return {"cleanup.policy": "delete", "retention.ms": str(days * _DAY_MS), "retention.bytes": _FOREVER}


# A segment is compacted only once it is closed: at 64 MB or after a day a quiet log is compacted too.
_COMPACTED = {
    "cleanup.policy": "compact",
    "segment.bytes": str(64 * 1024 * 1024),
    "segment.ms": str(_DAY_MS),
    "min.cleanable.dirty.ratio": "0.3",
    "delete.retention.ms": str(7 * _DAY_MS),
}

TOPICS: tuple[TopicSpec, ...] = (
    TopicSpec("flows", _kept(7), "a worker away over a weekend loses nothing; a week can be replayed"),
    TopicSpec("asset-changes", _kept(400), "few; a replay of last year needs the zones of last year"),
    TopicSpec("verdicts", _kept(400), "few; what people decided is part of every replay"),
    TopicSpec("alerts", _kept(400), "a year and a month: audits ask for last year"),
    TopicSpec("paths", _COMPACTED, "the security graph: the last word on each path"),
    TopicSpec("path-history", _kept(400), "a line per path and day, and per change of status: what compaction forgets"),
    TopicSpec("state", _COMPACTED, "the workers' baselines: the last state of each record, for ever"),
    TopicSpec("journal", _kept(400), "the order of application: useless without its inputs, small"),
    TopicSpec("dead-letter", _kept(30), "a month to find out who sent it"),
    TopicSpec("collected", _COMPACTED, "up to where each collector has read its sources"),
    TopicSpec("forwarded", _COMPACTED, "up to where each output has taken the alerts"),
)


partition_of = home.partition_of
"""Where a site lies: said here too, since whoever writes to a topic needs it."""


class Finding(Struct, frozen=True):
    """One thing that is not as it must be, and what to do about it."""

    topic: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        """One line for people."""
        return f"{self.topic}: {self.problem}; {self.remedy}"


class TopicsError(Exception):
    """The topics can't be made or read; says which and why."""


def create(settings: KafkaSettings) -> list[str]:
    """Make the topics that are missing; the full names of those made. What is there is left alone.

    The state then says by how many partitions its sites are placed, if it did not. Raises TopicsError, also
    where sites lie by another number.
    """
    made: list[str] = []
    admin = _admin(settings)
    try:
        there = set(admin.list_topics())
        wanted = {
            settings.topic(spec.name): {
                "num_partitions": settings.partitions,
                "replication_factor": settings.replication,
                "configs": retention.configs_of(spec.name, spec.configs, settings),
            }
            for spec in TOPICS
            if settings.topic(spec.name) not in there
        }
        answer = admin.create_topics(wanted, raise_errors=False) if wanted else {"topics": []}
        for topic in answer["topics"]:
            code = topic["error_code"]
            if code == 0:
                made.append(topic["name"])
            elif for_code(code).__name__ != "TopicAlreadyExistsError":
                reason = why(for_code(code)(topic.get("error_message") or ""))
                msg = f"topic {topic['name']} was not made: {reason}"
                raise TopicsError(msg)
        admin.wait_for_topics(made)
        counts = set(_counts(admin, settings).values())
        if len(counts) == 1:
            layout.ensure(settings, counts.pop())
    except layout.LayoutDiffers as error:
        raise TopicsError(str(error)) from error
    except KafkaError as error:
        msg = f"the broker at {settings.bootstrap_servers} refused: {why(error)}"
        raise TopicsError(msg) from error
    finally:
        admin.close()
    return sorted(made)


def check(settings: KafkaSettings) -> list[Finding]:
    """What is wrong with the topics; empty when all is well. Partition counts, clean-up, message size."""
    admin = _admin(settings)
    try:
        return _findings(admin, settings)
    except KafkaError as error:
        msg = f"the broker at {settings.bootstrap_servers} refused: {why(error)}"
        raise TopicsError(msg) from error
    finally:
        admin.close()


def kept_otherwise(settings: KafkaSettings) -> list[retention.Kept]:
    """The topics that keep their messages for another time than the settings say. Raises TopicsError."""
    with _asked(settings) as admin:
        there = sorted(set(admin.list_topics()) & {settings.topic(spec.name) for spec in TOPICS})
        described = admin.describe_configs([ConfigResource("topic", name) for name in there], config_filter="all")
        found = {name: {key: str(entry["value"]) for key, entry in described["topic"][name].items()} for name in there}
        return list(retention.differing({spec.name: spec.configs for spec in TOPICS}, found, settings))


def partition_count(settings: KafkaSettings) -> int:
    """How many partitions the flows topic has, whatever the settings say. Raises TopicsError when it is missing."""
    admin = _admin(settings)
    name = settings.topic("flows")
    try:
        there = name in set(admin.list_topics())
        count = len(admin.describe_topics([name])[0]["partitions"]) if there else 0
    except KafkaError as error:
        msg = f"the broker at {settings.bootstrap_servers} refused: {why(error)}"
        raise TopicsError(msg) from error
    finally:
        admin.close()
    if not there:
        raise TopicsError(missing(settings, name))
    return count


def message_limits(settings: KafkaSettings) -> dict[str, int]:
    """The largest message that each topic takes, by name without prefix. Topics that don't tell are left out."""
    admin = _admin(settings)
    try:
        names = {settings.topic(spec.name): spec.name for spec in TOPICS}
        there = [name for name in admin.list_topics() if name in names]
        described = admin.describe_configs([ConfigResource("topic", name) for name in there], config_filter="all")
        return {names[name]: int(entries["max.message.bytes"]["value"]) for name, entries in described["topic"].items()}
    except (KafkaError, KeyError, ValueError):
        # It takes a right of its own (DESCRIBE_CONFIGS); without it Kafka's default is taken for granted.
        return {}
    finally:
        admin.close()


def partition_counts(settings: KafkaSettings) -> dict[str, int]:
    """How many partitions each of the topics has that are there, by full name."""
    with _asked(settings) as admin:
        return _counts(admin, settings)


def add_partitions(settings: KafkaSettings, wanted: int) -> None:
    """Give every topic that has fewer partitions `wanted` of them, and wait until the broker has them."""
    with _asked(settings) as admin:
        fewer = [name for name, count in _counts(admin, settings).items() if count < wanted]
        if not fewer:
            return
        admin.create_partitions(dict.fromkeys(fewer, wanted), timeout_ms=60_000)
        deadline = time.monotonic() + 60.0
        while min(_counts(admin, settings).values()) < wanted:
            if time.monotonic() > deadline:
                msg = f"the broker took {wanted} partitions, and does not have them after a minute: run this again"
                raise TopicsError(msg)
            time.sleep(0.1)
        admin.wait_for_topics(fewer, timeout_ms=60_000)


def group_members(settings: KafkaSettings) -> list[str]:
    """The workers in the group, by client and host. A dead one is a member until its session has timed out."""
    with _asked(settings) as admin:
        return list(groups.describe(admin, settings.group, within_s=COORDINATOR_WITHIN_S).members)


def _findings(admin: KafkaAdminClient, settings: KafkaSettings) -> list[Finding]:
    there = set(admin.list_topics())
    names = {settings.topic(spec.name): spec for spec in TOPICS}
    missing = [name for name in sorted(names) if name not in there]
    present = [name for name in sorted(names) if name in there]
    findings = [Finding(name, "is missing", "run `weir topics create`") for name in missing]
    if not present:
        return findings
    findings += _uneven(_counts(admin, settings), settings.partitions)
    described = admin.describe_configs([ConfigResource("topic", name) for name in present], config_filter="all")
    for name in present:
        values = {key: entry["value"] for key, entry in described["topic"][name].items()}
        findings += _misconfigured(name, names[name], values)
    return findings


@contextmanager
def _asked(settings: KafkaSettings) -> Iterator[KafkaAdminClient]:
    admin = _admin(settings)
    try:
        yield admin
    except KafkaError as error:
        msg = f"the broker at {settings.bootstrap_servers} refused: {error!r}"
        raise TopicsError(msg) from error
    finally:
        admin.close()


def _counts(admin: KafkaAdminClient, settings: KafkaSettings) -> dict[str, int]:
    there = set(admin.list_topics())
    present = [name for name in (settings.topic(spec.name) for spec in TOPICS) if name in there]
    if not present:
        return {}
    return {topic["name"]: len(topic["partitions"]) for topic in admin.describe_topics(present)}


def _uneven(counts: dict[str, int], wanted: int) -> list[Finding]:
    """A site's flows and state must lie in one partition, so all topics need the same number."""
    most = max(counts.values())
    if len(set(counts.values())) > 1:
        remedy = f"all topics need the same number: stop the workers and run `weir topics grow {max(most, wanted)}`"
    elif most < wanted:
        remedy = f"set [kafka] partitions to {most}, or stop the workers and run `weir topics grow {wanted}`"
    else:
        remedy = f"set [kafka] partitions to {most}: topics do not shrink"
    return [
        Finding(name, f"has {count} partitions, the settings say {wanted}", remedy)
        for name, count in sorted(counts.items())
        if count != wanted
    ]


def _misconfigured(name: str, spec: TopicSpec, values: dict[str, str]) -> Sequence[Finding]:
    findings = []
    wanted, found = spec.configs["cleanup.policy"], values.get("cleanup.policy", "")
    if found != wanted:
        why = "would lose state" if wanted == "compact" else "would forget all but the last message of a key"
        remedy = f"set it to {wanted}: {found} {why}"
        findings.append(Finding(name, f"has cleanup.policy={found}, not {wanted}", remedy))
    size = int(values.get("max.message.bytes", MAX_MESSAGE_BYTES))
    if size < MAX_MESSAGE_BYTES:
        remedy = f"set it to {MAX_MESSAGE_BYTES} or more"
        findings.append(Finding(name, f"has max.message.bytes={size}: a checkpoint may be refused", remedy))
    kept = values.get("retention.ms", _FOREVER)
    if wanted == "delete" and kept != _FOREVER and int(kept) < _DAY_MS:
        remedy = f"set it to {spec.configs['retention.ms']}: {spec.why}"
        findings.append(Finding(name, f"has retention.ms={kept}, less than a day", remedy))
    return findings


def _admin(settings: KafkaSettings) -> KafkaAdminClient:
    try:
        check_access(settings)
        return KafkaAdminClient(**blocking_arguments(settings), client_id="weir-topics")
    except KafkaError as error:
        raise TopicsError(unreachable(settings, error)) from error


def missing(settings: KafkaSettings, name: str) -> str:
    """What to say of a topic that is not seen: a broker that gives rights hides those that it gives none to."""
    hidden = settings.security_protocol != "PLAINTEXT"
    return (
        f"topic {name} is missing at {settings.bootstrap_servers}{f', or hidden from {who(settings)}' * hidden}:"
        f" run `weir topics create`{', or give the rights that `weir topics acls` lists' * hidden}"
    )


def who(settings: KafkaSettings) -> str:
    """Who we are to the broker."""
    return "this client" if settings.sasl_username is None else f"user {settings.sasl_username!r}"


def why(error: KafkaError) -> str:
    """A broker's error, and what to do about one of rights."""
    hint = "; `weir topics acls` lists the rights that each command needs" * isinstance(error, AuthorizationError)
    return f"{error!r}{hint}"


def unreachable(settings: KafkaSettings, error: KafkaError) -> str:
    """What to say when no broker answers, or none lets us in."""
    if isinstance(error, NoAccess):
        return str(error)
    return f"no Kafka at {settings.bootstrap_servers} ({error!r}): is it running, and is that its address?"
