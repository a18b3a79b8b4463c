"""What was fetched is handed on in order, none left out, and its bytes are counted."""

from streams.worker.read_ahead import ReadAhead


def waiting() -> ReadAhead:
    ahead = ReadAhead(limit_octets=100)
    ahead.fetched("flows", 0, [(4, 30), (5, 30), (8, 30)])
    ahead.fetched("verdicts", 0, [(0, 5)])
    return ahead


def test_what_comes_in_its_order_is_expected_gaps_of_the_log_included() -> None:
    ahead = waiting()
    assert [ahead.handed("flows", 0, offset) for offset in (4, 5, 8)] == [True, True, True]
    assert ahead.handed("verdicts", 0, 0)
    assert ahead.octets == 0


def test_a_message_that_was_dropped_on_the_way_is_found_out_at_the_next() -> None:
    ahead = waiting()
    assert ahead.handed("flows", 0, 4)
    assert not ahead.handed("flows", 0, 8)


def test_a_message_that_was_never_fetched_is_not_expected() -> None:
    assert not waiting().handed("flows", 1, 4)


def test_it_is_full_at_its_limit_and_roomy_again_at_half_of_it() -> None:
    ahead = waiting()
    seen = [(ahead.full, ahead.roomy)]
    ahead.fetched("flows", 1, [(0, 5)])
    seen.append((ahead.full, ahead.roomy))
    for offset in (4, 5):
        ahead.handed("flows", 0, offset)
        seen.append((ahead.full, ahead.roomy))
    assert seen == [(False, False), (True, False), (False, False), (False, True)]


def test_what_is_read_anew_waits_no_longer() -> None:
    ahead = waiting()
    ahead.forget("flows", 0)
    assert ahead.octets == 5
    ahead.fetched("flows", 0, [(4, 1)])
    assert ahead.handed("flows", 0, 4)
    ahead.clear()
    assert ahead.octets == 0
    assert not ahead.handed("verdicts", 0, 0)
