"""Files of a replay: under another name until they are whole, and cut where a stopped one is gone on with."""

from pathlib import Path

import pytest

from weir.errors import UserError
from weir.views.recorded import replay_files as subject


def test_a_file_takes_its_name_when_it_is_whole(tmp_path: Path) -> None:
    path = str(tmp_path / "out")
    file = subject.opened(path, "--alerts", None)
    assert file is not None
    file.write(b"12345")
    assert subject.length(file) == 5
    subject.close(file, path, "--alerts", whole=False)
    assert not Path(path).exists()
    again = subject.opened(path, "--alerts", 3)
    assert again is not None
    again.write(b"x")
    subject.close(again, path, "--alerts", whole=True)
    assert Path(path).read_bytes() == b"123x"


def test_one_to_go_on_with_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="--alerts"):
        subject.opened(str(tmp_path / "out"), "--alerts", 3)


def test_nothing_is_opened_where_nothing_is_wanted() -> None:
    assert subject.opened(None, "--alerts", None) is None
    assert subject.length(None) is None
