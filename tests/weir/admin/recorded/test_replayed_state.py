"""The folder that a replay leaves is written whole, into a place where no state lies."""

from pathlib import Path

import pytest

from replay.end_state import EndState
from streams.read_model.sqlite import SqliteReadModel
from streams.read_model.wanted import AssetsWanted, PathsWanted
from tests.models import builders as b
from tests.models import stored_state
from weir.admin.recorded.replayed_state import StateOut
from weir.errors import UserError
from weir.views.terminal import messages


def gathered(end: EndState | None) -> None:
    assert end is not None
    whole = b.new_pipeline()
    b.run(whole, b.hour_of_work(b.MONDAY))
    end.add_pipelines({b.SITE: whole})


def test_the_lists_read_what_it_wrote(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = StateOut(tmp_path / "new" / "state")
    gathered(kept.end)
    kept.write(unless=None)
    kept.tell(messages())
    model = SqliteReadModel(tmp_path / "new" / "state", lambda _site: stored_state.CORE)
    assert model.paths(PathsWanted()).total == 6
    assert model.assets(AssetsWanted(asset=b.PLC)).total == 1
    assert f"weir assets list --state {tmp_path}" in capsys.readouterr().err


def test_a_folder_that_holds_a_state_or_is_a_file_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    kept = StateOut(tmp_path / "state")
    gathered(kept.end)
    late = StateOut(tmp_path / "state")
    kept.write(unless=None)
    for refused in (lambda: StateOut(tmp_path / "state"), lambda: late.write(unless=None)):
        with pytest.raises(UserError, match="holds a state already"):
            refused()
    (tmp_path / "file").touch()
    with pytest.raises(UserError, match="is a file"):
        StateOut(tmp_path / "file")


def test_nothing_is_left_where_none_is_wanted_or_nothing_was_learnt(tmp_path: Path) -> None:
    assert StateOut(None).end is None
    StateOut(None).write(unless=None)
    kept = StateOut(tmp_path / "state")
    kept.write(unless="there was no row")
    kept.tell(messages())
    assert not (tmp_path / "state").exists()
