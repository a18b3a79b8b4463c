"""Paths that mean nothing are told: at once, each minute, and when they come."""

import logging
import os
from pathlib import Path

import pytest

from streams.sources.presence import ROTATES_S, TELL_EVERY_S, Presence, absence_of


def test_each_kind_of_path_says_why_it_gives_nothing(tmp_path: Path) -> None:
    (tmp_path / "empty" / "below").mkdir(parents=True)
    (tmp_path / "file").write_text("")
    assert absence_of(str(tmp_path / "none")) == f"{tmp_path}/none: no such file or folder"
    assert absence_of(str(tmp_path / "*.log")) == f"{tmp_path}/*.log: no file matches this pattern"
    assert absence_of(str(tmp_path / "empty")) == f"{tmp_path}/empty: there is no file in this folder"
    assert absence_of(str(tmp_path / "file" / "x")) == f"{tmp_path}/file/x: no such file or folder"
    assert str(absence_of(str(tmp_path / ("n" * 300)))).endswith("the name is too long for this file system")


def test_what_is_there_is_not_told(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "conn.log").write_text("")
    for path in ("-", str(tmp_path), str(tmp_path / "a" / "b" / "conn.log"), str(tmp_path / "**" / "*.log")):
        assert absence_of(path) is None


def test_folders_that_lead_in_a_circle_are_looked_through_once(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "again").symlink_to(tmp_path)
    assert absence_of(str(tmp_path)) == f"{tmp_path}: there is no file in this folder"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_as_good_as_absent(tmp_path: Path) -> None:
    log = tmp_path / "conn.log"
    log.write_text("")
    log.chmod(0)
    assert absence_of(str(log)) == f"{log}: permission denied: its owner must give you the right to it"


def test_what_is_absent_is_logged_at_once_and_each_minute_until_it_comes(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    now, log = [0.0], tmp_path / "conn.log"
    presence = Presence([str(log)], lambda: now[0])
    for second in range(0, int(2 * TELL_EVERY_S) + 1, 2):
        now[0] = float(second)
        assert presence.absent() == (f"{log}: no such file or folder",)
    assert [record.levelname for record in caplog.records] == ["WARNING"] * 3
    log.write_text("")
    assert presence.absent() == ()
    assert caplog.records[-1].getMessage() == f"{log}: is there now"


def test_a_log_that_was_followed_may_be_away_while_it_is_rotated(tmp_path: Path) -> None:
    now, log = [0.0], tmp_path / "conn.log"
    log.write_text("")
    presence = Presence([str(log)], lambda: now[0])
    assert presence.absent() == ()
    log.unlink()
    now[0] = ROTATES_S - 1.0
    assert presence.absent() == ()
    now[0] = ROTATES_S
    assert presence.absent() == (f"{log}: no such file or folder",)
