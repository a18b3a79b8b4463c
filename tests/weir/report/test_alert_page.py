"""An alert's section says who, why with points, what it rests on, and what to do."""

import msgspec

from schemas.alert import RelatedAlert
from tests.replay.report import plant
from weir.report.alert_page import EVIDENCE, AlertPage, alert_page, anchors


def pages() -> dict[str, AlertPage]:
    (site,) = plant.report().sites
    found = anchors(site.alerts, "s0-")
    return {each.kind: alert_page(each, found, site.time_zone) for each in site.alerts}


def test_a_crossing_says_all_that_weir_knows_of_it() -> None:
    page = pages()["dmz-bypass"]
    assert page.anchor == f"s0-alert-{page.id}"
    assert page.reasons
    assert sum(int(each.points or "0") for each in page.reasons) in range(page.severity - 3, 110)
    assert page.advice
    assert page.advice_at
    assert all(len(row) == len(EVIDENCE) for row in page.evidence)
    assert page.evidence_total >= len(page.evidence) > 0
    names = [name for name, _ in page.facts]
    assert {"seen", "initiator", "responder", "service", "id"} <= set(names)
    assert len(names) == len(set(names)) == len([name for name in names if name])
    assert f"weir verdict expected {page.id}" in page.commands


def test_alerts_that_go_together_lead_to_each_other_as_far_as_the_report_has_them() -> None:
    (site,) = plant.report().sites
    first, second = site.alerts[:2]
    names = anchors(site.alerts, "s0-")
    related = tuple(
        RelatedAlert(id=name, kind=first.kind, level=first.level, title=plant.HOSTILE) for name in (first.id, "gone")
    )
    page = alert_page(msgspec.structs.replace(second, related=related, closed_by=first.id), names, "UTC")
    assert [one.anchor for one in page.related] == [names[first.id], names[first.id], ""]
    assert page.related[1].title.isprintable()


def test_no_text_has_a_control_character() -> None:
    for page in pages().values():
        texts = [page.title, page.summary, page.advice, *(value for _, value in page.facts), *page.hops]
        assert all(text.isprintable() for text in texts)
