"""Which word decides for which finding."""

from models.pipeline import Pipeline
from models.verdicts.rulings import Rulings
from schemas.verdict import ZonePair
from tests.models import builders as b

NOW = b.after()


def plant(*verdicts: b.Event) -> tuple[Pipeline, Rulings]:
    pipeline = b.learnt_plant()
    b.run(pipeline, verdicts)
    return pipeline, pipeline._state.verdicts.rulings


def test_where_nobody_said_anything_nothing_decides() -> None:
    _, rulings = plant()
    office, plc = rulings.asset(b.OFFICE), rulings.asset(b.PLC)
    assert office is not None
    assert plc is not None
    assert rulings.of_path(office, plc, "ssh", NOW, is_answered=True) is None
    assert rulings.of_crowd(office, plc, "ssh", None, NOW) is None
    assert rulings.of_newcomer(office, "new-asset|x", NOW, began=True) is None


def test_a_word_on_zones_covers_no_news_of_an_asset_and_one_on_an_initiator_only_where_it_began() -> None:
    _, rulings = plant(
        b.verdict(NOW, "mute", initiator=b.OFFICE), b.verdict(NOW, "mute", zones=ZonePair("office", "cell"))
    )
    office, plc = rulings.asset(b.OFFICE), rulings.asset(b.PLC)
    assert office is not None
    assert plc is not None
    assert rulings.of_newcomer(plc, "new-asset|x", NOW, began=True) is None
    assert rulings.of_newcomer(office, "new-asset|x", NOW, began=False) is None
    assert rulings.of_newcomer(office, "new-asset|x", NOW, began=True) is not None


def test_an_asset_is_found_by_any_of_its_names_and_not_by_one_that_two_bear() -> None:
    pipeline, rulings = plant()
    b.run(pipeline, [b.asset("p1", b.PLC, name="Mixer"), b.asset("p2", b.PLC2, name="Twin")])
    b.run(pipeline, [b.asset("p3", b.PLC3, name="Twin")])
    ids = {name: rulings.pinned(name) for name in (b.PLC, f"::ffff:{b.PLC}", "p1", "Mixer", "Twin", "nobody")}
    assert ids == {
        b.PLC: f"ip:{b.PLC}", f"::ffff:{b.PLC}": f"ip:{b.PLC}", "p1": f"ip:{b.PLC}", "Mixer": f"ip:{b.PLC}",
        "Twin": "Twin", "nobody": "nobody",
    }  # fmt: skip
