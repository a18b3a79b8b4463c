"""What comes after statements is held until they are applied, never for ever, and in its order."""

from typing import NamedTuple

import pytest

from streams.statements_before import BEFORE_HEADER, StatementsBefore
from streams.worker.statements_first import LONGEST_S, STALLED_S, StatementsFirst


class Where(NamedTuple):
    topic: str
    partition: int


class Fetched(NamedTuple):
    offset: int
    headers: tuple[tuple[str, bytes], ...] = ()


CHANGES, VERDICTS, FLOWS = (Where(f"weir.{name}", 0) for name in ("asset-changes", "verdicts", "flows"))
ALL = {CHANGES, VERDICTS, FLOWS}


class Reading:
    """A worker that has just taken a partition whose topics end at `ends`, with nothing applied."""

    def __init__(self, *, changes: int = 0, verdicts: int = 0) -> None:
        self.now = 1_000.0
        names = {where.topic: where.topic.removeprefix("weir.") for where in ALL}
        self.first = StatementsFirst[Where, Fetched](names, lambda: self.now)
        self.first.begin(dict.fromkeys(ALL, 0), {CHANGES: changes, VERDICTS: verdicts, FLOWS: 9})

    def fetch(self, **messages: list[Fetched]) -> list[tuple[str, int]]:
        """Topics and offsets of what may be handed on after this was fetched."""
        by = {"changes": CHANGES, "verdicts": VERDICTS, "flows": FLOWS}
        free = self.first.sift({by[name]: fetched for name, fetched in messages.items()})
        return [(where.topic, one.offset) for where, found in free.items() for one in found]

    def applied(self, name: str, position: int | None, applied: int | None) -> None:
        if (name, 0) in [*self.first.awaited(), *self.first.given_up()]:
            self.first.look(name, 0, position=position, applied=applied)


def flow(offset: int, *, partition: int = 0, changes: int = 0, verdicts: int = 0) -> Fetched:
    return Fetched(offset, (StatementsBefore(partition, changes, verdicts).header(),))


def test_flows_are_not_fetched_until_what_was_there_when_the_partition_was_taken_is_applied() -> None:
    reading = Reading(changes=3)
    assert reading.first.fetchable(ALL) == {CHANGES}
    assert reading.fetch(changes=[Fetched(0), Fetched(1)]) == [("weir.asset-changes", 0), ("weir.asset-changes", 1)]
    reading.applied("asset-changes", position=3, applied=0)
    assert reading.first.fetchable(ALL) == {CHANGES}
    # The last offset is the mark of the transaction, which nobody applies.
    reading.applied("asset-changes", position=3, applied=1)
    assert reading.first.fetchable(ALL) == ALL
    assert reading.fetch(flows=[Fetched(0)]) == [("weir.flows", 0)]


def test_flows_that_were_fetched_already_are_held_and_come_in_their_order() -> None:
    reading = Reading(verdicts=1)
    assert reading.fetch(flows=[Fetched(0), Fetched(1)], verdicts=[Fetched(0)]) == [("weir.verdicts", 0)]
    reading.applied("verdicts", position=1, applied=0)
    assert reading.fetch() == [("weir.flows", 0), ("weir.flows", 1)]


def test_a_message_waits_for_the_statements_that_it_names_and_those_behind_it_for_it() -> None:
    reading = Reading()
    fetched = [flow(0), flow(1, changes=2), Fetched(2)]
    assert reading.fetch(flows=fetched) == [("weir.flows", 0)]
    assert reading.first.awaited() == [("asset-changes", 0)]
    assert reading.first.fetchable(ALL) == {CHANGES, VERDICTS}
    assert reading.fetch(changes=[Fetched(0), Fetched(1)]) == [("weir.asset-changes", 0), ("weir.asset-changes", 1)]
    reading.applied("asset-changes", position=2, applied=1)
    assert reading.fetch(flows=[Fetched(3)]) == [("weir.flows", 1), ("weir.flows", 2), ("weir.flows", 3)]
    assert reading.first.awaited() == []


def test_verdicts_wait_for_asset_changes_and_flows_for_the_verdicts_that_wait() -> None:
    reading = Reading()
    verdict = Fetched(0, (StatementsBefore(0, asset_changes=1).header(),))
    assert reading.fetch(flows=[flow(0, verdicts=1)], verdicts=[verdict]) == []
    # Its position is past the verdict, which is held and not applied.
    reading.applied("verdicts", position=1, applied=None)
    assert reading.fetch(changes=[Fetched(0)]) == [("weir.asset-changes", 0)]
    reading.applied("asset-changes", position=1, applied=0)
    assert reading.fetch() == [("weir.verdicts", 0)]
    reading.applied("verdicts", position=1, applied=0)
    assert reading.fetch() == [("weir.flows", 0)]


def after_flows(offset: int, flows: int) -> Fetched:
    return Fetched(offset, (StatementsBefore(0, flows=flows).header(),))


