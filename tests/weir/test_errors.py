"""Errors become one line that says what to do."""

import pytest

from weir.errors import UserError, describe, told


def test_bad_input_is_told_in_the_same_words() -> None:
    with pytest.raises(UserError, match=r"^invalid literal.*; pass --format$"), told(hint="pass --format"):
        int("none")


def test_what_is_not_named_passes_through() -> None:
    with pytest.raises(KeyError), told(ValueError):
        raise KeyError


def test_a_system_error_names_its_file() -> None:
    assert describe(FileNotFoundError(2, "No such file or directory", "x.log")) == "x.log: no such file or folder"
    assert describe(ValueError("plain")) == "plain"
    assert describe(ValueError()) == "ValueError"
