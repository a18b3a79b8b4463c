"""The partition of a site is the one that Java's default partitioner gives its key."""

import pytest
from kafka.partitioner.default import murmur2

from streams.kafka.log.topics import TOPICS, partition_of


@pytest.mark.parametrize(
    ("key", "hashed"),
    # From Apache Kafka's UtilsTest.testMurmur2.
    [
        ("21", -973932308),
        ("foobar", -790332482),
        ("a-little-bit-long-string", -985981536),
        ("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971),
    ],
)
def test_a_key_hashes_as_in_java(key: str, hashed: int) -> None:
    assert murmur2(key.encode()) == hashed % 2**32
    assert partition_of(key, 7) == (hashed & 0x7FFFFFFF) % 7


def test_every_topic_says_why_and_what_it_keeps() -> None:
    assert len({spec.name for spec in TOPICS}) == len(TOPICS)
    assert all(spec.why and spec.configs["cleanup.policy"] in {"compact", "delete"} for spec in TOPICS)
