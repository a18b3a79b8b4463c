"""Which paths a window covers."""

import pytest

from models.baseline.asset import Asset
from models.maintenance.window import Window
from tests.models import builders as b
from tests.models.detectors import sightings as s


def window(**fields: object) -> Window:
    facts: dict[str, object] = {
        "id": "w", "subject": "zone", "on": "cell", "named": "cell", "begin": 100.0, "end": 200.0,
    }  # fmt: skip
    return Window(**(facts | fields))  # type: ignore[arg-type]


def test_what_began_in_it_or_lasted_into_it_is_in_it() -> None:
    assert window().spans(199.0, 500.0)
    assert window().spans(50.0, 100.0)
    assert not window().spans(50.0, 99.0)
    assert not window().spans(200.0, 201.0)


def test_a_marker_tells_one_time_from_the_next() -> None:
    assert window().marker != window(begin=101.0).marker


@pytest.mark.parametrize(
    ("fields", "initiator", "responder", "covered"),
    [
        pytest.param({}, s.scada(), s.plc(), True, id="within OT, into the zone"),
        pytest.param({}, s.plc(), s.office(), True, id="out of the zone"),
        pytest.param({}, s.office(), s.plc(), False, id="into OT from an office PC that nobody named"),
        pytest.param({}, s.undeclared(), s.plc(), False, id="into OT from no declared zone"),
        pytest.param({}, s.internet(), s.plc(), False, id="from the internet"),
        pytest.param({}, s.plc(), s.internet(), False, id="to the internet"),
        pytest.param({}, s.office(), s.dmz(), False, id="between other zones"),
        pytest.param({"initiator": b.OFFICE}, s.office(), s.plc(), True, id="into OT from who is named"),
        pytest.param({"initiator": b.OFFICE}, s.scada(), s.plc(), False, id="from another than who is named"),
        pytest.param({"on": "office"}, s.office(), s.plc(), True, id="from the zone that the work is in"),
        pytest.param({"subject": "asset", "on": b.PLC}, s.scada(), s.plc(), True, id="to the asset"),
        pytest.param({"subject": "asset", "on": b.PLC}, s.office(), s.plc(), False, id="from outside to the asset"),
        pytest.param({"subject": "asset", "on": "other"}, s.scada(), s.plc(), False, id="to another asset"),
        pytest.param({"subject": "initiator", "on": b.OFFICE}, s.office(), s.plc(), True, id="what it begins"),
        pytest.param({"subject": "initiator", "on": b.PLC}, s.scada(), s.plc(), False, id="what reaches it"),
    ],
)
def test_a_window_covers_its_work_and_no_stranger(
    fields: dict[str, object], initiator: Asset, responder: Asset, covered: bool
) -> None:
    for asset, ip in ((initiator, initiator.id), (responder, responder.id)):
        asset.record.ips = [ip.removeprefix("ip:")]
    assert window(**fields).covers(initiator, responder) is covered


def test_a_name_is_that_of_the_asset_that_bears_it_first() -> None:
    laptop, later = s.scada(name="laptop-7"), s.plc(name="laptop-7")
    work = window(subject="initiator", on="laptop-7")
    assert work.covers(laptop, s.plc())
    assert work.on == laptop.id
    assert not work.covers(later, s.scada())


def test_what_an_asset_does_by_itself_is_part_of_the_work_on_it_or_in_its_zone() -> None:
    assert window().about(s.plc())
    assert not window().about(s.office())
    assert window(subject="initiator", on="laptop").about(s.office(name="laptop"))
    assert not window(initiator="laptop").about(s.plc())
