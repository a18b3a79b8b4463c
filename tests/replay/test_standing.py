"""What was refused is counted once, and taken off what was read."""

import msgspec

from replay.standing import FIRST_DEAD_LETTERS, Refused, Standing
from replay.summary import ReplaySummary
from schemas.dead_letter import dead

FLOW = b'{"initiator_ip":"10.0.0.1"}'


def test_what_the_core_refused_had_been_counted_as_read_and_what_readers_refused_had_not() -> None:
    by_reader, by_core, tick = (dead(source="log", reason="no", raw=raw) for raw in (FLOW, FLOW, b"{}"))
    stated = dead(source="statements", reason="no", raw=b"{}")
    refused = Refused()
    refused.add([by_reader, by_core, tick, stated], {id(by_reader)})
    summary = ReplaySummary(rows=10, flows=8, others=1)
    refused.shortened = 2
    refused.put_into(summary)
    assert (summary.flows, summary.others, summary.dead_letters, summary.refused_statements) == (7, 0, 3, 1)
    assert summary.notes.doubts


def test_the_first_few_are_kept_for_the_summary() -> None:
    refused = Refused()
    for number in range(9):
        refused.add([dead(source="log", reason=str(number), raw=FLOW)], set())
    assert [letter.reason for letter in refused.first] == [str(number) for number in range(FIRST_DEAD_LETTERS)]


def test_where_it_stands_is_stored_and_read_back() -> None:
    refused = Refused(letters=1, first=[dead(source="log", reason="no", raw=b"\xff\x00")])
    standing = Standing(7, refused, [("plant", "a1")], None, 5.0)
    assert msgspec.json.decode(msgspec.json.encode(standing), type=Standing) == standing
