"""The parts of faust-streaming, aiokafka and kafka-python that Weir uses and nobody has promised.

Why `pyproject.toml` holds the three below their next minor versions. `tests/streams/kafka/client/test_private_parts.py`
looks for each in the installed versions, and for uses that are not listed. To raise a bound: install the newer
version, run that test, read what changed around each part that fails, then run all tests and `make chaos`.
"""

from msgspec import Struct


class PrivatePart(Struct, frozen=True):
    """One part, as `module:Class.name`.

    `parameters`: what it is called with, or overridden with; None where it is not called. `says`: text that the
    source of `where` must hold, for what has no signature. `used_in`: the module of ours. `why`: what for.
    """

    where: str
    used_in: str
    why: str
    parameters: tuple[str, ...] | None = None
    says: str | None = None


_THREAD = "faust.transport.drivers.aiokafka:AIOKafkaConsumerThread"
_CONSUMER = "faust.transport.drivers.aiokafka:Consumer"
_CONNECTION = "aiokafka.conn:AIOKafkaConnection"

FAUST: tuple[PrivatePart, ...] = (
    PrivatePart(
        f"{_THREAD}._create_worker_consumer",
        "streams.worker.consumer",
        "where aiokafka's consumer is made: it is to read committed messages only",
        parameters=("self", "transport"),
    ),
    PrivatePart(
        f"{_THREAD}.verify_event_path",
        "streams.worker.consumer",
        "overridden: it asks statistics that Weir goes without",
        parameters=("self", "now", "tp"),
    ),
    PrivatePart(
        f"{_THREAD}._wakeup_timer_in_thread",
        "streams.worker.consumer",
        "overridden: it takes a loop that stood for two seconds for an error",
        parameters=("self",),
    ),
    PrivatePart(
        "mode.threads:ServiceThread",
        "streams.worker.consumer",
        "when the loop was last seen to turn; 0 means not yet",
        says="if self.last_wakeup_at:",
    ),
    PrivatePart(
        f"{_CONSUMER}._new_consumer_thread",
        "streams.worker.consumer",
        "overridden: it gives our thread",
        parameters=("self",),
    ),
    PrivatePart(
        f"{_CONSUMER}.subscribe",
        "streams.worker.consumer",
        "overridden: once, to all input topics",
        parameters=("self", "topics"),
    ),
    PrivatePart(
        f"{_CONSUMER}.perform_seek",
        "streams.worker.consumer",
        "overridden: no seek amidst a rebalance",
        parameters=("self",),
    ),
    PrivatePart(
        f"{_CONSUMER}.seek_to_committed",
        "streams.worker.consumer",
        "overridden: reading begins where the state ends",
        parameters=("self",),
    ),
    PrivatePart(
        f"{_CONSUMER}._getmany",
        "streams.worker.consumer",
        "overridden: it waits for room, and leaves what a seek overtook",
        parameters=("self", "active_partitions", "timeout"),
    ),
    PrivatePart(
        f"{_CONSUMER}.earliest_offsets",
        "streams.worker.consumer",
        "the first offset that is kept",
        parameters=("self", "partitions"),
    ),
    PrivatePart(
        f"{_CONSUMER}.highwaters",
        "streams.worker.consumer",
        "the end of each topic",
        parameters=("self", "partitions"),
    ),
    PrivatePart(
        f"{_CONSUMER}.seek_wait",
        "streams.worker.consumer",
        "go to the positions, and wait until it is done",
        parameters=("self", "partitions"),
    ),
    PrivatePart(
        f"{_CONSUMER}.pause_partitions",
        "streams.worker.consumer",
        "what can't be sought is not read",
        parameters=("self", "tps"),
    ),
    PrivatePart(
        "faust.transport.drivers.aiokafka:Transport",
        "streams.worker.consumer",
        "overridden: which consumer an app is given",
        says="Consumer: ClassVar[Type[ConsumerT]]",
    ),
    PrivatePart(
        "faust.transport.consumer:Consumer.__init__",
        "streams.worker.membership",
        "up to where messages were handed on, for the lag",
        says="self._read_offset = defaultdict(lambda: None)",
    ),
    PrivatePart(
        "faust.transport.consumer:ThreadDelegateConsumer.__init__",
        "streams.worker.membership",
        "the thread of the consumer, to join the group anew in it",
        says="self._thread = self._new_consumer_thread()",
    ),
    PrivatePart(
        f"{_THREAD}._ensure_consumer",
        "streams.worker.membership",
        "aiokafka's consumer, to join the group anew",
        parameters=("self",),
    ),
    PrivatePart(
        "mode.threads:ServiceThread.__init__",
        "streams.worker.membership",
        "the loop of that thread",
        says="self.thread_loop =",
    ),
    PrivatePart(
        "faust:App.on_init_dependencies",
        "streams.worker.weir_app",
        "overridden: without Faust's own statistics of each message",
        parameters=("self",),
    ),
    PrivatePart(
        "faust:App.on_rebalance_start",
        "streams.worker.weir_app",
        "overridden: it warns of statistics that Weir goes without",
        parameters=("self",),
    ),
    PrivatePart(
        "faust:App.on_rebalance_start",
        "streams.worker.weir_app",
        "what it warns of where it is empty",
        says="self._rebalancing_sensor_state = self.sensors.on_rebalance_start(self)",
    ),
    PrivatePart(
        "faust:App._create_directories",
        "streams.worker.weir_app",
        "overridden: no tables, so no folders",
        parameters=("self",),
    ),
    PrivatePart(
        "faust:Stream.noack_take",
        "streams.worker.agents",
        "many events at once, acknowledged by their checkpoint",
        parameters=("self", "max_", "within"),
    ),
)
"""Of faust-streaming, and of mode-streaming which comes with it."""

