"""What the state knows of an alert besides the alert itself."""

from pathlib import Path

import msgspec
import pytest

from models.settings import CoreSettings
from schemas.alert import Alert, Party
from streams.read_model.alert_context import (
    MOST_REVISIONS,
    context_of,
    recorded_context,
    related_alerts,
    revision_time,
)
from streams.read_model.sqlite import SqliteReadModel
from streams.read_model.wanted import AlertsWanted, UnknownValue
from tests.streams.records import an_alert
from tests.weir.commands.reading import filled_state

__all__ = ["filled_state"]


@pytest.fixture(scope="module")
def model(filled_state: Path) -> SqliteReadModel:
    return SqliteReadModel(filled_state, lambda _site: CoreSettings())


def _of(model: SqliteReadModel, kind: str, title: str = "") -> Alert:
    return next(one for one in model.alerts(AlertsWanted(kind=kind)).items if title in one.title)


def test_the_ends_the_octets_and_the_revisions_are_told(model: SqliteReadModel) -> None:
    alert = _of(model, "dmz-bypass", "ws-14")
    context = context_of(model, alert)
    assert context.initiator is not None
    assert context.initiator.name == "ws-14"
    assert context.initiator.macs
    assert context.responder is not None
    assert context.responder.criticality == 5
    assert context.initiator_octets
    assert context.responder_octets
    assert context.flows is not None
    assert context.flows >= alert.count
    assert context.last_seen is not None
    assert context.last_seen >= alert.last_seen
    known_before = msgspec.structs.replace(alert, first_seen=alert.first_seen + 86_400.0)
    assert context_of(model, known_before).flows is None
    assert [note.revision for note in context.revisions] == [*range(1, alert.revision + 1)]
    times = [note.time for note in context.revisions]
    assert times == sorted(times)


def test_what_the_initiator_also_did_then_leaves_out_the_alert_itself(model: SqliteReadModel) -> None:
    alert = _of(model, "new-asset")
    assert alert.initiator is not None
    context = context_of(model, alert)
    own = {(hop.initiator, hop.responder, hop.service) for hop in alert.hops}
    assert context.around_total >= len(context.around)
    for path in context.around:
        assert path.initiator == alert.initiator.asset
        assert (path.initiator, path.responder, path.service) not in own
        assert min(abs(path.first_seen - alert.first_seen), abs(path.last_seen - alert.first_seen)) <= 1_800.0
    steady = context_of(model, _of(model, "dmz-bypass", "ws-14"))
    assert steady.around_total + steady.steady > 0


def test_other_open_alerts_of_the_same_ends_are_named_the_worst_first(model: SqliteReadModel) -> None:
    alert = _of(model, "new-asset")
    context = context_of(model, alert)
    assert context.related_total == len(context.related) > 0
    assert alert.id not in {one.id for one in context.related}
    assert {one.shares for one in context.related} == {("responder",)}
    assert all(one.title for one in context.related)


def test_an_asset_may_be_an_end_of_either_kind() -> None:
    alert = msgspec.structs.replace(an_alert("a"), initiator=Party(asset="x"), responder=Party(asset="y"))
    turned = msgspec.structs.replace(an_alert("b"), initiator=Party(asset="y"), responder=Party(asset="x"))
    alone = msgspec.structs.replace(an_alert("c"), initiator=Party(asset="x"), severity=99)
    stranger = msgspec.structs.replace(an_alert("d"), initiator=Party(asset="z"))
    found = related_alerts(alert, [alert, turned, alone, stranger])
    assert [(one.id, one.shares) for one in found] == [("c", ("initiator",)), ("b", ("initiator", "responder"))]


def test_a_host_that_was_reached_and_reaches_out_links_the_two_alerts_as_steps() -> None:
    into = msgspec.structs.replace(an_alert("a"), initiator=Party(asset="ws"), responder=Party(asset="jump"))
    onward = msgspec.structs.replace(an_alert("b"), initiator=Party(asset="jump"), responder=Party(asset="plc"))
    beside = msgspec.structs.replace(an_alert("c"), initiator=Party(asset="jump"), responder=Party(asset="hmi"))
    found = related_alerts(onward, [into, beside])
    assert {one.id: (one.shares, one.is_other_end) for one in found} == {
        "a": (("initiator",), True),
        "c": (("initiator",), False),
    }


def test_an_alert_without_ends_has_no_relatives_and_one_unknown_asks_for_nothing(model: SqliteReadModel) -> None:
    with pytest.raises(UnknownValue, match="no site 'nowhere'"):
        context_of(model, msgspec.structs.replace(an_alert("zzz"), site="nowhere"))
    bare = context_of(model, msgspec.structs.replace(an_alert("zzz"), site="demo"))
    assert (bare.initiator, bare.related, bare.around, bare.revisions) == (None, (), (), ())
    gone = msgspec.structs.replace(an_alert("zzz"), site="demo", initiator=Party(asset="ip:203.0.113.9"))
    assert context_of(model, gone).initiator is None


def test_a_recording_tells_of_other_alerts_and_revisions_the_first_and_the_newest() -> None:
    revisions = [an_alert("a", revision=number) for number in range(1, 41)]
    other = msgspec.structs.replace(an_alert("b"), status="closed")
    context = recorded_context(revisions[-1], [revisions[-1], other], revisions)
    numbers = [note.revision for note in context.revisions]
    assert numbers == [1, *range(40 - MOST_REVISIONS + 2, 41)]
    assert context.revisions_left_out == 40 - MOST_REVISIONS
    assert context.related == ()


def test_a_revision_has_its_own_time() -> None:
    first = msgspec.structs.replace(an_alert("a"), time=10.0, last_seen=12.0)
    assert revision_time(first) == 10.0
    assert revision_time(msgspec.structs.replace(first, revision=2, last_seen=90.0)) == 90.0
    assert revision_time(msgspec.structs.replace(first, revision=2, last_seen=90.0, revision_time=95.0)) == 95.0
