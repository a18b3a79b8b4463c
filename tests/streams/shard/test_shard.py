"""A shard: applied once and in order, out in one checkpoint or not at all, the same again after a restart."""

import asyncio
from collections.abc import Sequence

import msgspec
import pytest

from models.settings import CoreSettings
from schemas.alert import Alert
from schemas.journal import JournalRun
from schemas.tick import Tick
from streams.checkpoint.protocol import Checkpoint, StoreLost
from streams.checkpoint.tally import NO_SITE, Tally
from streams.messages import Batch, Record
from streams.shard.shard import Shard
from streams.stores.memory import MemoryStore
from tests.models import builders as b
from tests.streams.shards import checkpoint, flows_counted, known_path, message, opened


def test_a_message_at_or_before_the_applied_position_is_skipped() -> None:
    shard = opened()
    first = message("flows", 7, *known_path(3))
    for again in (first, first, message("flows", 6, *known_path(3))):
        shard.apply_message(again)
    assert flows_counted(shard) == 3
    assert shard.position("weir.flows") == 7
    assert shard.position("weir.verdicts") is None


def test_positions_are_kept_a_topic_each() -> None:
    shard = opened()
    shard.apply_message(message("flows", 3, *known_path(1)))
    shard.apply_message(message("asset-changes", 0, *b.ZONES))
    assert shard.positions == {"weir.flows": 3, "weir.asset-changes": 0}


def test_the_journal_tells_in_which_order_messages_of_different_topics_came() -> None:
    shard = opened()
    shard.apply_message(message("asset-changes", 0, *b.ZONES))
    for offset in (4, 5, 6):
        shard.apply_message(message("flows", offset, *known_path(1, b.MONDAY + offset)))
    shard.apply_message(message("asset-changes", 1, *b.ZONES))
    shard.apply_message(message("flows", 7, *known_path(1, b.MONDAY + 9)))
    assert list(checkpoint(shard).runs) == [
        JournalRun("weir.asset-changes", 0, 0),
        JournalRun("weir.flows", 4, 6),
        JournalRun("weir.asset-changes", 1, 1),
        JournalRun("weir.flows", 7, 7),
    ]


def test_ticks_are_told_by_their_header() -> None:
    shard = opened()
    shard.apply_message(message("flows", 0, b.tick(b.MONDAY), tick=True))
    shard.apply_message(message("flows", 1, b.tick(b.MONDAY)))
    made = checkpoint(shard)
    assert len(made.dead_letters) == 1
    assert made.dead_letters[0].position == 1
    assert "no Flow" in made.dead_letters[0].reason


def test_a_checkpoint_holds_everything_once_and_then_nothing() -> None:
    shard = opened()
    shard.apply_message(message("asset-changes", 0, *b.ZONES))
    shard.apply_message(message("flows", 0, b.flow(b.MONDAY, b.OFFICE, b.PLC)))
    urgent_before = shard.urgent
    made = checkpoint(shard)
    assert (urgent_before, shard.urgent) == (True, False)
    assert [alert.kind for alert in made.alerts] == ["dmz-bypass"]
    assert {record.key.split("|")[0] for record in made.records} == {b.SITE}
    assert len(made.paths) == 1
    assert asyncio.run(shard.checkpoint()) is None


def test_without_a_key_a_message_may_hold_several_sites_in_order() -> None:
    shard = opened()
    records = [b.flow(b.MONDAY + n, b.SCADA, b.PLC, site=site) for n, site in enumerate(["a", "b", "b", "a"])]
    shard.apply_message(message("flows", 0, *records, key=None))
    counted = {site: sum(p.flows for p in pipeline.paths()) for site, pipeline in shard.pipelines.items()}
    assert counted == {"a": 2, "b": 2}


def test_a_message_sent_twice_counts_twice_and_tells_nothing_new() -> None:
    """A producer that is not idempotent sends again what it had no answer to: Kafka then has two messages."""
    once, twice = opened(), opened()
    crossing = [b.flow(b.MONDAY + n, b.OFFICE, b.PLC, uid=f"C{n}") for n in range(3)]
    for shard, copies in ((once, 1), (twice, 2)):
        shard.apply_message(message("asset-changes", 0, *b.ZONES))
        for copy in range(copies):
            shard.apply_message(message("flows", copy, *known_path(3), *crossing))
    assert flows_counted(twice) == 2 * flows_counted(once) == 12
    ours, theirs = checkpoint(once).alerts, checkpoint(twice).alerts
    assert {(alert.id, alert.severity) for alert in theirs} == {(alert.id, alert.severity) for alert in ours}


def test_a_restart_between_any_two_messages_changes_nothing() -> None:
    messages = [
        message("asset-changes", 0, *b.ZONES),
        *(message("flows", n, *known_path(2, b.MONDAY + 10.0 * n)) for n in range(3)),
        message("flows", 3, b.tick(b.MONDAY + 40.0), tick=True),
        message("flows", 4, b.flow(b.MONDAY + 50.0, b.OFFICE, b.PLC), b.flow(b.MONDAY + 51.0, b.INTERNET, b.PLC)),
        message("flows", 5, *(b.flow(b.MONDAY + 60.0 + n, b.OFFICE, b.PLC) for n in range(5))),
    ]
    whole = opened()
    for each in messages:
        whole.apply_message(each)
    expected = checkpoint(whole).alerts

    store = MemoryStore()
    alerts: list[Alert] = []
    for each in messages:
        shard = opened(store)
        shard.apply_message(each)
        alerts += checkpoint(shard).alerts
        asyncio.run(shard.close())
    assert alerts == list(expected)
    assert opened(store).pipelines[b.SITE].paths() == whole.pipelines[b.SITE].paths()


