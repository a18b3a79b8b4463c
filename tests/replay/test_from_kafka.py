"""Which Kafka an address means; replaying it is tested on a real broker, in tests/kafka."""

import pytest

from replay.from_kafka import settings_of


@pytest.mark.parametrize(
    ("url", "servers", "prefix"),
    [
        ("kafka://localhost:9092", "localhost:9092", "weir"),
        ("kafka://a:1,b:2/plant-7", "a:1,b:2", "plant-7"),
        ("kafka://a:1/", "a:1", "weir"),
    ],
)
def test_an_address_names_servers_and_prefix(url: str, servers: str, prefix: str) -> None:
    settings = settings_of(url)
    assert (settings.bootstrap_servers, settings.prefix) == (servers, prefix)


@pytest.mark.parametrize("url", ["kafka://", "http://a:1", "kafka:flows", "kafka://a:1/b/c"])
def test_what_is_no_address_is_refused_with_how_to_write_one(url: str) -> None:
    with pytest.raises(ValueError, match=r"write kafka://HOST:PORT"):
        settings_of(url)
