"""Log lines: one a record, whatever is in it."""

import logging
from collections.abc import Iterator

import pytest

from weir.logs import set_up_logging


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def test_lines_have_time_level_and_text(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("info")
    logging.getLogger("any").info("read %d", 3)
    logging.getLogger("any").debug("not shown")
    line = capsys.readouterr().err
    assert line.endswith("info: read 3\n")
    assert line.count("\n") == 1
    assert line[:2] == "20"


def test_a_name_cannot_begin_another_line(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("info")
    logging.getLogger("any").warning("%s: refused", "conn\n2026-01-01 error: forged\x1b[2J.log")
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "\x1b" not in said
