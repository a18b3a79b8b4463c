"""Raw topics and files are told apart by their prefix; reading them is tested in tests/kafka."""

from streams.kafka.collector.raw_topic import split_prefix


def test_raw_topics_are_told_from_files() -> None:
    assert split_prefix(["kafka:zeek", "conn.log", "logs/kafka:x"]) == (["conn.log", "logs/kafka:x"], ["zeek"])


def test_files_alone_name_no_topic() -> None:
    assert split_prefix(["conn.log"]) == (["conn.log"], [])
