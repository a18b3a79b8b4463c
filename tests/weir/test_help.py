"""Each command's help: an example that its own options understand, and values that are named."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import typer

from tests.weir.command_line import weir
from weir.cli import GROUPS, build_app

EXAMPLE = re.compile(r"(?:\w+=\S+ )*weir (?P<arguments>.+)")


def commands(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    below = getattr(command, "commands", None)
    if below is None:
        yield path, command
        return
    for name, one in below.items():
        yield from commands(one, (*path, name))


COMMANDS = dict(commands(typer.main.get_command(build_app())))  # type: ignore[arg-type]  # typer's own click


def examples(command: click.Command) -> list[str]:
    """The examples of a command's help, with their variables left away."""
    text = f"{command.help or ''}\n{command.epilog or ''}"
    begin = re.search(r"Examples?:", text)
    if begin is None:
        return []
    # Several may stand in one line, with semicolons between them.
    apart = re.split(r"\n|;\s+(?=weir )", text[begin.end() :])
    lines = (EXAMPLE.search(line) for line in apart)
    return [found["arguments"].strip() for found in lines if found is not None]


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_its_examples_are_understood_by_its_own_options(path: tuple[str, ...]) -> None:
    command = COMMANDS[path]
    found = examples(command)
    assert found, "each command's help has an example"
    for example in found:
        words = shlex.split(example)
        assert tuple(words[: len(path)]) == path
        command.make_context(path[-1], words[len(path) :])


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_option_and_argument_says_what_it_is(path: tuple[str, ...]) -> None:
    for parameter in COMMANDS[path].params:
        assert getattr(parameter, "help", None), parameter.name


def test_the_commands_page_is_named_and_has_every_exit_code(repository: Path) -> None:
    assert "docs/commands.md" in weir("--help").out.replace("\n  ", " ")
    page = (repository / "docs" / "commands.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| (\d+) \|", page, re.MULTILINE) == ["0", "1", "2", "130"]


@pytest.mark.parametrize("group", sorted(GROUPS))
def test_a_group_tells_its_commands_in_whole_sentences(group: str) -> None:
    listed = weir(group, "--help").out.partition("Commands:")[2]
    assert listed
    assert re.findall(r".*[^_]\.\.\.$", listed, re.MULTILINE) == []
