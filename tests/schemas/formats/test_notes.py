"""Counts beside records and dead letters."""

from schemas.formats.notes import MOST_LOGS, OTHER_LOG, Notes


def test_what_is_taken_is_counted_once() -> None:
    notes = Notes()
    notes.doubt_all(["impossible duration", "impossible duration"])
    notes.pass_over("stats")
    taken = notes.take()
    assert taken == Notes({"impossible duration": 2}, {"stats": 1})
    assert (notes.take(), bool(notes)) == (None, False)


def test_counts_add_up() -> None:
    sum_ = Notes()
    for each in (Notes({"impossible vlan": 1}, {"dns": 2}), None, Notes({"impossible vlan": 3}, {"x509": 1})):
        sum_.add(each)
    assert sum_ == Notes({"impossible vlan": 4}, {"dns": 2, "x509": 1})
    assert sum_.rows == 3


def test_names_that_a_sender_chooses_are_bounded_and_none_is_lost() -> None:
    notes = Notes()
    for number in range(1_000):
        notes.pass_over(f"log-{number}" + "x" * 1_000)
    assert len(notes.other_logs) == MOST_LOGS + 1
    assert notes.other_logs[OTHER_LOG] == 1_000 - MOST_LOGS
    assert notes.rows == 1_000
    assert max(map(len, notes.other_logs)) == 64
