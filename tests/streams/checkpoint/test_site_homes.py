"""What lies away from its site's home is sent there once, and applied nowhere else."""

import asyncio
from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.settings import CoreSettings
from schemas import codec
from schemas.codec import encode_lines
from schemas.flow import Flow
from streams.checkpoint.site_homes import HEADER_BYTES, LINE_BYTES, RESENT_BYTES, RESENT_HEADER, message_home
from streams.kafka.client.home import PartitionHome, partition_of
from streams.messages import TICK_HEADER, Message, message_of
from streams.shard.shard import MAX_RESENT_BYTES, Shard
from streams.stores.memory import MemoryStore
from streams.tick_places import TickPlaces
from tests.models import builders as b

HERE = PartitionHome(0, 2)
LOCAL, FOREIGN = (next(f"s{n}" for n in range(99) if partition_of(f"s{n}", 2) == where) for where in (0, 1))
MARK = (RESENT_HEADER, b"2")


def flow(number: int, site: str) -> Flow:
    return b.flow(b.MONDAY + number, b.SCADA, b.PLC, site=site)


def message(
    offset: int, value: bytes, *, key: str | None = FOREIGN, headers: Sequence[tuple[str, bytes]] = ()
) -> Message:
    return Message("flows", "weir.flows", offset, key, value, TICK_HEADER in headers, None, tuple(headers))


def opened(home: PartitionHome | None = HERE) -> tuple[Shard, MemoryStore]:
    store = MemoryStore(home)
    shard = Shard(store, lambda _site: CoreSettings())
    asyncio.run(shard.open())
    return shard, store


def counted(shard: Shard) -> dict[str, int]:
    return {site: sum(path.flows for path in one.paths()) for site, one in shard.pipelines.items()}


def test_a_message_of_another_home_is_sent_there_as_it_is_and_not_applied() -> None:
    shard, store = opened()
    value = encode_lines([flow(0, FOREIGN)]) + b"{broken\n"
    shard.apply_message(message(7, value, headers=[("trace", b"1")]))
    asyncio.run(shard.checkpoint())
    (sent,) = store.resent
    assert (sent.topic, sent.key, sent.value, sent.headers) == ("weir.flows", FOREIGN, value, (("trace", b"1"), MARK))
    assert (shard.pipelines, store.dead_letters) == ({}, [])
    assert store.positions == {"weir.flows": 7}
    assert asyncio.run(shard.checkpoint()) is None


def test_a_message_that_was_sent_home_and_still_is_not_there_is_a_dead_letter() -> None:
    shard, store = opened()
    shard.apply_message(message(0, encode_lines([flow(0, FOREIGN)]), headers=[MARK]))
    asyncio.run(shard.checkpoint())
    assert store.resent == []
    assert [(letter.kind, letter.site, letter.position) for letter in store.dead_letters] == [("misplaced", FOREIGN, 0)]


def test_a_message_that_was_sent_home_before_the_topics_grew_is_sent_once_more() -> None:
    shard, store = opened()
    shard.apply_message(message(0, encode_lines([flow(0, FOREIGN)]), headers=[(RESENT_HEADER, b"1")]))
    asyncio.run(shard.checkpoint())
    assert [one.headers for one in store.resent] == [(MARK,)]


def test_a_message_at_home_that_bears_the_mark_is_applied() -> None:
    shard, _ = opened()
    shard.apply_message(message(0, encode_lines([flow(0, LOCAL)]), key=LOCAL, headers=[MARK]))
    assert counted(shard) == {LOCAL: 1}


def test_without_a_key_each_record_goes_to_its_sites_home() -> None:
    shard, store = opened()
    records = [flow(n, site) for n, site in enumerate([LOCAL, FOREIGN, FOREIGN, LOCAL, "no name", FOREIGN])]
    shard.apply_message(message(0, encode_lines(records), key=None))
    asyncio.run(shard.checkpoint())
    assert counted(shard) == {LOCAL: 2}
    sent = [(one.key, codec.FLOWS.decode(one.value, source="t", position=0)[0]) for one in store.resent]
    assert sent == [(FOREIGN, records[1:3]), (FOREIGN, [records[5]])]
    assert [letter.site for letter in store.dead_letters] == ["no name"]


@pytest.mark.parametrize("key", ["no name", "a|b", "\\xff", ""])
def test_a_key_that_is_no_sites_name_has_no_home_and_is_refused_where_it_lies(key: str) -> None:
    for partition in (0, 1):
        shard, store = opened(PartitionHome(partition, 2))
        shard.apply_message(message(0, encode_lines([flow(0, LOCAL)]), key=key))
        asyncio.run(shard.checkpoint())
        assert (store.resent, len(store.dead_letters)) == ([], 1)


