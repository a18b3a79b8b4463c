"""System errors as sentences that say what to do."""

import errno
from pathlib import Path

import pytest

from streams.system_errors import sentence


def test_a_full_disk_says_what_to_do() -> None:
    assert sentence(OSError(errno.ENOSPC, "No space left on device")) == (
        "no space is left on the disk: make room, or name another folder"
    )


def test_what_the_table_lacks_keeps_the_words_of_the_system() -> None:
    assert sentence(OSError(errno.EPROTO, "Protocol error")) == "Protocol error"
    assert sentence(OSError("only words")) == "only words"


def test_what_real_paths_raise_is_in_the_table(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for path, said in (
        (tmp_path / "none", "no such file or folder"),
        (tmp_path, "is a folder, where a file is wanted"),
        (tmp_path / "file" / "below", "a part of this path is a file"),
        (tmp_path / ("n" * 300), "the name is too long"),
    ):
        with pytest.raises(OSError, match=r"\[Errno") as raised:
            path.open("rb")
        assert sentence(raised.value).startswith(said)
