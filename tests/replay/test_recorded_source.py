"""Event-time ticks between the flows of a source that comes in pieces."""

from replay.recorded_source import RecordedSource, first_time
from schemas.tick import Tick
from streams.messages import Batch, Record
from streams.sources.batches import BatchesSource
from tests.streams.embedded.test_loop import a_flow
from tests.streams.records import T0


def _drained(source: RecordedSource) -> list[Record]:
    records: list[Record] = []
    while not source.idle:
        batch = source.poll()
        if batch is not None:
            records += batch.records
    return records


def _source(*batches: list[Record]) -> RecordedSource:
    return RecordedSource([_batches(*batches)])


def _batches(*batches: list[Record]) -> BatchesSource:
    return BatchesSource(iter([Batch(batch, [], "conn.log", 1) for batch in batches]))


def test_ticks_come_between_the_flows_and_at_the_end() -> None:
    records = _drained(_source([a_flow(number) for number in range(8)], [a_flow(number) for number in range(8, 32)]))
    ticks = [record.time for record in records if isinstance(record, Tick)]
    assert ticks == [T0, T0 + 10.0, T0 + 20.0, T0 + 30.0, T0 + 31.0]
    assert records.index(a_flow(10)) > next(i for i, one in enumerate(records) if isinstance(one, Tick))


def test_a_source_with_its_own_ticks_gets_no_others() -> None:
    own = Tick(site="plant", collector="theirs", time=T0)
    records = _drained(_source([own, *(a_flow(number) for number in range(40))]))
    assert [record for record in records if isinstance(record, Tick)] == [own]


def test_the_first_time_is_told_and_the_record_kept() -> None:
    source = RecordedSource([_batches(), _batches([a_flow(3)])])
    assert first_time(source, lambda: 7.0) == T0 + 3
    assert a_flow(3) in _drained(source)
    assert first_time(_source(), lambda: 7.0) == 7.0
