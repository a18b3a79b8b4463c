"""Which Kafka an address means; replaying it is tested on a real broker, in tests/kafka."""

import pytest

from replay.from_kafka import AppliedHere, settings_of
from streams.kafka.log.topics import partition_of
from streams.messages import Message


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


SITES = [f"plant-{number}" for number in range(40)]


def lying(key: str | None) -> Message:
    return Message("flows", "weir.flows", 0, key, b"")


def test_a_site_is_replayed_where_it_is_now_from_where_it_was_then() -> None:
    for site in SITES:
        then, now = partition_of(site, 2), partition_of(site, 5)
        takers = [
            (lay, here) for lay in range(2) for here in range(5) if AppliedHere(lay, 2, here, 5).names(lying(site))
        ]
        # Where it lay away from home it was sent on, and not applied; that is told where it lay.
        assert takers == sorted({(then, now), (1 - then, 1 - then)})
        assert [AppliedHere(lay, 2, here, 5).holds(site) for lay, here in takers] == [lay == then for lay, _ in takers]


def test_before_there_was_that_difference_all_was_applied_where_it_lay() -> None:
    for site in SITES:
        assert [here for here in range(5) if AppliedHere(1, None, here, 5).holds(site)] == [partition_of(site, 5)]


@pytest.mark.parametrize("key", ["no name", "\\xff"])
def test_what_has_no_home_is_replayed_where_it_lay(key: str) -> None:
    assert [here for here in range(5) if AppliedHere(1, 2, here, 5).names(lying(key))] == [1]


def test_a_message_without_a_key_is_looked_into_everywhere() -> None:
    assert all(AppliedHere(1, 2, here, 5).names(lying(None)) for here in range(5))
