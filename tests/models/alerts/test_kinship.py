"""What siblings say of a new path, in sentences and points."""

from typing import Any

import pytest

from models.alerts.kinship import familiar, unheard_of
from models.alerts.severity import assess
from models.detectors.level_skip import LevelSkip
from models.detectors.new_path_crossing import NewPathCrossing
from models.findings.sighting import Sighting
from models.paths.base_measure import Lift
from models.paths.siblings import Kin, Likeness
from tests.models.detectors import sightings as s


def kin(asset: Any, **facts: Any) -> Kin:
    """An end that has been there for long, and whose two siblings do the same."""
    usual: dict[str, Any] = {
        "names": ("plc-1", "plc-2"), "doing": 2, "meeting": 2, "total": 2, "is_new": False, "same_maker": None,
    }  # fmt: skip
    return Kin(asset=asset, **(usual | facts))


def reader(answered: bool = True, **facts: Any) -> Sighting:
    """A host of the DMZ reads a controller beside its siblings."""
    initiator, responder = s.dmz(), s.plc()
    beside = Likeness(initiator=None, responder=kin(responder, **facts))
    return s.sighting(initiator, responder, likeness=beside, answered=answered)


def severity(sighting: Sighting) -> int:
    finding = LevelSkip().finding(sighting)
    assert finding is not None
    return assess(sighting, finding)[0]


def test_it_names_who_does_the_same() -> None:
    assert familiar(reader())[0].text == "10.3.0.2 uses modbus of plc-1 and plc-2 of cell, too"
    more = familiar(reader(doing=6, meeting=6, total=6))[0]
    assert more.text == "10.3.0.2 uses modbus of plc-1, plc-2 and 4 others of cell, too"
    assert (more.value, more.expected, more.unit) == (6.0, 6.0, "hosts")


def test_of_an_initiator_it_names_who_also_reaches_the_other_end() -> None:
    initiator, responder = s.office(), s.dmz()
    beside = Likeness(initiator=kin(initiator, names=("pc-1",), doing=1, meeting=1, total=1), responder=None)
    assert familiar(s.sighting(initiator, responder, likeness=beside))[0].text == (
        "pc-1 of office uses modbus of 10.3.0.2, too"
    )


def test_the_more_of_a_kind_do_it_the_less_it_weighs() -> None:
    plain = s.sighting(s.dmz(), s.plc())
    severities = [severity(reader(doing=n, meeting=n, total=6)) for n in (3, 4, 5, 6)]
    assert severities == sorted(severities, reverse=True)
    assert severities[0] < severity(plain)
    assert severity(reader(doing=6, meeting=6, total=6)) < 40 <= severity(plain)


@pytest.mark.parametrize("facts", [{"doing": 2, "total": 6}, {"doing": 0, "names": (), "total": 6}])
def test_what_a_few_do_takes_nothing(facts: dict[str, Any]) -> None:
    assert familiar(reader(**facts)) == []


def test_a_try_in_vain_is_not_what_others_do() -> None:
    assert familiar(reader(answered=False)) == []


@pytest.mark.parametrize(("same_maker", "said"), [(True, 1), (False, 0), (None, 0)])
def test_an_unknown_device_in_ot_must_be_of_the_same_maker(same_maker: bool | None, said: int) -> None:
    initiator, responder = s.scada(), s.plc()
    beside = Likeness(initiator=kin(initiator, is_new=True, same_maker=same_maker), responder=None)
    assert len(familiar(s.sighting(initiator, responder, likeness=beside))) == said


ALONE: dict[str, Any] = {"doing": 0, "meeting": 0, "names": (), "total": 15}


def strange(bits: float, lift: float, *, answered: bool = True, **facts: Any) -> Sighting:
    """A desk begins what none of its 15 siblings ever did: all comes to `bits`, of which `lift` are theirs."""
    initiator, responder = s.office(), s.dmz()
    none = Likeness(initiator=kin(initiator, **(ALONE | facts)), responder=None, initiator_lift=Lift(peer=lift))
    return s.sighting(initiator, responder, likeness=none, initiator_bits=bits, answered=answered)


def test_what_none_of_a_kind_ever_met_bears_the_points_of_both_histories() -> None:
    said = unheard_of(strange(5.5, 5.0))
    assert [(one.text, one.weight) for one in said] == [
        ("None of the 15 other hosts of office usually reaches 10.3.0.2", 11.0)
    ]
    assert unheard_of(strange(5.5, 5.0, answered=False))[0].weight == 5.5
    assert unheard_of(strange(30.0, 20.0))[0].weight == 20.0


def test_siblings_of_the_same_role_are_said_to_work_alike() -> None:
    (said,) = unheard_of(strange(5.5, 5.0, alike=True))
    assert said.text == "None of the 15 other hosts of office that work alike usually reaches 10.3.0.2"
    responder = s.plc()
    none = Likeness(initiator=None, responder=kin(responder, **ALONE, alike=True), responder_lift=Lift(peer=5.0))
    (said,) = unheard_of(s.sighting(s.dmz(), responder, likeness=none, responder_bits=5.5))
    assert said.text == "10.3.0.2 usually reaches none of the 15 other hosts of cell that work alike and serve modbus"


def test_where_its_own_history_says_more_that_speaks() -> None:
    assert unheard_of(strange(8.0, 3.0)) == []


def test_what_none_of_a_kind_ever_met_is_told_before_an_end_s_own_history() -> None:
    finding = NewPathCrossing().finding(strange(5.5, 5.0))
    assert finding is not None
    texts = [reason.text for reason in assess(strange(5.5, 5.0), finding)[1]]
    assert "None of the 15 other hosts of office usually reaches 10.3.0.2" in texts
    assert not any(text.startswith("In ") for text in texts)


@pytest.mark.parametrize("facts", [{"meeting": 1, "total": 9}, {"total": 2}])
def test_one_that_met_it_or_too_few_to_tell_make_no_surprise(facts: dict[str, Any]) -> None:
    assert unheard_of(strange(5.5, 5.0, **facts)) == []


def test_it_says_nothing_where_nobody_was_asked() -> None:
    plain = s.sighting(s.dmz(), s.plc())
    assert familiar(plain) == []
    assert unheard_of(plain) == []
