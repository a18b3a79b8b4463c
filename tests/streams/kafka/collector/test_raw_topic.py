"""Raw topics and files are told apart by their mark; reading them is tested in tests/kafka."""

from streams.kafka.collector.raw_topic import KAFKA
from streams.sources.factory import KINDS, inputs_of

WITH_TOPICS = (*KINDS, KAFKA)


def test_each_raw_topic_is_an_input_and_all_files_are_one() -> None:
    inputs = inputs_of(["kafka:zeek", "conn.log", "logs/kafka:x"], site="plant", kinds=WITH_TOPICS)
    assert [(one.name, one.paths) for one in inputs] == [
        ("files", ("conn.log", "logs/kafka:x")),
        ("kafka:zeek", ("kafka:zeek",)),
    ]


def test_where_topics_are_not_known_their_names_are_files() -> None:
    assert [one.name for one in inputs_of(["kafka:zeek"], site="plant")] == ["files"]
