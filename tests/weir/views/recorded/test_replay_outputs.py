"""Where a replay's alerts and dead letters go."""

from contextlib import suppress
from pathlib import Path

import pytest

from replay.run import Progress
from schemas import codec
from tests.streams.records import a_dead_letter, an_alert
from weir.errors import Interrupted, UserError
from weir.views.recorded.replay_outputs import ReplayOutputs


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


def test_what_was_written_stays_after_an_error_but_under_no_name_of_a_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "alerts.ndjson"
    with suppress(KeyError), ReplayOutputs(str(path), None, progress=False) as outputs:
        outputs.alerts([an_alert()])
        raise KeyError
    assert not path.exists()
    assert (tmp_path / "alerts.ndjson.part").read_bytes().count(b"\n") == 1


def test_an_older_file_stays_until_the_new_one_is_whole(tmp_path: Path) -> None:
    path, link = tmp_path / "alerts.ndjson", tmp_path / "link"
    path.write_text("older")
    link.symlink_to(path)
    with ReplayOutputs(str(link), None, progress=False) as outputs:
        outputs.alerts([an_alert()])
        assert path.read_text() == "older"
    assert link.is_symlink()
    assert path.read_bytes().count(b"\n") == 1
    assert sorted(one.name for one in tmp_path.iterdir()) == ["alerts.ndjson", "link"]


def test_an_interruption_says_what_is_done_and_what_is_left(tmp_path: Path) -> None:
    def interrupted() -> None:
        with ReplayOutputs(str(tmp_path / "alerts.ndjson"), None, progress=False) as outputs:
            outputs.progress(Progress(flows=5, alerts=1, time=60.0))
            raise KeyboardInterrupt

    with pytest.raises(Interrupted, match=r"5 flows up to 1970-01-01 00:01:00 UTC were read, 1 alert raised; .*\.part"):
        interrupted()


def test_a_folder_is_no_file_to_write(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="is a folder, where a file is wanted"):
        ReplayOutputs(str(tmp_path), None, progress=False).__enter__()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, the disk that is always full")
def test_a_full_disk_is_told_with_the_file() -> None:
    with pytest.raises(UserError, match="--alerts /dev/full: no space is left"):  # noqa: SIM117 - told as it closes
        with ReplayOutputs("/dev/full", None, progress=False) as outputs:
            outputs.alerts([an_alert("a")])


def test_a_file_that_cannot_be_made_names_its_option(tmp_path: Path) -> None:
    outputs = ReplayOutputs(None, str(tmp_path / "nowhere" / "dead"), progress=False)
    with pytest.raises(UserError, match="--dead-letters"):
        outputs.__enter__()
