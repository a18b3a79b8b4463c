"""Positions of one log's files."""

from streams.sources.known import DONE, KEPT_POSITIONS, Known


def test_only_its_own_positions_are_taken() -> None:
    known = Known("/logs/conn.log")
    known.resume({"/logs/conn.log#a": 5, "/logs/conn.log#": 7, "/logs/dns.log#b": 6})
    assert list(known) == ["/logs/conn.log#a", "/logs/conn.log#"]
    assert known.begun() == ["/logs/conn.log#a"]


def test_what_is_done_is_not_begun_and_is_said_in_a_batch() -> None:
    known = Known("conn.log")
    batch = known.noted("conn.log#a", DONE)
    assert (batch.source, batch.position, batch.records) == ("conn.log#a", DONE, [])
    assert known.is_done("conn.log#a")
    assert known.begun() == []


def test_the_oldest_of_what_nobody_needs_is_forgotten_and_never_the_mark() -> None:
    known = Known("conn.log")
    known.noted(known.mark, 1)
    for number in range(KEPT_POSITIONS + 3):
        known.keep(f"conn.log#{number}", number)
    known.forget_but({"conn.log#1"})
    assert known.forgotten == ["conn.log#0", "conn.log#2"]
    assert known.mark in known
