"""`python -m weir`: the same as the script `weir`."""

import gc
from typing import NoReturn


def main() -> NoReturn:
    """Run this process's command line."""
    # All that is imported stays: looking through it for garbage again and again took a quarter of a start (measured).
    # The command line turns it on again before a command runs that stays.
    gc.disable()
    from weir.cli import main as command_line

    command_line()


if __name__ == "__main__":
    main()
