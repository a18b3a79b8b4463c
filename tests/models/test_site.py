"""Everything the core knows of one site."""

from models.event_time.calendar import Calendar
from models.settings import CoreSettings
from models.site import Site
from tests.models import builders as b


def site(learn_until: float | None) -> Site:
    return Site(b.SITE, CoreSettings(learn_until=learn_until), Calendar("UTC"))


def test_all_before_a_moment_is_learnt_when_the_settings_say_so() -> None:
    assert site(b.MONDAY).learning(b.MONDAY - 1)
    assert not site(b.MONDAY).learning(b.MONDAY)
    assert not site(None).learning(0.0)


def test_what_has_no_peer_is_kept_nowhere() -> None:
    pipeline = b.new_pipeline()
    b.run(pipeline, [b.tried(b.MONDAY + n, b.SCADA, "224.0.0.1", 5353, transport="udp") for n in range(9)])
    assert pipeline.paths() == []
    assert [each.id for each in pipeline.assets()] == [f"ip:{b.SCADA}"]
    assert not [record.key for record in pipeline.changed_records() if "nobody" in record.key]


def test_a_site_begins_with_its_first_flow_and_not_with_a_stray_one() -> None:
    pipeline = b.new_pipeline()
    b.run(pipeline, [b.tick(b.MONDAY), b.flow(b.MONDAY + 281 * b.DAY, b.SCADA, b.PLC)])
    b.run(pipeline, b.days_of_work(b.MONDAY + 10, 1))
    assert b.MONDAY <= pipeline._state.began < b.MONDAY + b.DAY
