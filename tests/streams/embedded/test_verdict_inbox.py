"""The verdict inbox: whole lines, from a position on, each once."""

from pathlib import Path

from streams.embedded.verdict_inbox import (
    CHANGES_NAME,
    CHANGES_SOURCE,
    SOURCE,
    ChangeInbox,
    VerdictInbox,
    append_verdict,
    waiting,
)
from tests.models import builders as b
from tests.streams.records import a_verdict


def test_no_file_and_no_news_give_nothing(tmp_path: Path) -> None:
    inbox = VerdictInbox(tmp_path / "v.ndjson", None)
    assert inbox.poll() is None


def test_each_verdict_is_given_once_and_the_position_resumes(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "v.ndjson"
    append_verdict(path, a_verdict("one"))
    inbox = VerdictInbox(path, None)
    batch = inbox.poll()
    assert batch is not None
    assert batch.records == [a_verdict("one")]
    assert inbox.poll() is None
    append_verdict(path, a_verdict("two"))
    later = VerdictInbox(path, batch.position).poll()
    assert later is not None
    assert later.records == [a_verdict("two")]
    assert later.source == SOURCE


def test_half_a_line_waits(tmp_path: Path) -> None:
    path = tmp_path / "v.ndjson"
    append_verdict(path, a_verdict())
    whole = path.read_bytes()
    path.write_bytes(whole[:-5])
    inbox = VerdictInbox(path, None)
    assert inbox.poll() is None
    path.write_bytes(whole)
    batch = inbox.poll()
    assert batch is not None
    assert len(batch.records) == 1


def test_a_torn_line_of_a_dead_writer_does_not_swallow_the_next(tmp_path: Path) -> None:
    path = tmp_path / "v.ndjson"
    path.write_bytes(b'{"site":"pl')
    append_verdict(path, a_verdict())
    batch = VerdictInbox(path, None).poll()
    assert batch is not None
    assert batch.records == [a_verdict()]
    assert len(batch.dead_letters) == 1


def test_a_bad_line_is_a_dead_letter_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "v.ndjson"
    path.write_bytes(b'{"site":"plant","time":1,"author":"a","decision":"expected"}\n')
    batch = VerdictInbox(path, None).poll()
    assert batch is not None
    assert batch.records == []
    assert "names 0" in batch.dead_letters[0].reason


def test_a_line_without_end_is_refused_and_holds_up_nothing(tmp_path: Path) -> None:
    path = tmp_path / "v.ndjson"
    path.write_bytes(b"x" * 2_500_000)
    append_verdict(path, a_verdict())
    inbox = VerdictInbox(path, None)
    batches = [batch for batch in (inbox.poll() for _ in range(5)) if batch is not None]
    assert [record for batch in batches for record in batch.records] == [a_verdict()]
    assert [letter.position for batch in batches for letter in batch.dead_letters]
    assert inbox.poll() is None


def test_what_no_checkpoint_has_taken_yet_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "v.ndjson"
    assert waiting(path, {}) == 0
    append_verdict(path, a_verdict("one"))
    taken = path.stat().st_size
    append_verdict(path, a_verdict("two"))
    assert (waiting(path, {}), waiting(path, {SOURCE: taken}), waiting(path, {SOURCE: path.stat().st_size})) == (
        2,
        1,
        0,
    )


def test_what_is_announced_has_an_inbox_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / CHANGES_NAME
    append_verdict(path, b.ZONES[0])
    inbox = ChangeInbox(path, None)
    batch = inbox.poll()
    assert batch is not None
    assert (batch.records, batch.source) == ([b.ZONES[0]], CHANGES_SOURCE)
    assert inbox.poll() is None
    assert waiting(path, {SOURCE: 5}, CHANGES_SOURCE) == 1
    assert waiting(path, {CHANGES_SOURCE: batch.position or 0}, CHANGES_SOURCE) == 0
