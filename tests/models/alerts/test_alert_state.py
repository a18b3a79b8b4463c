"""What is published of an alert, and what makes it that alert."""

from models.alerts.alert_state import AlertState, alert_id, as_alert
from schemas.alert import Hop, Reason


def state(**fields: object) -> AlertState:
    facts: dict[str, object] = {
        "id": "a", "kind": "dmz-bypass", "cause": "x", "severity": 70, "title": "past the DMZ", "text": "a direct path",
        "time": 5.0, "first_seen": 4.0, "last_seen": 5.0, "count": 2,
    }  # fmt: skip
    return AlertState(**(facts | fields))  # type: ignore[arg-type]


def test_an_id_tells_site_kind_cause_and_episode_apart() -> None:
    ids = {
        alert_id("s", "scan", "x", 1),
        alert_id("t", "scan", "x", 1),
        alert_id("s", "new-asset", "x", 1),
        alert_id("s", "scan", "y", 1),
        alert_id("s", "scan", "x", 2),
    }
    assert len(ids) == 5
    assert all(len(each) == 20 for each in ids)


def test_what_is_published_says_what_counted_most() -> None:
    reasons = (Reason("a direct path", 50.0), Reason("a controller", 8.0), Reason("a doubt", -10.0))
    published = as_alert("plant", state(reasons=reasons), None)
    assert (published.site, published.level, published.closed_by) == ("plant", "high", None)
    assert published.summary == "A direct path; 2 flows so far. Counted most: a controller."
    assert as_alert("plant", state(count=1), None).summary == "A direct path; 1 flow so far."


def test_one_without_a_path_counts_no_flows() -> None:
    assert as_alert("plant", state(count=0), None).summary == "A direct path."


def test_a_title_says_how_many_paths_it_stands_for() -> None:
    hops = [Hop("a", f"b-{number}", "ssh", 1.0) for number in range(3)]
    assert as_alert("plant", state(hops=hops, hops_total=7), "other").title == "past the DMZ and 6 more"
    assert as_alert("plant", state(kind="scan", hops=hops, hops_total=7), "other").title == "past the DMZ"
    assert as_alert("plant", state(), "other").closed_by == "other"
