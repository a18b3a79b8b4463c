"""Log lines on standard error: set up here and nowhere else, by the commands that run for long.

Each fact is one line, whatever is in it. A name from outside can neither begin a line
nor colour one; a traceback's lines are indented, so that none looks like a fact of its own.
"""

import atexit
import json
import logging
import math
import sys
from collections.abc import Mapping
from datetime import UTC, datetime

from weir.settings.log_lines import LogSettings
from weir.wiring.log_limit import AlikeLimit


def set_up_logging(settings: LogSettings, level: str | None = None, line_format: str | None = None) -> None:
    """Lines like `2026-01-31T06:00:00 warning: text`, or JSON objects, of the settings' level and above.

    `level` and `line_format` are what the command line says; None leaves it to the settings.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if (line_format or settings.format) == "json" else TextLines())
    limit = AlikeLimit(settings.alike_a_minute, handler.emit)
    handler.addFilter(limit)
    atexit.register(limit.finish)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel((level or settings.level).upper())
    # Says at each start which system call it waits with: nobody's business, and not even at debug.
    logging.getLogger("asyncio").setLevel(logging.INFO)
    # They tell of each request with its URL, whose path is often a secret; at debug of headers too.
    for name in ("httpx", "httpcore", "hpack"):
        logging.getLogger(name).setLevel(logging.WARNING)


class TextLines(logging.Formatter):
    """One line a record, for people."""

    def format(self, record: logging.LogRecord) -> str:
        """The line; levels in small letters, control characters replaced."""
        when = self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z")
        line = _printable(f"{when} {record.levelname.lower()}: {record.getMessage()}")
        trace = _trace(self, record)
        return line + "".join(f"\n    {_printable(each)}" for each in trace.splitlines())


class JsonLines(logging.Formatter):
    """One JSON object a line: time (UTC), level, logger, event (the template), text, and fields where they have names.

    What has no name is in `args`, in order; an exception's traceback is in `exception`. It is all ASCII:
    some readers take other characters of Unicode for the end of a line.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": str(record.msg),
            "text": record.getMessage(),
        }
        if isinstance(record.args, Mapping):
            line["fields"] = {str(name): _plain(value) for name, value in record.args.items()}
        elif record.args:
            line["args"] = [_plain(value) for value in record.args]
        if trace := _trace(self, record):
            line["exception"] = trace
        return json.dumps(line, ensure_ascii=True, allow_nan=False)


def _trace(formatter: logging.Formatter, record: logging.LogRecord) -> str:
    """The traceback that comes with a record; empty where there is none."""
    if record.exc_info and record.exc_info[0] is not None:
        return formatter.formatException(record.exc_info)
    return record.exc_text or ""


def _plain(value: object) -> object:
    """A value as JSON has it: text, unless it is a number."""
    if value is None or isinstance(value, bool | int | str) or (isinstance(value, float) and math.isfinite(value)):
        return value
    return str(value)


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
