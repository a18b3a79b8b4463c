"""A person's word, checked before it is handed over."""

from typing import Any

import msgspec
import pytest

from schemas.alert import Alert, Hop
from schemas.asset_summary import AssetSummary
from schemas.path import PathRecord
from schemas.standing_word import StandingWord, Why
from schemas.verdict import PathSubject, Verdict
from tests.streams.records import an_alert
from weir.admin import verdicts
from weir.admin.verdicts import Given, Subject, find_word, give, undo
from weir.errors import UserError


class State:
    """A reader of what was put into it; keeps the verdicts it was given."""

    def __init__(self, *alerts: Alert, words: tuple[StandingWord, ...] = ()) -> None:
        self._alerts, self._words = list(alerts), list(words)
        self.given: list[Verdict] = []
        self.idle = False

    def latest_alerts(self) -> list[Alert]:
        return self._alerts

    def paths(self) -> list[PathRecord]:
        return []

    def assets(self) -> list[AssetSummary]:
        return []

    def words(self) -> list[StandingWord]:
        return self._words

    def why(self, site: str, initiator: str, responder: str, service: str) -> Why | None:
        return Why(site=site, initiator=initiator, responder=responder, service=service, time=0.0)

    def give_verdict(self, verdict: Verdict) -> str:
        self.given.append(verdict)
        return "the inbox"

    def nobody_takes(self) -> str | None:
        return "nothing runs" if self.idle else None


def word(word_id: str, said: float, site: str = "north") -> StandingWord:
    return StandingWord(id=word_id, site=site, decision="mute", subject="path", on="x", said=said, author="ana")


def said(state: State, subject: Subject, decision: Any = "expected", **facts: Any) -> Given:
    usual: dict[str, Any] = {
        "site": None, "own_site": "north", "author": "ana", "reason": None, "now": 5.0, "lasting_s": None,
    }  # fmt: skip
    return give(state, decision, subject, **(usual | facts))


def test_a_word_on_an_alert_is_for_its_site_and_no_earlier_than_its_last_flow() -> None:
    alert = msgspec.structs.replace(an_alert("abc"), last_seen=900.0)
    given = said(State(alert), Subject(alert="ab"), lasting_s=10.0).verdict
    assert (given.site, given.alert, given.time, given.expires) == (alert.site, "abc", 900.0, 910.0)


@pytest.mark.parametrize("subject", [Subject(), Subject(alert="a", initiator="b")])
def test_a_word_names_exactly_one_subject(subject: Subject) -> None:
    with pytest.raises(UserError, match="names one subject"):
        said(State(), subject)


HOPS = (Hop("a", "p1", "modbus", 1.0, initiator_name="ws-12"), Hop("a", "p2", "ssh", 2.0, initiator_name="ws-12"))


def test_a_digest_is_judged_as_a_whole_by_the_paths_that_it_lists() -> None:
    digest = msgspec.structs.replace(an_alert("abc"), kind="first-look", hops=HOPS, hops_total=5)
    given = said(State(digest), Subject(alert="abc"))
    assert given.verdict.alert == "abc"
    assert given.verdict.paths == (PathSubject("a", "p1", "modbus"), PathSubject("a", "p2", "ssh"))
    assert "it names 2 of its 5 paths" in given.notes[0]
    assert given.covers == ("2 paths of ws-12 to p1, p2; any other path is still news",)


def test_lines_of_an_alert_are_words_on_their_paths() -> None:
    state = State(msgspec.structs.replace(an_alert("abc"), status="closed", hops=HOPS, hops_total=2))
    given = said(state, Subject(alert="ab", lines=(2, 1, 2)), "malicious")
    assert [each.path for each in given.verdicts] == [PathSubject("a", "p2", "ssh"), PathSubject("a", "p1", "modbus")]
    assert [each.site for each in state.given] == ["plant", "plant"]
    assert [said is not None and "which was not met yet" in said for said in given.covers] == [True, True]
    with pytest.raises(UserError, match="has no line 3: it lists 2"):
        said(state, Subject(alert="ab", lines=(1, 3)))
    with pytest.raises(UserError, match="--line N"):
        said(state, Subject(initiator="a", lines=(1,)))
    assert len(state.given) == 2


