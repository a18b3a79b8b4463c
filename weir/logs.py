"""Log lines on standard error: set up here and nowhere else, by the commands that run for long."""

import logging
import sys


def set_up_logging(level: str) -> None:
    """Lines like `2026-01-31T06:00:00 warning: text`, of this level and above."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Lines("%(asctime)s %(levelname)s: %(message)s", "%Y-%m-%dT%H:%M:%S%z"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    # Says at each start which system call it waits with: nobody's business, and not even at debug.
    logging.getLogger("asyncio").setLevel(logging.INFO)


class _Lines(logging.Formatter):
    """One line a record, and a file's name in it cannot begin another."""

    def format(self, record: logging.LogRecord) -> str:
        """The line; levels in small letters, control characters replaced."""
        record.levelname = record.levelname.lower()
        text = super().format(record)
        return "".join(
            c if c.isprintable() or (c == "\n" and record.exc_info) else "\N{REPLACEMENT CHARACTER}" for c in text
        )