def test_a_verdict_of_recorded_traffic_comes_after_the_flows_before_it_and_before_those_behind() -> None:
    # All of it lay there when the partition was taken: flows wait for verdicts of then, but not for one that waits.
    reading = Reading(verdicts=3)
    verdicts = [Fetched(0), after_flows(1, 2), after_flows(2, 2)]
    assert reading.fetch(verdicts=verdicts) == [("weir.verdicts", 0)]
    reading.applied("verdicts", position=3, applied=0)
    assert VERDICTS not in reading.first.fetchable(ALL)
    flows = [flow(0), Fetched(1), flow(2, verdicts=3), Fetched(3)]
    assert reading.fetch(flows=flows) == [("weir.flows", 0), ("weir.flows", 1)]
    assert reading.fetch() == []
    reading.applied("flows", position=4, applied=0)
    assert reading.fetch() == []
    reading.applied("flows", position=4, applied=1)
    assert reading.fetch() == [("weir.verdicts", 1), ("weir.verdicts", 2)]
    reading.applied("verdicts", position=3, applied=2)
    assert reading.fetch() == [("weir.flows", 2), ("weir.flows", 3)]
    assert reading.first.awaited() == []


def test_marks_of_transactions_before_what_is_held_hold_nothing_up() -> None:
    # Offset 1 of the verdicts and 2 of the flows are marks; the second feed's first word names the end of the flows.
    reading = Reading(verdicts=3)
    assert reading.fetch(verdicts=[Fetched(0), after_flows(2, 3)]) == [("weir.verdicts", 0)]
    reading.applied("verdicts", position=4, applied=0)
    flows = [Fetched(0), Fetched(1), flow(3, verdicts=3)]
    assert reading.fetch(flows=flows) == [("weir.flows", 0), ("weir.flows", 1)]
    assert reading.fetch() == []
    reading.applied("flows", position=4, applied=0)
    assert reading.fetch() == []
    reading.applied("flows", position=4, applied=1)
    assert reading.fetch() == [("weir.verdicts", 2)]
    reading.applied("verdicts", position=4, applied=2)
    assert reading.fetch() == [("weir.flows", 3)]


def test_flows_of_a_long_backlog_are_waited_for_as_long_as_they_move(caplog: pytest.LogCaptureFixture) -> None:
    reading = Reading()
    assert reading.fetch(verdicts=[after_flows(0, 1_000)]) == []
    for applied in range(int(3 * LONGEST_S / 20.0)):
        reading.now += 20.0
        reading.fetch(flows=[Fetched(applied)])
        reading.applied("flows", position=applied + 1, applied=applied)
    assert reading.fetch() == []
    for _ in range(2):
        reading.now += STALLED_S
        reading.applied("flows", position=90, applied=89)
    assert reading.fetch() == [("weir.verdicts", 0)]
    assert "statements waited" in caplog.text


def test_offsets_of_another_partition_mean_nothing() -> None:
    assert Reading().fetch(flows=[flow(0, partition=1, changes=5)]) == [("weir.flows", 0)]


def test_a_header_that_says_nothing_is_told_and_waits_for_nothing(caplog: pytest.LogCaptureFixture) -> None:
    assert Reading().fetch(flows=[Fetched(7, ((BEFORE_HEADER, b"soon"),))]) == [("weir.flows", 7)]
    assert "weir.flows[0] offset 7 waits for nothing" in caplog.text


def test_statements_that_never_come_are_given_up_once_and_said_once(caplog: pytest.LogCaptureFixture) -> None:
    reading = Reading()
    assert reading.fetch(flows=[flow(0, changes=50), flow(1, changes=51)]) == []
    reading.now += STALLED_S - 1.0
    reading.applied("asset-changes", position=0, applied=None)
    assert reading.fetch() == []
    reading.now += 1.0
    reading.applied("asset-changes", position=0, applied=None)
    assert reading.fetch() == [("weir.flows", 0), ("weir.flows", 1)]
    assert reading.fetch(flows=[flow(2, changes=10_000)]) == [("weir.flows", 2)]
    assert [record.getMessage() for record in caplog.records] == [
        "partition 0: flows waited 30 s for asset-changes up to offset 49, which came to -1: they go on without"
    ]


def test_once_statements_have_come_so_far_flows_wait_again() -> None:
    reading = Reading()
    reading.fetch(flows=[flow(0, changes=2)])
    reading.now += STALLED_S
    reading.applied("asset-changes", position=0, applied=None)
    assert reading.fetch(changes=[Fetched(0), Fetched(1)]) == [
        ("weir.flows", 0), ("weir.asset-changes", 0), ("weir.asset-changes", 1),
    ]  # fmt: skip
    reading.applied("asset-changes", position=None, applied=1)
    assert reading.first.given_up() == []
    assert reading.fetch(flows=[flow(1, changes=3)]) == []


def test_statements_that_come_now_and_then_hold_nothing_up_for_ever() -> None:
    reading = Reading()
    reading.fetch(flows=[flow(0, changes=10**9)])
    for applied in range(int(LONGEST_S / 20.0)):
        reading.now += 20.0
        reading.fetch(changes=[Fetched(applied)])
        reading.applied("asset-changes", position=applied + 1, applied=applied)
        reading.applied("asset-changes", position=applied + 1, applied=applied)
    assert reading.fetch() == [("weir.flows", 0)]


def test_when_reading_begins_anew_what_was_held_is_forgotten_since_it_is_read_again() -> None:
    reading = Reading()
    reading.fetch(flows=[flow(0, changes=2)])
    reading.first.begin({CHANGES: 2, VERDICTS: 0, FLOWS: 0}, {CHANGES: 2, VERDICTS: 0, FLOWS: 9})
    assert reading.fetch() == []
    assert reading.fetch(flows=[flow(0, changes=2)]) == [("weir.flows", 0)]
