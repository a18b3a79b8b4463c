"""The window of a connection that acknowledges nothing."""

from streams.outputs.syslog.window import KEPT_S, MOST_BYTES, MOST_MESSAGES, Window


def test_what_was_sent_in_the_last_minute_is_sent_again() -> None:
    window = Window()
    window.sent([b"old"], 0.0)
    window.sent([b"a", b"b"], 10.0)
    assert window.messages == [b"old", b"a", b"b"]
    window.sent([b"c"], KEPT_S + 1.0)
    assert window.messages == [b"a", b"b", b"c"]


def test_a_long_silence_forgets_nothing_that_may_not_have_been_read() -> None:
    window = Window()
    window.sent([b"last"], 0.0)
    assert window.messages == [b"last"]


def test_it_is_bounded_by_count_and_by_bytes() -> None:
    window = Window()
    window.sent([b"x"] * (MOST_MESSAGES + 5), 0.0)
    assert len(window.messages) == MOST_MESSAGES
    window.sent([b"y" * (MOST_BYTES // 2 + 1)] * 2, 0.0)
    assert [len(each) for each in window.messages] == [MOST_BYTES // 2 + 1]
