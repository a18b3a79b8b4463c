"""Keys by name, from the bytes of a terminal."""

import os
import pty
import termios
from contextlib import suppress

import pytest

from weir.follow.keys import Keys, one_by_one


def pressed(*reads: bytes) -> list[str]:
    receive, send = os.pipe()
    keys, found = Keys(receive), list[str]()
    for each in reads:
        os.write(send, each)
        found += keys.read()
    os.close(send)
    os.close(receive)
    return found


@pytest.mark.parametrize(
    ("sent", "keys"),
    [
        (b"jk", ["j", "k"]),
        (b"\x1b[A\x1bOB\x1b[5~\x1b[6~", ["up", "down", "page up", "page down"]),
        (b"\x1b", ["escape"]),
        (b"\x1be", ["escape", "e"]),
        (b"ab\x7f\r", ["a", "b", "backspace", "enter"]),
        (b"\x1b[1;5C\x1b[99~\x00x", ["x"]),
        ("\N{LATIN SMALL LETTER U WITH DIAERESIS}\u202e".encode(), ["\N{LATIN SMALL LETTER U WITH DIAERESIS}"]),
        (b"\xff\xfea", ["a"]),
    ],
)
def test_what_a_terminal_sends_is_a_key(sent: bytes, keys: list[str]) -> None:
    assert pressed(sent) == keys


def test_a_character_cut_between_two_reads_is_whole() -> None:
    euro = "\N{EURO SIGN}".encode()
    assert pressed(b"a" + euro[:1], euro[1:] + b"b") == ["a", "\N{EURO SIGN}", "b"]


def test_a_terminal_that_has_gone_ends_the_input() -> None:
    receive, send = os.pipe()
    os.close(send)
    assert Keys(receive).read() == ["end of input"]
    os.close(receive)


def test_a_terminal_is_left_as_it_was_also_by_an_error() -> None:
    master, slave = pty.openpty()
    before = termios.tcgetattr(slave)
    with suppress(KeyboardInterrupt), one_by_one(slave):
        assert not termios.tcgetattr(slave)[3] & (termios.ECHO | termios.ICANON)
        raise KeyboardInterrupt
    assert termios.tcgetattr(slave) == before
    os.close(slave)
    os.close(master)