AIOKAFKA: tuple[PrivatePart, ...] = (
    PrivatePart(
        f"{_CONNECTION}.connect",
        "streams.worker.app",
        "reads READER_LIMIT, which is raised to the size of a fetch",
        says="asyncio.StreamReader(limit=READER_LIMIT, loop=loop)",
    ),
    PrivatePart(
        "aiokafka.consumer.fetcher:Fetcher",
        "streams.kafka.log.record_batches",
        "MemoryRecords is replaced: batches are bounded before they are inflated",
        says="records = MemoryRecords(part_data[-1])",
    ),
    PrivatePart(
        "aiokafka:AIOKafkaConsumer.start",
        "streams.worker.consumer",
        "set before the start, since Faust does not hand it on",
        says="isolation_level=self._isolation_level",
    ),
    PrivatePart(
        "aiokafka:AIOKafkaConsumer.start",
        "streams.worker.consumer",
        "set before the start, since Faust does not hand it on",
        says="fetch_max_wait_ms=self._fetch_max_wait_ms",
    ),
    PrivatePart(
        "aiokafka:AIOKafkaConsumer.start",
        "streams.worker.membership",
        "its coordinator, to join the group anew",
        says="self._coordinator = GroupCoordinator(",
    ),
    PrivatePart(
        "aiokafka.consumer.group_coordinator:GroupCoordinator.request_rejoin",
        "streams.worker.membership",
        "join the group anew",
        parameters=("self",),
    ),
    PrivatePart(
        "aiokafka:AIOKafkaProducer.__init__",
        "streams.kafka.log.state_log",
        "its transaction",
        says="self._txn_manager = TransactionManager(",
    ),
    PrivatePart(
        "aiokafka.producer.transaction_manager:TransactionManager",
        "streams.kafka.log.state_log",
        "what ended a transaction before its time",
        says="self._transaction_waiter.set_exception(",
    ),
    PrivatePart(
        _CONNECTION,
        "streams.kafka.client.access",
        "one try to get in, and why it failed",
        parameters=(
            "host",
            "port",
            "client_id",
            "request_timeout_ms",
            "ssl_context",
            "security_protocol",
            "max_idle_ms",
            "on_close",
            "sasl_mechanism",
            "sasl_plain_password",
            "sasl_plain_username",
            "sasl_kerberos_service_name",
            "sasl_kerberos_domain_name",
            "sasl_oauth_token_provider",
        ),
    ),
    PrivatePart(
        f"{_CONNECTION}.send",
        "streams.kafka.client.access",
        "the first request",
        parameters=("self", "request", "expect_response"),
    ),
    PrivatePart(f"{_CONNECTION}.close", "streams.kafka.client.access", "its end", parameters=("self", "reason", "exc")),
    PrivatePart(
        "aiokafka.conn:collect_hosts", "streams.kafka.client.access", "servers apart", parameters=("hosts", "randomize")
    ),
    PrivatePart(
        "aiokafka.protocol.metadata:MetadataRequest",
        "streams.kafka.client.access",
        "the request",
        parameters=("topics", "allow_auto_topic_creation"),
    ),
    PrivatePart(
        "aiokafka.conn",
        "streams.kafka.client.clients",
        "its logger, which would tell a password at debug level",
        says="log = logging.getLogger(__name__)",
    ),
)

KAFKA_PYTHON: tuple[PrivatePart, ...] = (
    PrivatePart(
        "kafka.consumer.fetcher:Fetcher",
        "streams.kafka.log.record_batches",
        "MemoryRecords is replaced: batches are bounded before they are inflated",
        says="records = MemoryRecords(completed_fetch.partition_data.records)",
    ),
    PrivatePart(
        "kafka.producer.kafka:KafkaProducer.close",
        "streams.kafka.client.letting_go",
        "it flushes first, and where that fails its sender goes on",
        says="self._sender.force_close()",
    ),
    PrivatePart(
        "kafka.producer.sender:Sender.force_close",
        "streams.kafka.client.letting_go",
        "ends the thread that sends, and what it has in hand",
        parameters=("self",),
    ),
    PrivatePart(
        "kafka.partitioner.default:murmur2", "streams.kafka.client.home", "where a site lies", parameters=("data",)
    ),
    PrivatePart(
        "kafka.record.util:calc_crc32c",
        "streams.kafka.log.record_batches",
        "checksums of inflated batches",
        parameters=("memview", "_crc32c"),
    ),
    PrivatePart(
        "kafka.net.connection",
        "streams.kafka.client.clients",
        "its logger, which would tell a password at debug level",
        says="log = logging.getLogger(__name__)",
    ),
    PrivatePart(
        "kafka.protocol.parser",
        "streams.kafka.client.clients",
        "its logger, which would tell a password at debug level",
        says="log = logging.getLogger(__name__)",
    ),
)

PRIVATE_PARTS = (*FAUST, *AIOKAFKA, *KAFKA_PYTHON)