def test_a_closed_alert_is_judged_by_its_paths_or_refused_with_what_to_judge_instead() -> None:
    closed = msgspec.structs.replace(an_alert("abc"), status="closed", kind="dmz-bypass", hops=HOPS, hops_total=2)
    assert len(said(State(closed), Subject(alert="abc")).verdict.paths) == 2
    part = msgspec.structs.replace(closed, kind="scan", closed_by="def0")
    with pytest.raises(UserError, match="became part of def0"):
        said(State(part), Subject(alert="abc"))
    silent = msgspec.structs.replace(closed, kind="sensor-silent", hops=(), hops_total=0)
    with pytest.raises(UserError, match="is closed, and another one comes"):
        said(State(silent), Subject(alert="abc"))


def test_that_nothing_runs_to_take_it_is_said_and_it_is_handed_over_all_the_same() -> None:
    state = State(words=(word("aa1", 1.0),))
    assert said(state, Subject(initiator="x")).notes[-1] != "nothing runs"
    state.idle = True
    assert said(state, Subject(initiator="x")).notes[-1] == "nothing runs"
    assert undo(state, None, site=None, author="ben", now=9.0)[1].notes == ("nothing runs",)
    assert len(state.given) == 3


def test_an_expected_sweep_without_an_end_is_told_how_long_it_holds() -> None:
    scan = msgspec.structs.replace(an_alert("abc"), kind="scan")
    assert "30 days" in said(State(scan), Subject(alert="abc")).notes[0]
    assert said(State(scan), Subject(alert="abc"), lasting_s=10.0).notes == ()
    assert said(State(scan), Subject(alert="abc"), "mute").notes == ()


@pytest.mark.parametrize(("typed", "named"), [("tcp/502", "modbus"), ("S7comm", "s7comm"), ("4444/tcp", "tcp/4444")])
def test_a_service_is_named_as_paths_name_it(typed: str, named: str) -> None:
    state = State()
    said(state, Subject(path=("a", "b", typed)))
    (given,) = state.given
    assert given.path is not None
    assert given.path.service in {named, "iso-tsap"}


def test_a_service_that_is_none_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(UserError, match="modbus"):
        said(State(), Subject(path=("a", "b", "modbuss")))


def test_undo_names_the_word_by_the_begin_of_its_id_or_the_newest() -> None:
    state = State(words=(word("aa1", 1.0), word("ab2", 3.0), word("b3", 2.0, site="south")))
    for wanted, found in ((None, "ab2"), ("aa", "aa1"), ("b3", "b3")):
        taken, _ = undo(state, wanted, site=None, author="ben", now=9.0)
        assert taken.id == found
    assert [(each.decision, each.word, each.site) for each in state.given][-1] == ("undo", "b3", "south")


@pytest.mark.parametrize(
    ("wanted", "site", "told"),
    [("a", None, "2 words begin"), ("x", None, "weir verdict list"), (None, "west", "no word stands")],
)
def test_no_word_or_several_is_told(wanted: str | None, site: str | None, told: str) -> None:
    with pytest.raises(UserError, match=told):
        find_word([word("aa1", 1.0), word("ab2", 3.0)], wanted, site)


def test_where_no_more_words_may_stand_one_is_refused_and_not_handed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verdicts, "MAX_WORDS", 2)
    state = State(words=(word("aa1", 1.0), word("ab2", 3.0), word("b3", 2.0, site="south")))
    with pytest.raises(UserError, match="weir verdict undo"):
        said(state, Subject(initiator="x"))
    assert state.given == []
    assert said(state, Subject(initiator="x"), site="south").where == "the inbox"
