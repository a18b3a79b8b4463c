from collections.abc import Iterator
from pathlib import Path

from replay.merge import Later, file_batches, merge
from schemas.dead_letter import dead
from schemas.flow import Flow
from schemas.formats.notes import Notes
from streams.messages import Batch

HEADER = "#separator \\x09\n#path\t{0}\n#fields\tts\tuid\tid.orig_h\tid.resp_h\tproto\tduration\torig_bytes\n"


def flow(end: float, uid: str = "") -> Flow:
    return Flow(
        site="s",
        sensor="z",
        start=end,
        end=end,
        initiator_ip="10.0.0.1",
        responder_ip="10.0.0.2",
        transport="tcp",
        uid=uid,
    )


def stream(*ends: float, size: int = 2) -> Iterator[Batch]:
    for start in range(0, len(ends), size):
        yield Batch([flow(end) for end in ends[start : start + size]], [], "file")


def ends(batches: Iterator[Batch]) -> list[float]:
    return [record.end for batch in batches for record in batch.records if isinstance(record, Flow)]


def test_streams_are_merged_by_their_running_maximum_and_keep_their_own_order() -> None:
    #  one: 1 . 5 3 . . 9      the 3 is late, and comes when its sensor wrote it: after the 5
    #  two:  2 . . . 6 7
    assert ends(merge([stream(1, 5, 3, 9), stream(2, 6, 7)])) == [1, 2, 5, 3, 6, 7, 9]


def test_of_equal_times_the_first_stream_comes_first() -> None:
    one = Batch([flow(1, "a"), flow(2, "a")], [], "one")
    two = Batch([flow(1, "b"), flow(2, "b")], [], "two")
    uids = [
        record.uid
        for batch in merge([iter([one]), iter([two])])
        for record in batch.records
        if isinstance(record, Flow)
    ]
    assert uids == ["a", "b", "a", "b"]


def test_one_stream_alone_is_passed_on_as_it_is() -> None:
    batches = list(stream(3, 1, 2))
    assert list(merge([iter(batches)])) == batches


def test_notes_come_along() -> None:
    noted = [Batch([], [], "a", None, 0, Notes({"impossible vlan": 1}, {"stats": 2})) for _ in range(2)]
    merged = list(merge([iter(noted), iter(noted[:1])]))
    assert sum(batch.notes.rows for batch in merged if batch.notes) == 6
    assert sum(batch.rows for batch in merged) == 6


def test_dead_letters_and_repeats_come_along() -> None:
    letter = dead(source="x", reason="y", raw=b"")
    merged = list(merge([iter([Batch([], [letter], "one", 1, 2)]), stream(1, 2), iter([])]))
    assert sum(len(batch.dead_letters) for batch in merged) == 1
    assert sum(batch.repeats for batch in merged) == 2
    assert ends(iter(merged)) == [1, 2]


def test_a_later_stream_is_not_opened_before_its_time() -> None:
    opened: list[float] = []

    def later(at: float) -> Later:
        def open_() -> Iterator[Batch]:
            opened.append(at)
            yield from stream(at, at + 1)

        return Later(at, open_)

    batches = merge([later(100), later(1), later(50)], size=2)
    assert ends(iter([next(batches)])) == [1, 2]
    assert opened == [1]
    assert ends(batches) == [50, 51, 100, 101]


def test_batches_have_at_most_the_size_asked_for() -> None:
    sizes = [len(batch.records) for batch in merge([stream(*range(10)), stream(*range(10))], size=7)]
    assert sizes == [7, 7, 6]


def write(path: Path, log: str, *rows: str) -> Path:
    path.write_text(HEADER.format(log) + "".join(f"{row}\n" for row in rows))
    return path


def test_a_connection_told_in_two_files_counts_once_and_is_seen_early(tmp_path: Path) -> None:
    conn = write(
        tmp_path / "conn.log",
        "conn",
        "5.0\tC2\t10.0.0.1\t10.0.0.2\ttcp\t1.0\t7",
        "1.0\tC1\t10.0.0.1\t10.0.0.2\ttcp\t99.0\t90",
    )
    long = write(tmp_path / "conn_long.log", "conn_long", "1.0\tC1\t10.0.0.1\t10.0.0.2\ttcp\t9.0\t30")
    flows = [r for b in file_batches([conn, long], site="s") for r in b.records if isinstance(r, Flow)]
    assert [(flow.uid, flow.end, flow.initiator_octets) for flow in flows] == [
        ("C2", 6.0, 7),
        ("C1", 10.0, 30),
        ("C1", 100.0, 60),
    ]


def test_rotated_files_come_in_the_order_of_their_times_whatever_their_names(tmp_path: Path) -> None:
    late = write(tmp_path / "conn.a.log", "conn", "50.0\tC5\t10.0.0.1\t10.0.0.2\ttcp\t-\t1")
    early = write(tmp_path / "conn.b.log", "conn", "1.0\tC1\t10.0.0.1\t10.0.0.2\ttcp\t-\t1")
    told: list[Path] = []
    assert ends(file_batches([late, early], site="s", opened=told.append)) == [1.0, 50.0]
    assert told == [early, late]
