"""What a window gathers."""

import pytest

from models.detectors.registry import find
from models.maintenance.gathered import Gathered
from tests.models.detectors import sightings as s

ONE = s.sighting(s.office(name="laptop"), s.plc(), service="ssh")
OTHER = s.sighting(s.office(name="laptop"), s.scada(), service="rdp")


def gathered(*, known: bool = False) -> Gathered:
    found = Gathered()
    found.add(ONE, find(ONE), known=known, again=False)
    found.add(OTHER, None, known=False, again=False)
    return found


def test_each_path_is_listed_once_with_who_and_what() -> None:
    found = gathered()
    found.add(ONE, find(ONE), known=False, again=True)
    assert found.total == len(found.hops) == 2
    texts = [reason.text for reason in found.reasons()]
    assert texts == [
        "laptop opened 2 of them, to 2 hosts by rdp, ssh",
        "1 of them would have alerted as dmz-bypass",
    ]


def test_what_turns_out_worse_is_counted_as_that() -> None:
    found = gathered()
    found.add(OTHER, find(OTHER), known=False, again=True)
    assert found.counts == {"dmz-bypass": 2, "": 0}


def test_tries_that_were_answered_later_are_listed_as_answered() -> None:
    found = Gathered()
    found.add(s.sighting(s.office(), s.plc(), answered=False), None, known=False, again=False)
    assert [hop.answered for hop in found.hops] == [False]
    found.add(s.sighting(s.office(), s.plc()), None, known=False, again=True)
    assert [hop.answered for hop in found.hops] == [True]
    assert found.total == 1


def test_paths_past_those_listed_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.maintenance.gathered.MAX_DIGEST_HOPS", 1)
    found = gathered()
    assert (len(found.hops), found.total) == (1, 2)
    found.add(OTHER, None, known=False, again=True)
    assert found.total == 2


def test_judged_paths_are_left_out() -> None:
    found = gathered(known=True)
    found.drop({1})
    assert ([hop.service for hop in found.hops], found.total, found.acts) == (["ssh"], 1, [0])
    found.drop({0})
    assert found.empty


def test_what_has_no_path_is_a_sentence_by_cause_and_there_are_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.maintenance.gathered.MAX_TOLD", 1)
    found = Gathered()
    found.tell("scan|x", "x tried 20 addresses", 5.0, 6.0)
    found.tell("scan|x", "x tried 40 addresses", 6.0, 9.0)
    found.tell("scan|y", "y tried 20 addresses", 6.0, 7.0)
    assert [reason.text for reason in found.reasons()] == ["Held back: x tried 40 addresses"]
    assert (found.first_seen, found.last_seen) == (5.0, 9.0)
