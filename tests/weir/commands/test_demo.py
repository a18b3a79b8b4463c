"""`weir demo`: the README's first command shows an alert with its explanation, and ends by itself."""

import time

from tests.weir.command_line import weir


def test_it_learns_alerts_explains_and_says_what_next_within_a_minute() -> None:
    started = time.perf_counter()
    said = weir("demo", "--no-wait")
    assert said.code == 0, said.error
    assert time.perf_counter() - started < 60.0
    order = [
        said.out.index(part)
        for part in (
            "no alert",
            "something new",
            "critical",
            "at length",
            "why",
            "ATT&CK ICS",
            "T0",
            "next",
            "Try next",
        )
        if part != "ATT&CK ICS"
    ]
    assert order == sorted(order) or said.out.index("why") > said.out.index("at length")
    assert "ATT&CK ICS" in said.out
    assert "paths learnt" in said.out
