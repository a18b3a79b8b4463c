"""What is published of an alert, and what makes it that alert."""

from models.alerts.alert_state import AlertState, Ending, alert_id, as_alert
from schemas.alert import Evidence, Hop, Reason, Technique


def state(**fields: object) -> AlertState:
    facts: dict[str, object] = {
        "id": "a", "kind": "dmz-bypass", "cause": "x", "severity": 70, "title": "past the DMZ", "text": "A direct path",
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
    reasons = (Reason("A direct path", 50.0), Reason("A controller", 8.0), Reason("A doubt", -10.0))
    published = as_alert("plant", state(reasons=reasons), None)
    assert (published.site, published.level, published.closed_by) == ("plant", "high", None)
    assert published.summary == "A direct path. A controller. 2 flows so far."
    assert as_alert("plant", state(count=1), None).summary == "A direct path. 1 flow so far."


def test_one_without_a_path_counts_no_flows() -> None:
    assert as_alert("plant", state(count=0), None).summary == "A direct path."


def test_a_title_says_how_many_paths_it_stands_for() -> None:
    hops = [Hop("a", f"b-{number}", "ssh", 1.0) for number in range(3)]
    assert as_alert("plant", state(hops=hops, hops_total=7), None).title == "past the DMZ and 6 more paths"
    assert as_alert("plant", state(kind="scan", hops=hops, hops_total=7), None).title == "past the DMZ"
    assert as_alert("plant", state(hops=hops[:2], hops_total=2), None).title == "past the DMZ and 1 more path"


def test_a_closed_one_says_why_first() -> None:
    closed = as_alert("plant", state(), Ending("it is over", "other"))
    assert (closed.closed_by, closed.closed_because) == ("other", "it is over")
    assert closed.summary == "Closed: it is over. A direct path. 2 flows so far."


def test_techniques_are_published_with_their_names_also_those_that_were_stored_without() -> None:
    (shown,) = as_alert("plant", state(attack=(Technique("T0886", "TA0108"),)), None).attack
    assert (shown.technique_name, shown.tactic_name) == ("Remote Services", "Initial Access")


def test_what_sensors_say_themselves_of_its_flows_is_told_each_once() -> None:
    said = [(), ("Suricata alert: a",), ("Suricata alert: a", "Suricata alert: b"), ("Suricata alert: c",)]
    evidence = [Evidence("suricata", 1.0, notes=notes) for notes in said]
    summary = as_alert("plant", state(evidence=evidence), None).summary
    assert summary == "A direct path. Suricata alert: a. Suricata alert: b. 2 flows so far."
