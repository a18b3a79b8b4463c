"""The command line: quick, whole, and every error in one line."""

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from tests.weir.command_line import weir
from weir import cli
from weir.cli import COMMANDS, GROUPS
from weir.errors import LevelReached, UserError

MODULES = {path.stem.replace("_", "-") for path in Path(cli.__file__).parent.joinpath("commands").rglob("*.py")} - {
    "--init--"
}


def _all_commands() -> list[tuple[str, ...]]:
    names: list[tuple[str, ...]] = [(name,) for name in COMMANDS]
    for group, app in GROUPS.items():
        names += [(group, command.name or "") for command in app.registered_commands]
    return names


def test_every_command_file_is_registered() -> None:
    of_groups = {name for _, *names in _all_commands() for name in names}
    registered = COMMANDS.keys() | GROUPS.keys()
    assert registered <= MODULES
    assert registered | of_groups >= MODULES


@pytest.mark.parametrize("command", _all_commands(), ids=" ".join)
def test_every_command_has_help_with_an_example(command: tuple[str, ...]) -> None:
    said = weir(*command, "--help")
    assert said.code == 0
    assert "Usage: weir" in said.out
    assert "Example" in said.out, "no example"


def test_help_names_every_command() -> None:
    said = weir("--help")
    assert said.code == 0
    for name in (*COMMANDS, *GROUPS):
        assert f"  {name} " in said.out


def test_the_version_is_told() -> None:
    assert weir("--version").out.startswith("weir ")


def test_wrong_usage_is_1_since_2_means_an_alert() -> None:
    said = weir("replay", "--no-such-option")
    assert said.code == 1
    assert "--no-such-option" in said.error
    assert weir("no-such-command").code == 1


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (UserError("do this"), 1, "weir: do this\n"),
        (LevelReached(), 2, ""),
        (KeyboardInterrupt(), 130, ""),
        (FileNotFoundError(2, "No such file or directory", "x"), 1, "weir: x: no such file or folder"),
        (RuntimeError("odd"), 1, "weir: unforeseen RuntimeError: odd (WEIR_TRACEBACK=1 shows where)\n"),
    ],
)
def test_errors_end_in_one_line_and_a_code(
    monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, said: str
) -> None:
    def fails() -> None:
        raise error

    monkeypatch.setitem(COMMANDS, "demo", fails)
    result = weir("demo")
    assert result.code == code
    assert result.error.startswith(said)
    assert "Traceback" not in result.error


def test_a_traceback_is_shown_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails() -> None:
        msg = "odd"
        raise RuntimeError(msg)

    monkeypatch.setitem(COMMANDS, "demo", fails)
    monkeypatch.setenv("WEIR_TRACEBACK", "1")
    with pytest.raises(RuntimeError):
        weir("demo")


def test_a_command_ends_with_its_own_exit(monkeypatch: pytest.MonkeyPatch) -> None:
    def leaves() -> None:
        raise typer.Exit

    monkeypatch.setitem(COMMANDS, "demo", leaves)
    assert weir("demo").code == 0


def test_help_is_quick_and_imports_nothing_heavy() -> None:
    code = (
        "import sys; from weir.cli import run_command_line; run_command_line(['--help']); "
        "heavy = {'rich', 'river', 'numpy', 'kafka', 'faust', 'aiokafka', 'msgspec', 'sqlite3', 'asyncio'}; "
        "sys.exit(sorted(heavy & set(sys.modules)) and str(sorted(heavy & set(sys.modules))) or 0)"
    )
    # Processor time of processes that have ended: what else the machine does is not in it.
    best = 60.0
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        best = min(best, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert best < 0.4


def test_completion_offers_commands() -> None:
    environment = {
        **os.environ,
        "_WEIR_COMPLETE": "complete_bash",
        "COMP_WORDS": "weir re",
        "COMP_CWORD": "1",
    }
    done = subprocess.run([sys.executable, "-m", "weir"], check=False, capture_output=True, env=environment, timeout=30)
    assert b"replay" in done.stdout
