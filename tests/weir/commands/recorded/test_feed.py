"""What `weir feed` refuses before it asks a broker; tests/kafka/test_feed.py feeds to a real one."""

from pathlib import Path

import pytest

from replay.feed.summary import FeedSummary
from tests.weir.command_line import nothing_set, weir
from weir.wiring import feed

__all__ = ["nothing_set"]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "conn.log"
    path.write_text("{}\n", encoding="utf-8")
    return path


@pytest.mark.usefixtures("nothing_set")
@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--to", "files"], "give kafka for the topics"),
        (["--to", "kafka", "--speed", "fast"], "give it like 1x, 60x or max"),
        (["--to", "kafka", "--speed", "0x"], "no speed"),
        (["--to", "kafka", "--since", "soon"], "--since"),
        (["--to", "kafka", "--format", "pdf"], "--format"),
        (["--to", "kafka://"], "no Kafka address"),
    ],
)
def test_what_can_not_be_is_told_before_a_broker_is_asked(log: Path, options: list[str], told: str) -> None:
    said = weir("feed", log, *options)
    assert said.code == 1
    assert told in said.error


@pytest.mark.usefixtures("nothing_set")
@pytest.mark.parametrize("path", ["-", "kafka:raw", "kafka://broker:9092/weir"])
def test_what_nobody_could_go_on_with_is_not_fed(path: str) -> None:
    said = weir("feed", path, "--to", "kafka")
    assert said.code == 1
    assert "write them to a file first" in said.error


SUMMARY = FeedSummary(
    records=3, flows=2, ticks=1, changes=0, verdicts=0, dead_letters=0, rows=2, before=0, outside=0, seconds=1.0,
    rows_per_s=2.0, ended=True,
)  # fmt: skip


@pytest.mark.usefixtures("nothing_set")
@pytest.mark.parametrize(
    ("ended", "records", "code", "told"),
    [(True, 3, 0, "2 flows fed"), (False, 3, 130, "it goes on from here"), (True, 0, 1, "nothing was fed")],
)
def test_the_exit_code_says_what_became_of_it(
    log: Path, monkeypatch: pytest.MonkeyPatch, *, ended: bool, records: int, code: int, told: str
) -> None:
    asked: list[feed.FeedOptions] = []

    def run(_settings: object, _inputs: object, options: feed.FeedOptions, _watched: object) -> FeedSummary:
        asked.append(options)
        SUMMARY.ended, SUMMARY.records = ended, records
        return SUMMARY

    monkeypatch.setattr(feed, "run_feed", run)
    said = weir("feed", log, "--to", "kafka", "--speed", "60x", "--collector", "march")
    assert said.code == code
    assert told in said.error
    assert asked == [feed.FeedOptions(collector="march", speed=60.0)]
