"""`weir demo`: the README's first command shows an alert with its explanation, and ends by itself."""

from tests.weir.command_line import weir


def test_it_learns_alerts_explains_and_says_what_next() -> None:
    said = weir("demo", "--no-wait")
    assert said.code == 0, said.error
    at = 0
    for part in (
        "no alert", "something new", "critical", "at length", "ATT&CK ICS", "T0", "\nwhy\n", "\nnext\n", "Try next",
    ):  # fmt: skip
        at = said.out.index(part, at)
    assert "paths learnt" in said.out
