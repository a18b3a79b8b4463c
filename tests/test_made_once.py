"""What is made once is made once, whole."""

from pathlib import Path

import pytest

from tests.made_once import made_once


def test_a_folder_is_made_by_the_first_who_asks(tmp_path_factory: pytest.TempPathFactory) -> None:
    made: list[Path] = []

    def make(folder: Path) -> None:
        made.append(folder)
        (folder / "file").write_text("here")

    folders = {made_once(tmp_path_factory, "example", make) for _ in range(3)}
    assert len(made) == 1
    assert [(folder / "file").read_text() for folder in folders] == ["here"]


def test_what_was_made_by_half_is_made_again(tmp_path_factory: pytest.TempPathFactory) -> None:
    def fail(folder: Path) -> None:
        (folder / "half").touch()
        raise OSError

    with pytest.raises(OSError):
        made_once(tmp_path_factory, "broken", fail)
    folder = made_once(tmp_path_factory, "broken", lambda folder: (folder / "whole").touch())
    assert [file.name for file in folder.iterdir()] == ["whole"]
