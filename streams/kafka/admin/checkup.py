"""The checks of `weir doctor` on Kafka: one function a line, one line each in `CHECKS`."""

from collections import Counter
from collections.abc import Callable

from kafka.admin import ConfigResource
from kafka.errors import KafkaError, UnsupportedVersionError

from models.state.river_codec import RIVER_VERSION
from schemas.state import STATE_VERSION, StateRecord
from streams.checkpoint.settings_mark import differing, mark_of
from streams.checkup import Diagnosis, fail, ok, warn
from streams.kafka.admin.behind import age, behind
from streams.kafka.admin.checkup_view import KafkaView
from streams.kafka.client import groups
from streams.kafka.log import read, topics
from streams.kafka.log.collected import notes_of_all
from streams.kafka.log.state_messages import LAYOUT_KEY, PART_SEPARATOR, POSITIONS_KEY, marks_of
from streams.kafka.log.topics import TOPICS, partition_of
from streams.messages import INPUT_TOPICS
from streams.sources.strangers import NOTE_BEGINS, REMEDY, strangers_in
from streams.state.inspection import diagnose_versions

OLDEST_BROKER = (2, 5)
"""The first with KIP-447, by which a fenced producer learns that it is. Tests run what `tests/kafka/pom.xml` says."""

BEHIND_WARN_S, BEHIND_FAIL_S = 60.0, 86_400.0
"""How old the oldest message not yet applied may be: conventions. Past a day of the seven that are kept, flows
will be deleted before they are read."""

CLOCK_WARN_S, CLOCK_FAIL_S = 5.0, 60.0
"""How far ahead of this machine's clock a collector's may be: conventions. NTP keeps milliseconds."""

SILENT_S = 120.0
"""A collector ticks every 10 s: twelve in a row are missing."""

STATE_BYTES_WARN = 4 * 1024**3
"""Of one partition's state log: a convention. Taking the partition over reads all of it."""

OPEN_WARN_S = 120.0
"""Twice the longest time-out of a transaction that Weir opens."""

DISK_WARN, DISK_FAIL = 0.2, 0.05
"""Of a broker's log folder, the share that is free: conventions."""


def broker(view: KafkaView) -> Diagnosis:
    """Whether it answers."""
    try:
        cluster = view.admin.describe_cluster()
    except (KafkaError, topics.TopicsError) as error:
        where = view.settings.bootstrap_servers
        return fail(
            f"no answer from {where}: {error}", "is it running, is that its address, does a firewall stand between"
        )
    count = len(cluster["brokers"])
    return ok(f"{count} broker{'s' if count != 1 else ''} at {view.settings.bootstrap_servers}")


def broker_version(view: KafkaView) -> Diagnosis:
    """Whether it can do what the state log needs."""
    brokers = view.admin.describe_cluster()["brokers"]
    found = {one["broker_id"]: view.admin.get_broker_version_data(one["broker_id"]).broker_version for one in brokers}
    told = ", ".join(sorted({".".join(map(str, version)) for version in found.values()}))
    if any(version < OLDEST_BROKER for version in found.values()):
        wanted = ".".join(map(str, OLDEST_BROKER))
        return fail(f"Kafka {told}", f"upgrade the brokers to {wanted} or newer: older ones fence too late")
    return ok(f"Kafka {told}, by what it answers to")


def topics_there(view: KafkaView) -> Diagnosis:
    """Whether all topics are there."""
    missing = [view.settings.topic(one.name) for one in TOPICS if view.settings.topic(one.name) not in view.counts]
    if missing:
        return fail(f"missing: {', '.join(missing)}", "run `weir topics create`")
    return ok(f"all {len(TOPICS)} are there")


def partition_counts(view: KafkaView) -> Diagnosis:
    """Whether all topics have the partitions that the settings say."""
    wrong = topics._uneven(view.counts, view.settings.partitions)  # noqa: SLF001 - the same rule, told apart
    if wrong:
        return fail("; ".join(f"{one.topic} {one.problem}" for one in wrong), wrong[0].remedy)
    return ok(f"{view.settings.partitions} each")


def topic_settings(view: KafkaView) -> Diagnosis:
    """Retention, compaction and message size."""
    specs = {view.settings.topic(one.name): one for one in TOPICS}
    present = sorted(view.counts)
    if not present:
        return fail("there are no topics", "run `weir topics create`")
    described = view.admin.describe_configs([ConfigResource("topic", name) for name in present], config_filter="all")
    wrong: list[topics.Finding] = []
    for name in present:
        values = {key: entry["value"] for key, entry in described["topic"][name].items()}
        wrong += topics._misconfigured(name, specs[name], values)  # noqa: SLF001 - the same rule, told apart
    if wrong:
        return fail("; ".join(f"{one.topic} {one.problem}" for one in wrong), "; ".join(one.remedy for one in wrong))
    return ok("retention, compaction and message size are as they must be")