def test_ticks_stay_ticks() -> None:
    shard, store = opened()
    shard.apply_message(message(0, encode_lines([b.tick(b.MONDAY)]), headers=[TICK_HEADER]))
    asyncio.run(shard.checkpoint())
    assert [one.headers for one in store.resent] == [(TICK_HEADER, MARK)]


def test_a_large_message_is_cut_between_lines_and_a_line_too_long_is_a_dead_letter() -> None:
    lines = [b"x" * 300_000 + b"\n"] * 5 + [b"y" * (LINE_BYTES + 1) + b"\n"] + [b"z" * 10 + b"\n"]
    moved = message_home(message(0, b"".join(lines)), FOREIGN, HERE)
    assert max(len(one.value) for one in moved.resent) <= RESENT_BYTES
    assert b"".join(one.value for one in moved.resent) == b"".join(lines[:5] + lines[6:])
    assert [(letter.kind, letter.size) for letter in moved.dead_letters] == [("misplaced", LINE_BYTES + 2)]


def test_ticks_between_flows_go_home_with_the_part_that_they_lie_in() -> None:
    lines = [b"x" * 300_000 + b"\n" for _ in range(4)]
    places = TickPlaces("c", [(0, 1.0), (2, 2.0), (3, 3.0), (4, 4.0)])
    headers = (("trace", b"x" * HEADER_BYTES), places.header())
    large = message_of("flows", "weir.flows", 0, FOREIGN.encode(), b"".join(lines), headers)
    first, second = message_home(large, FOREIGN, HERE).resent
    assert first.headers == (TickPlaces("c", [(0, 1.0)]).header(), MARK)
    assert second.headers == (TickPlaces("c", [(0, 2.0), (1, 3.0), (2, 4.0)]).header(), MARK)


def test_more_foreign_headers_than_fit_are_left_behind() -> None:
    large = [("trace", b"x" * HEADER_BYTES), TICK_HEADER]
    assert [one.headers for one in message_home(message(0, b"", headers=large), FOREIGN, HERE).resent] == [
        (TICK_HEADER, MARK)
    ]


def test_when_much_waits_to_be_sent_home_a_checkpoint_is_due_at_once() -> None:
    shard, _ = opened()
    value = b"x" * 499_999 + b"\n"
    offset = 0
    while not shard.full:
        assert not shard.urgent
        shard.apply_message(message(offset, value))
        offset += 1
    assert offset == -(-MAX_RESENT_BYTES // len(value))
    assert shard.urgent
    asyncio.run(shard.checkpoint())
    assert not shard.full


def test_a_shard_without_partitions_is_the_home_of_all() -> None:
    shard, store = opened(None)
    for offset, site in enumerate((LOCAL, FOREIGN)):
        shard.apply_message(message(offset, encode_lines([flow(offset, site)]), key=site))
    asyncio.run(shard.checkpoint())
    assert counted(shard) == {LOCAL: 1, FOREIGN: 1}
    assert store.resent == []


SITES = st.sampled_from([f"plant-{number}" for number in range(6)])
LYING = st.lists(st.tuples(st.integers(0, 2), st.lists(SITES, min_size=1, max_size=4), st.booleans()), max_size=12)


@given(LYING)
def test_wherever_messages_lie_each_flow_is_counted_once_and_at_home(
    lying: list[tuple[int, list[str], bool]],
) -> None:
    topics: list[list[Message]] = [[], [], []]
    wanted: Counter[str] = Counter()
    for number, (partition, sites, keyed) in enumerate(lying):
        records = [flow(10 * number + n, sites[0] if keyed else site) for n, site in enumerate(sites)]
        wanted.update(record.site for record in records)
        value = encode_lines(records)
        topics[partition].append(message(len(topics[partition]), value, key=sites[0] if keyed else None))
    shards = [opened(PartitionHome(partition, 3)) for partition in range(3)]
    for _ in range(2):
        for partition, (shard, store) in enumerate(shards):
            for one in topics[partition]:
                shard.apply_message(one)
            asyncio.run(shard.checkpoint())
            for sent in store.resent:
                home = topics[partition_of(sent.key, 3)]
                home.append(message(len(home), sent.value, key=sent.key, headers=sent.headers))
            store.resent = []
    found: Counter[str] = Counter()
    for partition, (shard, store) in enumerate(shards):
        assert store.dead_letters == []
        assert {partition_of(site, 3) for site in shard.pipelines} <= {partition}
        found.update(counted(shard))
    assert found == wanted
