"""Three Apache Kafka brokers in one cluster (KRaft), each broker and controller: one may be killed."""

from kafka import KafkaAdminClient

from tests.kafka.broker import Broker, RunningBroker, free_port

NODES = 3

_REPLICATED = {
    "default.replication.factor": "3",
    "min.insync.replicas": "2",
    "offsets.topic.replication.factor": "3",
    "transaction.state.log.replication.factor": "3",
    "transaction.state.log.min.isr": "2",
}

_TRANSACTIONS = "__transaction_state"
"""The topic by whose partitions transactional ids have their coordinator: the leader of the id's partition."""

_TRANSACTION_PARTITIONS = 50
"""Kafka's default `transaction.state.log.num.partitions`."""


class Cluster(RunningBroker):
    """Started when made; `bootstrap` names all three."""

    def __init__(self) -> None:
        controllers = [free_port() for _ in range(NODES)]
        voters = ",".join(f"{number}@127.0.0.1:{port}" for number, port in enumerate(controllers, 1))
        self.brokers = {
            number: Broker(
                own={"node.id": str(number), "controller.quorum.voters": voters, **_REPLICATED},
                controller_port=port,
                nodes=NODES,
            )
            for number, port in enumerate(controllers, 1)
        }
        super().__init__(",".join(broker.bootstrap for broker in self.brokers.values()))
        for broker in self.brokers.values():
            broker.launch()
        for broker in self.brokers.values():
            broker.wait_until_ready()

    def coordinator(self, transactional_id: str) -> Broker:
        """The broker that coordinates the transactions of an id just now."""
        admin = KafkaAdminClient(bootstrap_servers=self.bootstrap)
        try:
            [topic] = admin.describe_topics([_TRANSACTIONS])
        finally:
            admin.close()
        wanted = _java_hash(transactional_id) % _TRANSACTION_PARTITIONS
        [leader] = {each["leader_id"] for each in topic["partitions"] if each["partition_index"] == wanted}
        return self.brokers[leader]

    def remove(self) -> None:
        for broker in self.brokers.values():
            broker.remove()


def _java_hash(text: str) -> int:
    """Java's `String.hashCode`, without its sign as Kafka's `Utils.abs` takes it away."""
    value = 0
    for character in text.encode("utf-16-be")[1::2]:
        value = (31 * value + character) & 0xFFFFFFFF
    return value & 0x7FFFFFFF
