"""The command line: one typer app from a literal table of commands.

Starting is quick (commands import what is heavy when they run), and whatever
goes wrong ends in one line that says what to do, with the exit codes of `weir.errors`.
"""

import gc
import os
import sys
from collections.abc import Callable, Sequence
from typing import Annotated, NoReturn

import typer

from weir.commands import maintenance, verdict
from weir.commands.lists import alerts, assets, conduits, detectors, learning, paths, report, sensors, whatif, zones
from weir.commands.live import collect, forward, run, worker
from weir.commands.operating import dead_letters, doctor, formats, health, settings, sinks, state, topics
from weir.commands.recorded import compare, demo, evaluate, feed, replay, simulate, tune
from weir.errors import (
    EXIT_DONE,
    EXIT_ERROR,
    EXIT_INTERRUPTED,
    EXIT_LEVEL_REACHED,
    Interrupted,
    LevelReached,
    UserError,
    describe,
)
from weir.version import installed_version

COMMANDS: dict[str, Callable[..., None]] = {
    "collect": collect.collect,
    "compare": compare.compare,
    "demo": demo.demo,
    "health": health.health,
    "doctor": doctor.doctor,
    "evaluate": evaluate.evaluate,
    "feed": feed.feed,
    "forward": forward.forward,
    "replay": replay.replay,
    "report": report.report,
    "run": run.run,
    "sensors": sensors.sensors,
    "simulate": simulate.simulate,
    "tune": tune.tune,
    "whatif": whatif.whatif,
    "worker": worker.worker,
}
"""Each one function, named as its command."""

GROUPS: dict[str, typer.Typer] = {
    "alerts": alerts.app,
    "assets": assets.app,
    "conduits": conduits.app,
    "dead-letters": dead_letters.app,
    "detectors": detectors.app,
    "formats": formats.app,
    "learning": learning.app,
    "maintenance": maintenance.app,
    "paths": paths.app,
    "settings": settings.app,
    "sinks": sinks.app,
    "state": state.app,
    "topics": topics.app,
    "verdict": verdict.app,
    "zones": zones.app,
}
"""Each an app with commands of its own."""

BRIEF = frozenset(
    {"alerts", "assets", "conduits", "dead-letters", "detectors"}
    | {"learning", "maintenance", "paths", "sensors", "verdict"}
)
"""Commands that end in a moment: what they make is not looked through for garbage."""

TRACEBACK_VARIABLE = "WEIR_TRACEBACK"
"""Set to 1: an error that Weir did not foresee shows its traceback."""


def build_app() -> typer.Typer:
    """The whole command line."""
    app = typer.Typer(
        name="weir",
        help="Watches the line between office network and plant network, and says what crossed it and why that "
        "is unusual. It only listens.",
        epilog="First look: weir demo. Your own traffic: weir replay conn.log. Exit codes: 0 done, 1 could not, "
        "2 an alert reached --fail-on or a bound of --fail-if holds, 130 interrupted (docs/commands.md).",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_main_options)
    for name, function in sorted(COMMANDS.items()):
        app.command(name, short_help=_first_line(function))(function)
    for name, group in sorted(GROUPS.items()):
        for command in group.registered_commands:
            command.short_help = command.short_help or _first_line(command.callback)
        app.add_typer(group, name=name, short_help=str(group.info.help))
    return app


def run_command_line(arguments: Sequence[str] | None = None) -> int:
    """Run one command line (None: that of this process) and return its exit code."""
    try:
        build_app()(args=None if arguments is None else list(arguments), prog_name="weir")
    except SystemExit as ended:
        # Wrong usage ends with 2 in typer; here 2 means that an alert reached the level asked for.
        codes = {0: EXIT_DONE, None: EXIT_DONE, EXIT_INTERRUPTED: EXIT_INTERRUPTED}
        return codes.get(ended.code, EXIT_ERROR)  # type: ignore[arg-type]
    except LevelReached:
        return EXIT_LEVEL_REACHED
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except Interrupted as told:
        sys.stderr.write(f"weir: {told}\n")
        return EXIT_INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the last resort: one line for whatever it was
        return _tell(error)
    return EXIT_DONE


def main() -> NoReturn:
    """Run this process's command line; `weir.__main__` begins it faster."""
    sys.exit(run_command_line())


def _tell(error: Exception) -> int:
    """Say it in one line on standard error. Raises it again where the traceback was asked for."""
    if isinstance(error, BrokenPipeError):
        # The reader of our output (head, less) went away: no error of ours, and nothing more to say.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_ERROR
    message = str(error)
    if not isinstance(error, UserError):
        if os.environ.get(TRACEBACK_VARIABLE) == "1":
            raise error
        kind = "" if isinstance(error, OSError) else f"unforeseen {type(error).__name__}: "
        message = f"{kind}{describe(error)} ({TRACEBACK_VARIABLE}=1 shows where)"
    sys.stderr.write(f"weir: {message}\n")
    return EXIT_ERROR


def _first_line(function: Callable[..., object] | None) -> str:
    """What `weir --help` says of a command: whole, where typer would cut it at 45 characters."""
    return (function.__doc__ or "").strip().partition("\n")[0]


def _show_version(wanted: bool) -> None:  # noqa: FBT001 - typer's callback of a flag
    if wanted:
        sys.stdout.write(f"weir {installed_version()}\n")
        raise typer.Exit


def _main_options(
    ctx: typer.Context,
    *,
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and exit.", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """Take the options that belong to no command."""
    _ = version
    if ctx.invoked_subcommand not in BRIEF:
        gc.enable()


if __name__ == "__main__":
    main()
