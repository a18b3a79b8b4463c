"""The digest of a window."""

from models.event_time.calendar import Calendar
from models.maintenance.digest import judged, of_window
from models.maintenance.gathered import Gathered
from models.maintenance.window import Window
from schemas.alert import Alert
from tests.models import builders as b
from tests.models.detectors import sightings as s


def window(**fields: object) -> Window:
    facts: dict[str, object] = {
        "id": "w", "subject": "zone", "on": "cell-1", "named": "cell-1", "begin": b.MONDAY, "end": b.MONDAY + b.HOUR,
    }  # fmt: skip
    return Window(**(facts | fields))  # type: ignore[arg-type]


def told(*, paths: int = 1, sentences: int = 0, **fields: object) -> Alert:
    gathered = Gathered()
    for number in range(paths):
        sighting = s.sighting(s.scada(), s.plc(), service=f"tcp/{number}")
        gathered.add(sighting, None, known=False, again=False)
    for number in range(sentences):
        gathered.tell(f"scan|{number}", "it tried much", b.MONDAY, b.MONDAY)
    return of_window(b.SITE, window(**fields), gathered, Calendar("Europe/Berlin"))


def test_its_title_says_what_it_was_and_how_much() -> None:
    assert told().title == "Maintenance of zone cell-1: 1 path seen only then, to keep or drop"
    assert told(paths=2, sentences=1, subject="asset").title == (
        "Maintenance of cell-1: 2 paths seen only then, to keep or drop and 1 finding held back"
    )
    assert told(paths=0, sentences=2, subject="initiator").title == (
        "Maintenance of what cell-1 begins: 2 findings held back"
    )


def test_its_summary_says_who_announced_it_and_when_by_the_sites_clock() -> None:
    assert told(who="ana", reason="new panel", initiator_named="laptop-7").summary.startswith(
        "Maintenance of zone cell-1, done by laptop-7, was announced by ana (new panel) from 2026-01-05 01:00 to "
        "2026-01-05 02:00, the site's time."
    )


def test_each_time_of_a_window_has_an_id_of_its_own() -> None:
    assert told().id == told().id != told(begin=b.MONDAY + b.DAY).id


def test_a_path_that_is_held_for_something_else_by_now_was_judged() -> None:
    gathered = Gathered()
    gathered.add(s.sighting(s.scada(), s.plc()), None, known=False, again=False)
    assert judged(gathered, "marker", {}) == set()
    pipeline = b.new_pipeline()
    b.run(pipeline, b.ticked([b.flow(b.MONDAY, b.SCADA, b.PLC, service="modbus")]))
    paths = pipeline._state.graph.paths
    assert judged(gathered, "marker", paths) == {0}
    gathered.acts.append(0)
    assert judged(gathered, "marker", paths) == set()
