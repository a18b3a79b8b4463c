import msgspec

from schemas.dead_letter import MAX_DEAD_BYTES, DeadLetter, dead


def test_the_bytes_are_cut_to_the_bound_and_their_true_size_is_kept() -> None:
    letter = dead(source="conn.log", reason="no", raw=b"x" * 10_000, position=3)
    assert (len(letter.raw), letter.size, letter.position) == (MAX_DEAD_BYTES, 10_000, 3)


def test_a_reason_is_bounded_too() -> None:
    assert len(dead(source="conn.log", reason="no" * 1_000, raw=b"").reason) == 512


def test_bytes_that_are_no_text_survive_the_wire() -> None:
    letter = dead(source="conn.log", reason="no", raw=b"\xff\x00\xfe", line=2, site="north")
    assert msgspec.json.decode(msgspec.json.encode(letter), type=DeadLetter) == letter
