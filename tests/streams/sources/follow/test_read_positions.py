"""Positions of one log's files."""

from streams.sources.follow.read_positions import DONE, KEPT_POSITIONS, ReadPositions


def test_only_its_own_positions_are_taken() -> None:
    known = ReadPositions("/logs/conn.log")
    known.resume({"/logs/conn.log#a": 5, "/logs/conn.log#": 7, "/logs/dns.log#b": 6})
    assert list(known) == ["/logs/conn.log#a", "/logs/conn.log#"]
    assert known.begun() == ["/logs/conn.log#a"]


def test_what_is_done_is_not_begun_and_is_said_in_a_batch() -> None:
    known = ReadPositions("conn.log")
    batch = known.settled("conn.log#a")
    assert (batch.source, batch.position, batch.records) == ("conn.log#a", DONE + 1, [])
    assert known.is_done("conn.log#a")
    assert known.begun() == []


def test_the_oldest_of_what_nobody_needs_is_forgotten_and_never_the_mark() -> None:
    known = ReadPositions("conn.log")
    known.noted(known.mark, 1)
    for number in range(KEPT_POSITIONS + 3):
        known.keep(f"conn.log#{number}", number)
    known.forget_but({"conn.log#1"})
    assert set(known) == {known.mark, "conn.log#1", *(f"conn.log#{n}" for n in range(3, KEPT_POSITIONS + 3))}
    assert known.forgotten == ["conn.log#0", "conn.log#2"]
    assert known.mark in known


def test_a_store_that_keeps_no_order_makes_no_difference_to_what_is_forgotten() -> None:
    known = ReadPositions("conn.log")
    for number in range(KEPT_POSITIONS + 2):
        known.settled(f"conn.log#{number}")
    stored = {source: known.position(source) for source in sorted(known, reverse=True)}
    again = ReadPositions("conn.log")
    again.resume(stored)
    again.settled("conn.log#new")
    again.forget_but(set())
    assert again.forgotten == ["conn.log#0", "conn.log#1", "conn.log#2"]
