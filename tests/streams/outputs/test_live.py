"""A terminal shows what comes from now on, and each process begins anew."""

from streams.outputs.live import Live
from streams.outputs.outbox import Cursor
from tests.streams.outputs.doubles import ListOutbox
from tests.streams.records import an_alert


def test_it_begins_where_it_is_told_and_keeps_nothing() -> None:
    outbox = ListOutbox(an_alert("a1"), an_alert("a2"))
    live = Live(outbox, Cursor({0: 1}))
    live.open()
    cursor = live.cursor("terminal")
    assert cursor == Cursor({0: 1})
    portion = live.take(cursor, 10)
    assert [row.position for row in portion.rows] == [2]
    assert live.waiting(cursor) == 1
    live.keep("terminal", Cursor(portion.positions))
    assert outbox.cursors == {}
    live.close()
    assert outbox.closed
