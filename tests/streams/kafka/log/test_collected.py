"""Notes of a collector: each the last of its key, in as many messages as it needs."""

from streams.kafka.log.collected import OWNER_NOTE, PART_BYTES, NoteMessage, WrittenNotes, notes_of_all
from streams.kafka.log.read import Stored

LARGE = bytes(range(256)) * (PART_BYTES // 100)


def stored(messages: list[NoteMessage], first: int = 0) -> list[Stored]:
    return [
        Stored("weir.collected", 0, first + number, one.key, one.value, tuple(one.headers))
        for number, one in enumerate(messages)
    ]


def written(notes: WrittenNotes, values: dict[str, bytes | None]) -> list[Stored]:
    messages = notes.messages(values)
    notes.written(values)
    return stored(messages)


def compacted(log: list[Stored]) -> list[Stored]:
    """As the broker leaves it: the last message of each key, deletions gone."""
    return [one for one in {one.key: one for one in log}.values() if one.value is not None]


def test_notes_are_read_back_the_last_of_each_holds_and_other_collectors_are_not_minded() -> None:
    notes = WrittenNotes("one")
    log = written(WrittenNotes("other"), {"a": b"0"}) + written(notes, {"a": b"1", "b": b"2"})
    log += written(notes, {"a": b"3", "b": None})
    assert WrittenNotes("one").read(log) == {"a": b"3"}


def test_a_large_note_lies_in_parts_and_leaves_none_behind() -> None:
    notes = WrittenNotes("one")
    log = written(notes, {"a": LARGE})
    assert len(log) > 2
    assert all(len(one.value or b"") <= PART_BYTES for one in log)
    assert WrittenNotes("one").read(log) == {"a": LARGE}
    successor = WrittenNotes("one")
    successor.read(log)
    log += written(successor, {"a": b"small"})
    assert WrittenNotes("one").read(log) == {"a": b"small"}
    assert len(compacted(log)) == 1
    log += written(successor, {"a": LARGE})
    log += written(successor, {"a": None})
    assert compacted(log) == []


def test_a_note_of_which_a_part_is_missing_is_none() -> None:
    log = written(WrittenNotes("one"), {"a": LARGE})
    assert WrittenNotes("one").read(log[:-1]) == {}


def test_of_all_collectors_the_notes_that_begin_so_are_found_by_their_collector() -> None:
    one, other, plain = WrittenNotes("one"), WrittenNotes("one|2"), WrittenNotes("plain")
    log = written(one, {OWNER_NOTE: b"x", "parked:udp:1": b"1", "position|a": b"7"})
    log += written(other, {OWNER_NOTE: b"y", "parked:udp:1": LARGE})
    log += written(plain, {OWNER_NOTE: b"z", "halves:udp:1": b"1"})
    log += written(one, {"parked:udp:1": b"2", "parked:udp:1#0": b"3"})
    assert notes_of_all(log, "parked:") == {
        "one": {"parked:udp:1": b"2", "parked:udp:1#0": b"3"},
        "one|2": {"parked:udp:1": LARGE},
    }
