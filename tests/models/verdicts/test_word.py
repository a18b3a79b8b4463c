"""One word: what it is on, and until when."""

from models.findings.scan_tracker import try_at
from models.verdicts.word import SweepScope, word_id
from schemas.verdict import PathSubject
from tests.models import builders as b
from tests.models.verdicts.words import KEY, word


def test_a_word_holds_until_its_end_and_not_at_it() -> None:
    lasting, ending = word("mute", "path"), word("mute", "path", until=5.0)
    assert lasting.holds_at(1e12)
    assert (ending.holds_at(4.9), ending.holds_at(5.0)) == (True, False)


def test_words_on_the_same_subject_are_about_the_same_whatever_they_say() -> None:
    assert word("mute", "path").about == word("expected", "path", 2).about == ("path", *KEY)
    kinds = {word("mute", subject).about[0] for subject in ("path", "alert", "initiator", "zones")}
    assert kinds == {"path", "alert", "initiator", "zones"}


def test_ids_differ_by_anything_that_was_said_and_are_short() -> None:
    said = [
        b.verdict(1.0, "mute", path=PathSubject("a", "b", "c")),
        b.verdict(2.0, "mute", path=PathSubject("a", "b", "c")),
        b.verdict(1.0, "mute", path=PathSubject("a", "b", "d")),
        b.verdict(1.0, "mute", initiator="a"),
        b.verdict(1.0, "expected", initiator="a"),
    ]
    ids = {word_id(each, each.decision) for each in said}
    assert len(ids) == len(said)
    assert {len(each) for each in ids} == {10}


def test_a_sweeps_scope_holds_its_services_in_its_places_or_any_where_there_were_too_many() -> None:
    scope = SweepScope("x", (try_at("smb", "cell"), try_at("ssh", "dmz")), ("cell", "dmz"))
    assert scope.holds("smb", "cell")
    assert not scope.holds("ssh", "cell")
    assert not scope.holds("smb", "dmz")
    assert scope.holds("ssh", "dmz")
    assert SweepScope("x", None, ("cell",)).holds("anything", "cell")
