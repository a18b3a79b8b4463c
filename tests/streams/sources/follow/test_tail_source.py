import logging
from pathlib import Path

import pytest

from schemas import codec
from streams.sources.follow.tail_source import TailSource
from streams.sources.follow.tails import Tails
from tests.streams.embedded.test_loop import a_flow
from tests.streams.records import SITE


def test_a_log_is_followed_and_idle_when_read(tmp_path: Path) -> None:
    path = tmp_path / "flows.ndjson"
    path.write_bytes(codec.encode_lines([a_flow(number) for number in range(3)]))
    source = TailSource(Tails([str(path)], site=SITE), lambda _source: None)
    batch = source.poll()
    assert batch is not None
    assert len(batch.records) == 3
    assert source.poll() is None
    assert source.idle
    with path.open("ab") as file:
        file.write(codec.encode_lines([a_flow(3)]))
    more = source.poll()
    assert more is not None
    assert more.records == [a_flow(3)]
    source.close()


def test_a_file_that_is_no_log_is_logged_and_left(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "readme.log"
    path.write_text("no log at all\n")
    source = TailSource(Tails([str(path)], site=SITE), lambda _source: None)
    with caplog.at_level(logging.ERROR):
        assert source.poll() is None
        assert source.poll() is None
    assert caplog.text.count("readme.log") == 1


def test_what_a_folder_brings_along_is_passed_over_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "readme.log").write_text("no log at all\n")
    source = TailSource(Tails([str(tmp_path)], site=SITE), lambda _source: None)
    with caplog.at_level(logging.INFO):
        met = source.poll()
        assert met is not None
        assert met.records == []
        assert source.poll() is None
        assert source.poll() is None
    assert caplog.text.count("passed over") == 1
    source.close()
