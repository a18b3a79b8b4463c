from schemas.asset_change import AssetChange
from schemas.flow import Flow
from schemas.formats.memory import Record
from schemas.formats.reader import ReaderContext
from schemas.formats.recording import RecordingReader, encode
from schemas.tick import Tick
from schemas.verdict import Verdict

RECORDS: list[Record] = [
    AssetChange(
        site="a", time=0.0, source="zones.toml", subject="zone", change="declared", id="cell", cidrs=("10.0.0.0/8",)
    ),
    Flow(site="a", sensor="z", start=1.0, end=2.0, initiator_ip="10.0.0.1", responder_ip="10.0.0.2", transport="tcp"),
    Tick(site="b", collector="c", time=3.0),
    Verdict(site="a", time=4.0, author="ann", decision="expected", alert="x"),
]


def read(lines: list[bytes]) -> tuple[list[Record], list[tuple[int | None, str]]]:
    records, letters = RecordingReader(ReaderContext(site="", source="r.ndjson")).read(lines, 1)
    return records, [(letter.position, letter.reason) for letter in letters]


def test_all_four_inputs_come_back_in_their_order() -> None:
    assert read(encode(RECORDS).split(b"\n")) == (RECORDS, [])


def test_stray_bytes_around_a_line_do_no_harm_and_nul_alone_is_told() -> None:
    line = encode(RECORDS[:1]).strip()
    records, letters = read([b"\xef\xbb\xbf" + line, b"\0" + line, b"\0" * 9])
    assert records == RECORDS[:1] * 2
    assert [(position, "9 NUL bytes" in reason) for position, reason in letters] == [(3, True)]


def test_a_line_with_none_or_two_records_is_a_dead_letter() -> None:
    both = b'{"tick": {"site": "b", "collector": "c", "time": 3}, "flow": null}'
    records, letters = read([b"{}", both, b"nonsense", b'{"tock": {}}'])
    assert records == []
    assert [position for position, _ in letters] == [1, 2, 3, 4]
    assert "holds 0" in letters[0][1]
