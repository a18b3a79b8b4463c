"""What the command line says when it cannot go on: one line that says what to do, and an exit code.

A user never sees a traceback for a mistake of the input, the settings or the
surroundings. Exit codes: 0 done, 1 could not, 2 done and what was asked for is so (`--fail-on`,
`--fail-if`), 130 interrupted before the end. docs/commands.md tells them to users.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from streams.system_errors import sentence

EXIT_DONE = 0
EXIT_ERROR = 1
EXIT_LEVEL_REACHED = 2
EXIT_INTERRUPTED = 130
"""128 + SIGINT, as shells report it."""


class UserError(Exception):
    """Something the user can mend: the message says what and how. Printed as `weir: ...`, exit 1."""


class Interrupted(Exception):
    """Told to stop before the end of what ends by itself: the message says what is done and what is left. Exit 130."""


class LevelReached(Exception):
    """An alert reached the level of `--fail-on`, or a bound of `--fail-if` holds: all is done, exit 2."""


@contextmanager
def told(*kinds: type[Exception], hint: str | None = None) -> Iterator[None]:
    """Turn errors of the layers below into a `UserError` with the same words, and a hint if there is one.

    With no `kinds` it takes what readers and stores raise for bad input: ValueError and OSError.
    """
    try:
        yield
    except Exception as error:
        if not isinstance(error, kinds or (ValueError, OSError)):
            raise
        message = describe(error)
        raise UserError(f"{message}; {hint}" if hint else message) from error


def why(error: BaseException) -> str:
    """What went wrong, without the file: for a message that names it already."""
    return sentence(error) if isinstance(error, OSError) else str(error) or type(error).__name__


def describe(error: BaseException) -> str:
    """An error in one line for a person: a system error as `file: what went wrong, and what to do`."""
    if isinstance(error, OSError) and error.strerror:
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{sentence(error)}"
    return str(error) or type(error).__name__
