"""Where a replay's alerts and dead letters go."""

from contextlib import suppress
from pathlib import Path

import pytest

from replay.run import Progress
from schemas import codec
from tests.streams.records import a_dead_letter, an_alert
from weir.errors import UserError
from weir.views.replay_outputs import ReplayOutputs


def test_alerts_and_dead_letters_go_to_their_files(tmp_path: Path) -> None:
    alerts, letters = tmp_path / "alerts.ndjson", tmp_path / "dead.ndjson"
    with ReplayOutputs(str(alerts), str(letters), progress=False) as outputs:
        outputs.alerts([an_alert("a"), an_alert("b")])
        outputs.dead_letters([a_dead_letter()])
        outputs.progress(Progress())
    assert [codec.ALERTS.decode_one(line) for line in alerts.read_bytes().splitlines()] == [
        an_alert("a"),
        an_alert("b"),
    ]
    assert letters.read_bytes().count(b"\n") == 1


def test_what_was_written_stays_after_an_error(tmp_path: Path) -> None:
    path = tmp_path / "alerts.ndjson"
    with suppress(KeyError), ReplayOutputs(str(path), None, progress=False) as outputs:
        outputs.alerts([an_alert()])
        raise KeyError
    assert path.read_bytes().count(b"\n") == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, the disk that is always full")
def test_a_full_disk_is_told_with_the_file() -> None:
    with pytest.raises(UserError, match="--alerts /dev/full: no space is left"):  # noqa: SIM117 - told as it closes
        with ReplayOutputs("/dev/full", None, progress=False) as outputs:
            outputs.alerts([an_alert("a")])


def test_a_file_that_cannot_be_made_names_its_option(tmp_path: Path) -> None:
    outputs = ReplayOutputs(None, str(tmp_path / "nowhere" / "dead"), progress=False)
    with pytest.raises(UserError, match="--dead-letters"):
        outputs.__enter__()
