"""Files with a rotated one's name that grow on."""

from pathlib import Path

from streams.sources.follow.lone_files import LOOKS, LoneFiles


def test_a_file_that_grows_between_all_looks_is_told_and_one_that_stops_is_not(tmp_path: Path) -> None:
    grows, stops, gone = (tmp_path / name for name in ("conn-1.log", "conn.log.1", "conn.log.2"))
    for file in (grows, stops):
        file.write_text("x")
    mistaken = LoneFiles()
    for look in range(LOOKS):
        assert mistaken.grown([grows, stops, gone]) == [], look
        for file in (grows, *([stops] if look < LOOKS - 1 else [])):
            file.write_text(file.read_text() + "x")
    assert mistaken.grown([grows, stops, gone]) == [grows]
