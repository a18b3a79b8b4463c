"""What siblings say of a new path, in sentences and points."""

from typing import Any

import pytest

from models.alerts.kinship import familiar, unheard_of
from models.alerts.severity import assess
from models.detectors.level_skip import LevelSkip
from models.findings.sighting import Sighting
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


def test_what_none_of_a_kind_ever_met_is_a_surprise_also_for_a_busy_asset() -> None:
    alone = {"doing": 0, "meeting": 0, "names": ()}
    busy = {"initiator_bits": 0.5, "responder_bits": 0.5}
    initiator, responder = s.office(), s.dmz()
    none = Likeness(initiator=kin(initiator, total=15, **alone), responder=None)
    said = unheard_of(s.sighting(initiator, responder, likeness=none))
    assert [(one.text, one.weight) for one in said] == [
        ("None of the 15 other hosts of office usually reaches 10.3.0.2", 10.0)
    ]
    initiator, responder = s.dmz(), s.plc()
    beside = Likeness(initiator=kin(initiator, total=15, **alone), responder=None)
    with_kin = s.sighting(initiator, responder, likeness=beside, **busy)
    # 10 points instead of 1 for half a bit, which the severity rounds together with what else it has.
    assert severity(with_kin) > severity(s.sighting(initiator, responder, **busy)) + 8


@pytest.mark.parametrize("facts", [{"doing": 0, "names": (), "meeting": 1, "total": 9}, {"meeting": 0, "total": 2}])
def test_one_that_met_it_or_too_few_to_tell_make_no_surprise(facts: dict[str, Any]) -> None:
    assert unheard_of(reader(**facts)) == []


def test_it_says_nothing_where_nobody_was_asked() -> None:
    plain = s.sighting(s.dmz(), s.plc())
    assert familiar(plain) == []
    assert unheard_of(plain) == []
