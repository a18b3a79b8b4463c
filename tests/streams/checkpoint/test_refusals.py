"""Dead letters between two checkpoints: bounded in number, exact in count."""

from collections.abc import Iterator

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from schemas.dead_letter import DeadKind, DeadLetter, dead
from streams.checkpoint.refusals import LETTERS_EACH, LETTERS_IN_ALL, Refusals


def bad(position: int, source: str = "weir.flows", kind: DeadKind = "malformed", count: int = 1) -> DeadLetter:
    return dead(source=source, reason="no flow", raw=b"?", kind=kind, position=position, count=count)


def flood(count: int) -> Iterator[DeadLetter]:
    return (bad(position) for position in range(count))


def taken(*letters: DeadLetter) -> list[DeadLetter]:
    refusals = Refusals()
    refusals.add(letters)
    return refusals.take()


def test_a_few_go_out_as_they_came() -> None:
    letters = [bad(1), bad(2, kind="oversized"), bad(3)]
    assert taken(*letters) == letters


def test_of_a_flood_the_first_go_out_whole_and_the_rest_as_one_that_counts_them() -> None:
    refusals = Refusals()
    refusals.add(flood(1_000_000))
    *whole, rest = refusals.take()
    assert whole == list(flood(LETTERS_EACH))
    assert (rest.count, rest.position, rest.last_position, rest.raw) == (999_950, LETTERS_EACH, 999_999, b"")
    assert rest.reason == "999,950 more are malformed, positions 50 to 999999; the last: no flow"


def test_a_flood_hides_no_other_source_and_no_other_kind() -> None:
    others = [bad(7, "weir.verdicts"), bad(8, kind="failed")]
    assert [letter for letter in taken(*flood(500), *others) if letter in others] == others


def test_what_one_letter_stands_for_counts_in_the_sum() -> None:
    *_, rest = taken(*flood(LETTERS_EACH), bad(90, count=300), bad(91))
    assert rest.count == 301


def test_many_sources_at_once_are_bounded_too() -> None:
    letters = taken(*(bad(n, f"file-{n % 100}") for n in range(10_000)))
    assert sum(letter.raw != b"" for letter in letters) == LETTERS_IN_ALL
    assert sum(letter.count for letter in letters) == 10_000


def test_a_replay_may_have_them_all() -> None:
    refusals = Refusals(bounded=False)
    refusals.add(flood(1_000))
    assert len(refusals) == 1_000
    assert refusals.take() == list(flood(1_000))


def test_after_they_were_taken_it_begins_anew() -> None:
    refusals = Refusals()
    refusals.add(flood(100))
    assert len(refusals) == LETTERS_EACH + 1
    refusals.take()
    assert len(refusals) == 0
    refusals.add(flood(1))
    assert refusals.take() == list(flood(1))


@given(
    st.lists(
        st.tuples(
            st.sampled_from(("a", "b", "c")), st.sampled_from(("malformed", "failed", "implausible")), st.integers(1, 9)
        ),
        max_size=600,
    )
)
def test_every_refusal_is_counted_once(plan: list[tuple[str, DeadKind, int]]) -> None:
    letters = [bad(n, source, kind, count) for n, (source, kind, count) in enumerate(plan)]
    assert sum(letter.count for letter in taken(*letters)) == sum(letter.count for letter in letters)


def test_a_place_known_elsewhere_is_told_in_whole_letters_once_they_go_out() -> None:
    refusals = Refusals(placed=lambda letter: msgspec.structs.replace(letter, source="conn.log", position=7))
    refusals.add([bad(4_096)])
    assert [(letter.source, letter.position) for letter in refusals.take()] == [("conn.log", 7)]