def partitioner(view: KafkaView) -> Diagnosis:
    """Whether whoever writes to the input topics puts a site into its partition."""
    wrong: Counter[tuple[str, str]] = Counter()
    seen = 0
    for name in INPUT_TOPICS:
        count = len(view.partitions(name))
        for message in view.newest(name):
            seen += 1
            key = (message.key or b"").decode("utf-8", "backslashreplace")
            if not key or partition_of(key, count) != message.partition:
                wrong[message.topic, key or "(no key)"] += 1
    if wrong:
        told = ", ".join(f"{count} of {key} in {topic}" for (topic, key), count in wrong.most_common(5))
        remedy = "key by site with murmur2, as Java and kafka-python do: librdkafka's partitioner=murmur2_random"
        return fail(f"in the wrong partition: {told}", remedy)
    return ok(f"the newest {seen:,} messages lie where their sites belong")


def lag(view: KafkaView) -> Diagnosis:
    """How far the workers are behind, by topic."""
    found = behind(view)
    oldest_s = found.oldest_s
    said = f"messages not yet acknowledged: {found.told()}"
    if oldest_s > BEHIND_FAIL_S:
        return fail(f"{said}; the oldest is {age(oldest_s)} old", "start workers before retention deletes it")
    if oldest_s > BEHIND_WARN_S:
        return warn(f"{said}; the oldest is {age(oldest_s)} old", "start workers, or wait until they have caught up")
    return ok(said)


def group(view: KafkaView) -> Diagnosis:
    """Whether workers run, and share the partitions."""
    name = view.settings.group
    found = groups.describe(view.admin, name)
    members, state = len(found.members), found.state
    if members == 0:
        return warn(f"no worker runs in group {name}", "start `weir worker`")
    if state.lower() != "stable":
        return warn(f"{members} members, {state}", "they are sharing the partitions anew; look again in some seconds")
    if members > view.settings.partitions:
        idle = members - view.settings.partitions
        return warn(f"{members} members, {idle} with nothing to do", "more partitions, or fewer workers")
    return ok(f"{members} member{'s' if members != 1 else ''}, {state.lower()}")


def state_log(view: KafkaView) -> Diagnosis:
    """How much a worker reads that takes a partition over."""
    name = view.settings.topic("state")
    where = view.partitions("state")
    if not where:
        return fail(f"{name} is missing", "run `weir topics create`")
    sizes: Counter[int] = Counter()
    for node in view.admin.describe_log_dirs([name]):
        for folder in node["log_dirs"]:
            for topic in folder["topics"]:
                for part in topic["partitions"]:
                    index = part["partition_index"]
                    sizes[index] = max(sizes[index], part["partition_size"])
    begins, ends = view.consumer.beginning_offsets(where), view.consumer.end_offsets(where)
    largest, size = max(sizes.items(), key=lambda item: (item[1], -item[0]), default=(0, 0))
    offsets = max(ends[one] - begins[one] for one in where)
    said = f"at most {size:,} bytes (partition {largest}) and {offsets:,} records ever written, in a partition"
    if size > STATE_BYTES_WARN:
        remedy = "is the broker's log cleaner running? Else spread the sites over more partitions"
        return warn(said, remedy)
    return ok(said)


def transactions(view: KafkaView) -> Diagnosis:
    """Whether one was left open: readers of what is committed stand still before it."""
    begin = view.settings.prefix + "."
    try:
        listed = view.admin.list_transactions(state_filters=["Ongoing"])
    except (UnsupportedVersionError, KafkaError) as error:
        return warn(f"can't be listed: {error!r}", "let this user describe transactional ids, or use a broker from 3.0")
    ids = [one.transactional_id for ones in listed.values() for one in ones if one.transactional_id.startswith(begin)]
    now = view.clock()
    old: list[str] = []
    for name, found in view.admin.describe_transactions(ids).items():
        open_s = now - found.transaction_start_time_ms / 1_000.0
        if found.transaction_start_time_ms > 0 and open_s > OPEN_WARN_S:
            old.append(f"{name} for {age(open_s)}")
    if old:
        remedy = "start its worker or collector, which ends it, or abort it with kafka-transactions.sh"
        return fail(f"open: {', '.join(sorted(old))}", remedy)
    return ok(f"{len(ids)} under way, none for long")


