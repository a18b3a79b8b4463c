"""How to reach Kafka, and how often the worker commits. Pure: nothing here opens a connection."""

from typing import Annotated

from msgspec import Meta, Struct

Seconds = Annotated[float, Meta(gt=0.0, le=3_600.0)]


class KafkaSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings of every Kafka shell.

    `prefix` begins the names of topics, groups and transactional ids. `application` tells two
    deployments of workers apart, which must not fence each other; one prefix has one of them, since
    they would share the state log. `replication` -1 is the broker's own default.

    A dead worker blocks its partitions for `session_timeout_s`; shorter than 6 s is refused by
    brokers (`group.min.session.timeout.ms`), longer is only a longer outage (design section 6).
    A checkpoint is due after `checkpoint_s`, after `checkpoint_flows`, or at once for a new alert:
    a small transaction takes about 40 ms, so the two defaults cost a few percent of a core.
    `read_ahead_mb` bounds the bytes that wait in a worker between the broker and the core: 64 MB are
    some 190,000 flows at 500 a message, half a second's work.
    """

    bootstrap_servers: Annotated[str, Meta(min_length=1)] = "localhost:9092"
    prefix: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{1,64}$")] = "weir"
    partitions: Annotated[int, Meta(ge=1, le=10_000)] = 8
    replication: Annotated[int, Meta(ge=-1, le=32_767)] = -1
    application: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{1,64}$")] = "worker"
    session_timeout_s: Annotated[float, Meta(ge=6.0, le=300.0)] = 6.0
    checkpoint_s: Seconds = 3.0
    checkpoint_flows: Annotated[int, Meta(ge=1)] = 300_000
    take_messages: Annotated[int, Meta(ge=1, le=10_000)] = 100
    take_within_s: Seconds = 0.02
    commit_timeout_s: Seconds = 30.0
    read_ahead_mb: Annotated[int, Meta(ge=1, le=100_000)] = 64

    def topic(self, name: str) -> str:
        """A topic's full name, `flows` -> `weir.flows`."""
        return f"{self.prefix}.{name}"

    @property
    def group(self) -> str:
        """The consumer group of the workers."""
        return f"{self.prefix}.{self.application}"

    def transactional_id(self, partition: int) -> str:
        """Who may write a partition's state: one producer at a time bears it."""
        return f"{self.prefix}.{self.application}.{partition}"
