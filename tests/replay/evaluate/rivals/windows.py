"""Rows of one panel that polls two controllers, with one odd window, for rules that look at windows of assets."""

from random import Random

from replay.evaluate.rivals.rows import Row

WINDOW_S = 300.0
PANEL = "10.2.0.5"


def rows(count: int, odd: int | None = None) -> list[Row]:
    """So many windows of ten polls, give or take two; in the odd one both octets and peers are other ones."""
    random, made = Random(1), list[Row]()
    for number in range(count):
        polls = 300 if number == odd else random.randrange(8, 13)
        peers = 40 if number == odd else 2
        for turn in range(polls):
            responder, octets = f"10.2.0.{20 + turn % peers}", 9_000 if number == odd else random.randrange(90, 110)
            time = number * WINDOW_S + turn * WINDOW_S / polls
            made.append(Row(time, PANEL, responder, "tcp/502", octets, octets, answered=True))
    return made
