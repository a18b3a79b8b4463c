"""Which of several words decides: every pair of decision and subject, in both orders."""

from itertools import permutations, product
from typing import get_args

import pytest

from models.verdicts.rule import COVERED_BY, RANKS, covers, deciding, ruling
from models.verdicts.word import StandingDecision, SubjectKind, Word
from schemas.attack import AlertKind
from tests.models.verdicts.words import word

DECISIONS: tuple[StandingDecision, ...] = ("expected", "malicious", "mute", "forget")
SUBJECTS: tuple[SubjectKind, ...] = ("path", "alert", "initiator", "zones")

TABLE: dict[tuple[StandingDecision, StandingDecision], tuple[str, str, str]] = {
    # (older, newer): what decides where the newer is narrower, on the same subject, wider.
    ("expected", "expected"): ("newer", "newer", "older"),
    ("expected", "malicious"): ("newer", "newer", "newer"),
    ("expected", "mute"): ("newer", "newer", "older"),
    ("expected", "forget"): ("nobody", "nobody", "older"),
    ("malicious", "expected"): ("newer", "newer", "older"),
    ("malicious", "malicious"): ("newer", "newer", "older"),
    ("malicious", "mute"): ("older", "older", "older"),
    ("malicious", "forget"): ("nobody", "nobody", "older"),
    ("mute", "expected"): ("newer", "newer", "older"),
    ("mute", "malicious"): ("newer", "newer", "newer"),
    ("mute", "mute"): ("newer", "newer", "older"),
    ("mute", "forget"): ("nobody", "nobody", "older"),
    ("forget", "expected"): ("newer", "newer", "nobody"),
    ("forget", "malicious"): ("newer", "newer", "newer"),
    ("forget", "mute"): ("newer", "newer", "nobody"),
    ("forget", "forget"): ("nobody", "nobody", "nobody"),
}


@pytest.mark.parametrize(("first", "second"), list(product(DECISIONS, DECISIONS)))
@pytest.mark.parametrize(("of_first", "of_second"), list(product(SUBJECTS, SUBJECTS)))
def test_of_two_words_the_table_says_which_decides(
    first: StandingDecision, second: StandingDecision, of_first: SubjectKind, of_second: SubjectKind
) -> None:
    older, newer = word(first, of_first, 1), word(second, of_second, 2)
    narrower, same, wider = TABLE[first, second]
    by_width = {-1: narrower, 0: same, 1: wider}
    older_rank, newer_rank = RANKS[of_first], RANKS[of_second]
    wanted = by_width[(newer_rank > older_rank) - (newer_rank < older_rank)]
    expected = {"older": older, "newer": newer, "nobody": None}[wanted]
    assert deciding([older, newer], 10.0) is expected
    assert deciding([newer, older], 10.0) is expected


def test_malicious_between_two_others_holds_unless_what_came_after_it_takes_it_back() -> None:
    decided: tuple[StandingDecision, ...] = ("expected", "mute", "malicious")
    for decisions in product(decided, repeat=3):
        for subjects in permutations(SUBJECTS, 3):
            words = [
                word(decision, subject, number)
                for number, (decision, subject) in enumerate(zip(decisions, subjects, strict=True))
            ]
            decides = deciding(words, 10.0)
            assert decides is not None
            standing = [each for each in words if each.decision == "malicious" and not _taken_back(each, words)]
            assert (decides.decision == "malicious") == bool(standing)
            if not standing:
                others = [each for each in words if each.decision != "malicious"]
                assert decides is min(others, key=lambda each: RANKS[each.subject])


def _taken_back(malicious: Word, words: list[Word]) -> bool:
    return any(
        each.decision == "expected"
        and each.number > malicious.number
        and RANKS[each.subject] <= RANKS[malicious.subject]
        for each in words
    )


def test_a_word_that_has_run_out_says_nothing_and_is_named_among_those_that_lost() -> None:
    mute, expected = word("mute", "path", 1, until=5.0), word("expected", "zones", 2)
    assert deciding([mute, expected], 4.9) is mute
    assert deciding([mute, expected], 5.0) is expected
    assert ruling([mute, expected], 5.0).lost == (mute,)


def test_malicious_comes_back_when_what_took_it_back_has_run_out() -> None:
    malicious, expected = word("malicious", "initiator", 1), word("expected", "path", 2, until=5.0)
    assert deciding([malicious, expected], 4.0) is expected
    assert deciding([malicious, expected], 6.0) is malicious


def test_no_word_decides_where_none_was_said() -> None:
    assert deciding([], 1.0) is None


def test_a_word_on_the_legs_of_a_chain_never_covers_the_chain() -> None:
    for kind in ("pivot", "bridge"):
        assert [subject for subject in SUBJECTS if covers(kind, subject)] == ["alert"]


def test_every_kind_is_covered_by_a_word_on_its_own_alert() -> None:
    assert all(covers(kind, "alert") for kind in get_args(AlertKind))
    assert set(COVERED_BY) < set(get_args(AlertKind))
