"""Log lines: one a record, whatever is in it."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest

from weir.settings.log_lines import LogSettings
from weir.wiring.log_limit import AlikeLimit
from weir.wiring.logs import set_up_logging


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def test_lines_have_time_level_and_text(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging(LogSettings())
    logging.getLogger("any").info("read %d", 3)
    logging.getLogger("any").debug("not shown")
    line = capsys.readouterr().err
    assert line.endswith("info: read 3\n")
    assert line.count("\n") == 1
    assert line[:2] == "20"


def test_what_the_command_line_says_goes_before_the_settings(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging(LogSettings(level="error", format="text"), "warning", "json")
    logging.getLogger("any").warning("shown")
    logging.getLogger("any").info("not shown")
    assert json.loads(capsys.readouterr().err)["text"] == "shown"


def test_a_name_cannot_begin_another_line(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging(LogSettings())
    logging.getLogger("any").warning("%s: refused", "conn\n2026-01-01 error: forged\x1b[2J.log")
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "\x1b" not in said


def fail() -> None:
    raise ValueError(FORGED)


FORGED = "conn\n2026-01-01 error: forged\r\x1b[2J\x85\u2028\x9b\x7f.log"


def test_a_traceback_is_indented_and_its_text_begins_no_line_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging(LogSettings())
    try:
        fail()
    except ValueError:
        logging.getLogger("any").exception("%s: not read", FORGED)
    first, *rest = capsys.readouterr().err.splitlines()
    assert first.endswith(": not read")
    assert len(rest) >= 4
    assert all(line.startswith("    ") for line in rest)
    assert not any(c in "".join(rest) for c in "\x1b\x7f\x9b")


def json_lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    said = capsys.readouterr().err
    assert said.isascii()
    assert said.count("\n") == len(said.splitlines())
    assert not any(ord(c) < 0x20 or ord(c) == 0x7F for c in said.replace("\n", ""))
    return [json.loads(line) for line in said.splitlines()]


def test_json_has_time_level_logger_template_and_text(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging(LogSettings(format="json"))
    logging.getLogger("streams.worker").info("partition %d is taken in %.2f s", 3, 0.5)
    logging.getLogger("any").warning("%(count)d refused of %(site)s", {"count": 2, "site": "plant"})
    one, other = json_lines(capsys)
    assert one.pop("time").endswith("+00:00")
    assert one == {
        "level": "info",
        "logger": "streams.worker",
        "event": "partition %d is taken in %.2f s",
        "text": "partition 3 is taken in 0.50 s",
        "args": [3, 0.5],
    }
    assert other["fields"] == {"count": 2, "site": "plant"}
    assert other["text"] == "2 refused of plant"


def test_json_takes_whatever_is_in_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging(LogSettings(format="json"))
    log = logging.getLogger("any")
    log.warning("%s %s %s", FORGED, float("nan"), Path("a\udcff"))
    try:
        fail()
    except ValueError:
        log.exception("failed")
    first, second = json_lines(capsys)
    assert first["args"] == [FORGED, "nan", "a\udcff"]
    assert second["text"] == "failed"
    assert "ValueError" in second["exception"]


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_flood_is_few_lines(capsys: pytest.CaptureFixture[str], form: Literal["text", "json"]) -> None:
    set_up_logging(LogSettings(format=form, alike_a_minute=5))
    log = logging.getLogger("any")
    for number in range(10_000):
        log.warning("refused: line %d", number)
    log.warning("another fact")
    said = capsys.readouterr().err
    assert said.count("\n") == 6
    assert "another fact" in said
    limit = logging.getLogger().handlers[0].filters[0]
    assert isinstance(limit, AlikeLimit)
    limit.finish()
    assert "9995 more like this in the last minute" in capsys.readouterr().err