def clock(view: KafkaView) -> Diagnosis:
    """Whether the collectors' clocks and this one agree, and the collectors tick."""
    now = view.clock()
    ahead: dict[str, float] = {}
    newest: dict[str, float] = {}
    for message, tick in view.ticks():
        ahead[tick.collector] = max(ahead.get(tick.collector, 0.0), tick.time - now)
        newest[tick.collector] = max(newest.get(tick.collector, 0.0), message.timestamp / 1_000.0, tick.time)
    if not newest:
        return warn(
            "no Tick among the newest messages of flows", "is `weir collect` running? Without Ticks no day ends"
        )
    worst = max(ahead, key=lambda name: ahead[name])
    if ahead[worst] > CLOCK_FAIL_S:
        return fail(f"the clock of {worst} is {age(ahead[worst])} ahead", "set it, or this machine's, by NTP")
    if ahead[worst] > CLOCK_WARN_S:
        return warn(f"the clock of {worst} is {ahead[worst]:.0f} s ahead", "set it, or this machine's, by NTP")
    silent = {name: now - at for name, at in newest.items() if now - at > SILENT_S}
    if silent:
        told = ", ".join(f"{name} for {age(silent[name])}" for name in sorted(silent))
        return warn(f"no Tick of {told}", "start that collector, or see whether its clock is behind")
    return ok(
        f"{len(newest)} collector{'s' if len(newest) != 1 else ''} tick within {CLOCK_WARN_S:.0f} s of this clock"
    )


def exporters(view: KafkaView) -> Diagnosis:
    """Whether exporters send flows to a collector that are parked, since nobody declared them."""
    lying = (
        message
        for where in view.partitions("collected")
        for message in read.messages(view.settings, "collected", where.partition)
    )
    told = [
        f"collector {collector}, {said}"
        for collector, notes in notes_of_all(lying, NOTE_BEGINS).items()
        for said in strangers_in(notes, view.clock())
    ]
    return warn("; ".join(told), REMEDY) if told else ok("none is parked")


def disk(view: KafkaView) -> Diagnosis:
    """How much room the brokers' log folders have."""
    least: float | None = None
    where = ""
    for node in view.admin.describe_log_dirs():
        for folder in node["log_dirs"]:
            name = f"broker {node['broker']}, {folder['log_dir']}"
            if folder["error_code"]:
                return fail(f"{name} is out of order", "see the broker's log: a disk has failed")
            total, usable = folder.get("total_bytes", -1), folder.get("usable_bytes", -1)
            if total > 0 and usable >= 0 and (least is None or usable / total < least):
                least, where = usable / total, name
    if least is None:
        return warn("the brokers do not tell (Kafka before 3.3)", "look at their disks by other means")
    said = f"{least:.0%} free at the least ({where})"
    if least < DISK_FAIL:
        return fail(said, "make room at once: a full disk stops the broker")
    return warn(said, "make room") if least < DISK_WARN else ok(said)


def state_versions(view: KafkaView) -> Diagnosis:
    """Whether the newest state records are of this Weir's versions."""
    records = [
        StateRecord(message.key.decode("utf-8", "replace"), message.value)
        for message in view.newest("state")
        if message.key and PART_SEPARATOR not in message.key and message.key not in {POSITIONS_KEY, LAYOUT_KEY}
    ]
    return diagnose_versions(records, STATE_VERSION, RIVER_VERSION)


def settings(view: KafkaView) -> Diagnosis:
    """Whether the workers wrote each site's state with the settings that stand here."""
    if view.settings_for is None:
        return ok("no settings to compare the workers' with")
    # The last word of each partition; a message that is no positions says nothing.
    positions = [message for message in view.newest("state") if message.key == POSITIONS_KEY]
    marks = {message.partition: marks_of(message.headers) for message in positions}
    written = {site: mark for of_one in marks.values() for site, mark in of_one.items()}
    told = [
        f"{site}: {', '.join(names)}"
        for site, mark in sorted(written.items())
        if (names := differing(mark_of(view.settings_for(site)), mark))
    ]
    if told:
        which = "; ".join(told[:5])
        said = f"{len(told)} of {len(written)} sites were written last with other settings than these ({which})"
        return warn(said, "give all workers, and this machine, the same: compare `weir settings show` on each")
    return ok(f"sites written last with these settings: {len(written)}")


CHECKS: dict[str, Callable[[KafkaView], Diagnosis]] = {
    "broker": broker,
    "broker-version": broker_version,
    "topics": topics_there,
    "partition-counts": partition_counts,
    "topic-settings": topic_settings,
    "partitioner": partitioner,
    "lag": lag,
    "group": group,
    "state-log": state_log,
    "transactions": transactions,
    "clock": clock,
    "exporters": exporters,
    "disk": disk,
    "state-versions": state_versions,
    "settings": settings,
}
