"""Runs steps of a walk: commands as a page has them, with the places of the page replaced by real ones."""

import io
import re
import shlex
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from msgspec import Struct

from tests.made_once import made_once
from tests.walks import pages
from tests.weir.command_line import Said, weir

DAYS = 16
RATE = 0.03
"""A day of attacks behind fifteen to learn, with as little traffic as shows them: each walk reads it several times."""


class Step(Struct, frozen=True):
    """A command as a page has it, what it must say (on either stream, as patterns), and the code it ends with.

    `how` runs what does not end by itself, or what needs more than its arguments.
    """

    written: str
    says: tuple[str, ...] = ()
    code: int = 0
    how: Callable[[list[str]], Said] | None = None


Places = Mapping[str, str | Callable[[], str]]
"""What a page writes, and what it is here; what is called is looked up when a step needs it."""


def plant(factory: pytest.TempPathFactory) -> Path:
    """A folder with the log, the inventory and the true zones of a simulated plant. To be read only."""

    def make(folder: Path) -> None:
        made = weir(
            "simulate", "--out", folder / "plant", "--days", DAYS, "--attack-day", DAYS, "--scale", 1, "--rate", RATE
        )
        assert made.code == 0, made.error

    return made_once(factory, "walked", make) / "plant"


def walk(steps: Sequence[Step], places: Places) -> None:
    """Run the steps in their order. A step that no page has is a test that lags behind the pages."""
    known = pages.written()
    for step in steps:
        assert step.written in known, f"no page has: {step.written}"
        arguments = shlex.split(replaced(pages.arguments_of(step.written), places))
        said = weir(*arguments) if step.how is None else step.how(arguments)
        told = f"{step.written}\n{said.out}\n{said.error}"
        assert said.code == step.code, told
        for pattern in step.says:
            assert re.search(pattern, said.out + said.error), f"does not say {pattern!r}: {told}"


def replaced(command: str, places: Places) -> str:
    """The command with the page's places replaced, the longest first: one may begin like another."""
    for place in sorted(places, key=len, reverse=True):
        if place in command:
            value = places[place]
            command = command.replace(place, value if isinstance(value, str) else value())
    return command


def answered_yes(arguments: list[str]) -> Said:
    """A command that asks whether it shall, which it shall."""
    before, sys.stdin = sys.stdin, io.StringIO("y\n")
    try:
        return weir(*arguments)
    finally:
        sys.stdin = before


def once(arguments: list[str]) -> Said:
    """A command that follows logs until it is stopped, over what they hold now."""
    return weir(*arguments, "--once")
