"""Runs a command line within the test's own process."""

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
import pytest

from weir.cli import run_command_line


class Said(msgspec.Struct):
    """What a command line came to."""

    code: int
    out: str
    error: str


@contextmanager
def _streams() -> Iterator[tuple[io.TextIOWrapper, io.TextIOWrapper]]:
    before = sys.stdout, sys.stderr
    out, error = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    sys.stdout, sys.stderr = out, error
    try:
        yield out, error
    finally:
        sys.stdout, sys.stderr = before


def weir(*arguments: object) -> Said:
    """`weir ARGUMENTS`, as far as one process can."""
    with _streams() as (out, error):
        code = run_command_line([str(argument) for argument in arguments])
        texts = []
        for stream in (out, error):
            buffer = stream.buffer
            assert isinstance(buffer, io.BytesIO)
            texts.append(buffer.getvalue().decode())
    return Said(code, texts[0], texts[1])


@pytest.fixture
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """An empty working folder and no WEIR_ variables."""
    monkeypatch.chdir(tmp_path_factory.mktemp("empty"))
