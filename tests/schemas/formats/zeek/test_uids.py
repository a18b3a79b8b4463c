from schemas.formats.zeek.uids import MOST_OPERATIONS, UidMemory


def test_the_first_sight_is_told_whole() -> None:
    assert UidMemory().difference("C1", (1, 2, 3, 4), ended=True) == (1, 2, 3, 4)


def test_a_later_sight_adds_only_what_is_more() -> None:
    uids = UidMemory()
    uids.difference("C1", (10, 20, 1, 2), ended=False)
    assert uids.difference("C1", (15, 20, 3, 2), ended=False) == (5, 0, 2, 0)
    assert uids.difference("C1", (15, 25, 3, 2), ended=True) == (0, 5, 0, 0)


def test_a_sight_that_adds_nothing_is_a_repeat() -> None:
    uids = UidMemory()
    uids.difference("C1", (10, 20, 1, 2), ended=True)
    assert uids.difference("C1", (10, 20, 1, 2), ended=True) is None
    assert uids.difference("C1", (9, 0, 1, None), ended=False) is None


def test_unset_totals_add_nothing_and_hide_nothing() -> None:
    uids = UidMemory()
    uids.difference("C1", (None, None, None, None), ended=False)
    assert uids.difference("C1", (7, None, 1, None), ended=True) == (7, None, 1, None)


def test_a_protocol_row_is_told_once_an_operation() -> None:
    uids = UidMemory()
    assert [uids.first_of("C1", name) for name in (None, None, "READ", "READ", "WRITE")] == [
        True,
        False,
        True,
        False,
        True,
    ]


def test_the_memory_is_bounded_and_open_connections_outlast_ended_ones() -> None:
    uids = UidMemory(open_limit=4, ended_limit=4)
    uids.difference("long", (1, 1, 1, 1), ended=False)
    for number in range(100):
        uids.difference(f"C{number}", (1, 1, 1, 1), ended=True)
    assert len(uids.ended) <= 4
    assert uids.difference("long", (3, 1, 1, 1), ended=True) == (2, 0, 0, 0)


def test_several_operations_of_one_row_are_told_where_one_of_them_is_new() -> None:
    memory = UidMemory()
    assert memory.first_of_any("C1", ())
    assert memory.first_of_any("C1", ("a", "b"))
    assert not memory.first_of_any("C1", ("b", "a"))
    assert memory.first_of_any("C1", ("b", "c"))
    assert not memory.first_of_any("C1", ())


def test_names_of_operations_that_a_sender_makes_up_are_bounded() -> None:
    memory = UidMemory()
    told = [memory.first_of("C1", f"function {number}") for number in range(1_000)]
    assert sum(told) == MOST_OPERATIONS