def test_a_store_that_refuses_is_heard_and_nothing_is_taken() -> None:
    class Lost(MemoryStore):
        async def commit(self, checkpoint: Checkpoint) -> None:
            msg = f"{len(checkpoint.records)} records of somebody else's"
            raise StoreLost(msg)

    store = Lost()
    shard = opened(store)
    shard.apply_message(message("flows", 0, *known_path(1)))
    with pytest.raises(StoreLost, match="somebody else"):
        asyncio.run(shard.checkpoint())
    assert store.state == {}


def test_batches_of_a_file_keep_their_own_position_and_dead_letters() -> None:
    shard = opened()
    records: Sequence[Record] = known_path(2)
    shard.apply_batch(Batch(list(records), [], "conn.log#1", 120))
    shard.apply_batch(Batch([], [], "-", None))
    made = checkpoint(shard)
    assert made.positions == {"conn.log#1": 120}
    assert list(made.runs) == []


def test_a_topic_made_anew_is_read_from_its_beginning_once_forgotten() -> None:
    shard = opened()
    shard.apply_message(message("flows", 9, *known_path(1)))
    shard.forget_position("weir.flows")
    shard.apply_message(message("flows", 0, *known_path(1, b.MONDAY + 5)))
    assert flows_counted(shard) == 2
    assert shard.position("weir.flows") == 0


def test_the_end_of_a_recording_sends_the_open_digest() -> None:
    shard = opened()
    shard.apply_message(message("asset-changes", 0, *b.ZONES))
    shard.apply_message(message("flows", 0, b.flow(b.MONDAY, b.JUMP, b.SCADA, 3389)))
    assert list(checkpoint(shard).alerts) == []
    shard.finish()
    assert [alert.kind for alert in checkpoint(shard).alerts] == ["first-look"]


def test_state_that_cannot_be_read_is_named() -> None:
    store = MemoryStore()
    store.state["plant|ip:10.0.0.1|head"] = b"damaged"
    problems = opened(store).problems
    assert len(problems) == 1
    assert problems[0].startswith("plant: ip:10.0.0.1|head: damaged state")


def test_a_checkpoint_tells_what_was_counted_and_counting_begins_anew() -> None:
    shard = opened()
    flows = message("flows", 0, *known_path(3))
    ticks = message("flows", 1, Tick(b.SITE, "c", b.MONDAY), tick=True)
    stray = message("flows", 2, *known_path(1), key="nobody")
    for one in (flows, flows, ticks, stray):
        shard.apply_message(one)
    assert checkpoint(shard).tally == Tally(
        flows={b.SITE: 3},
        read_bytes={b.SITE: len(flows.value) + len(ticks.value), NO_SITE: len(stray.value)},
        records={"flows": 3, "ticks": 1},
    )
    shard.apply_message(message("flows", 3, *known_path(2, b.MONDAY + 60.0)))
    assert checkpoint(shard).tally.flows == {b.SITE: 2}


def test_of_a_file_the_bytes_since_the_last_batch_are_counted() -> None:
    shard = opened()
    for position in (100, 250, 40, None):
        shard.apply_batch(Batch([*known_path(1)], [], "conn.log", position))
    assert checkpoint(shard).tally.read_bytes == {b.SITE: 250}


def test_an_own_tick_that_is_not_believed_is_no_refused_record_but_anothers_is() -> None:
    def refused(collector: str) -> int:
        shard = Shard(MemoryStore(), lambda _: CoreSettings(), own_collector="embedded")
        asyncio.run(shard.open())
        ticks = [Tick(site=b.SITE, collector=collector, time=b.MONDAY + at) for at in (30.0, 90 * b.DAY, 60.0, 70.0)]
        flows = known_path(80)
        shard.apply_batch(Batch([*flows[:30], *ticks[:2], *flows[30:60], ticks[2], *flows[60:], ticks[3]], [], "c", 1))
        shard.finish()
        return len(checkpoint(shard).dead_letters)

    assert refused("other") == 1
    assert refused("embedded") == 0


def test_a_flow_refused_after_it_was_counted_is_told_in_the_tally() -> None:
    shard = opened()
    flows = known_path(60)
    late = msgspec.structs.replace(flows[30], start=flows[30].start + 9e6, end=flows[30].end + 9e6)
    shard.apply_batch(Batch([*flows[:30], late, *flows[31:]], [], "conn.log", 1))
    shard.finish()
    made = checkpoint(shard)
    assert len(made.dead_letters) == made.tally.refused_flows == 1
    assert made.tally.flows == {b.SITE: 60}


def test_flows_taken_without_their_duration_are_counted_with_the_checkpoint() -> None:
    shard = opened()
    wrong = msgspec.structs.replace(known_path(1)[0], end=b.MONDAY + 90 * b.DAY)
    shard.apply_batch(Batch([*known_path(3), wrong], [], "f"))
    shard.settle_flows()
    found = checkpoint(shard)
    assert (found.tally.notes, found.dead_letters, shard.shortened) == ({"impossible duration": 1}, [], 1)


def test_a_replay_says_what_of_a_message_is_applied_and_the_message_counts_as_applied() -> None:
    shard = opened()
    shard.only = lambda records: records[1:]
    shard.apply_message(message("flows", 7, *known_path(3)))
    assert flows_counted(shard) == 2
    assert shard.position("weir.flows") == 7
