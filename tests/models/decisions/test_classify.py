"""What is known of a new path before anything is decided."""

import pytest

from models.decisions.classify import Classifier
from models.findings.sighting import Sighting
from models.pipeline import Pipeline
from tests.models import builders as b

NOW = b.after() + 60


def sighted(pipeline: Pipeline, initiator: str, responder: str, service: str = "ssh") -> Sighting:
    assets = pipeline._state.inventory.assets
    return Classifier(pipeline._state).sighting(
        b.flow(NOW, initiator, responder, 22),
        assets[f"ip:{initiator}"],
        assets[f"ip:{responder}"],
        service,
        is_answered=True,
    )


def test_known_ends_of_a_plant_are_ready_and_surprised() -> None:
    found = sighted(b.learnt_plant(), b.HISTORIAN, b.PLC)
    assert found.ready
    assert found.action == "watched"
    assert found.has_dmz
    assert found.initiator_bits is not None
    assert found.responder_bits is not None
    assert found.surprise is not None
    assert found.surprise > 5.0


def test_a_role_without_a_history_has_no_surprise() -> None:
    found = sighted(b.learnt_plant(), b.PLC, b.PLC2)
    assert found.initiator_bits is None
    assert found.responder_bits is not None


@pytest.mark.parametrize(("service", "held"), [("ssh", True), ("rdp", False)])
def test_a_conduit_holds_what_it_names(service: str, held: bool) -> None:
    pipeline = b.learnt_plant()
    pipeline.change(b.conduit("dmz", "cell", "ssh"))
    assert sighted(pipeline, b.HISTORIAN, b.PLC, service).in_conduit is held


@pytest.mark.parametrize(("direction", "held"), [("unsure", True), ("certain", False)])
def test_where_nobody_saw_who_began_a_conduit_of_the_other_direction_holds(direction: str, held: bool) -> None:
    pipeline = b.learnt_plant()
    pipeline.change(b.conduit("dmz", "control", "tcp/9443"))
    assets = pipeline._state.inventory.assets
    turned = b.flow(NOW, b.SCADA, b.JUMP, 50_000, initiator_port=9_443, direction=direction)
    found = Classifier(pipeline._state).sighting(
        turned, assets[f"ip:{b.SCADA}"], assets[f"ip:{b.JUMP}"], "tcp/50000", is_answered=True
    )
    assert found.in_conduit is held


def test_a_conduit_for_web_pages_holds_what_the_sensor_calls_so() -> None:
    pipeline = b.learnt_plant()
    pipeline.change(b.conduit("office", "dmz", "http"))
    page = b.flow(NOW, b.OFFICE, b.HISTORIAN, 443, service="http")
    assert b.alerts_of(pipeline, page) == []


def test_classifying_changes_nothing() -> None:
    pipeline = b.learnt_plant()
    pipeline.changed_records()
    before = pipeline.assets(), pipeline.paths()
    sighted(pipeline, b.OFFICE, b.PLC)
    assert (pipeline.assets(), pipeline.paths()) == before
