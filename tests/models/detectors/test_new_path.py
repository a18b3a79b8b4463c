"""Controllers that begin to talk to each other: lists of flows, and what the core tells of them."""

import pytest

from tests.models import builders as b
from tests.models.detectors.test_rogue_master import HISTORIAN, NOW, PANEL_A, PLCS_A, PLCS_B, kinds, plant, told

FIRST, SECOND, THIRD = PLCS_A


def by(initiator: str, responder: str, port: int, service: str | None, after: float = 0.0) -> b.Event:
    return b.flow(NOW + after, initiator, responder, port, service=service)


@pytest.mark.parametrize(("port", "service"), [(22, "ssh"), (445, "smb"), (80, "http"), (4444, None)])
def test_a_controller_that_opens_another_one_by_no_ot_protocol_is_news(port: int, service: str | None) -> None:
    (alert,) = told(by(FIRST, SECOND, port, service))
    assert alert.kind == "new-path"
    assert alert.title.startswith("Controllers talk to each other: plc-a1 -> plc-a2")
    assert "plc-a1 in cell-a, a controller, reached plc-a2 in cell-a, another one, by" in alert.summary
    assert alert.level in {"medium", "high"}


def test_its_others_of_the_zone_by_the_same_service_are_the_same_alert() -> None:
    (alert,) = told(by(FIRST, SECOND, 22, "ssh"), by(FIRST, THIRD, 22, "ssh", 5.0))
    assert alert.hops_total == 2


@pytest.mark.parametrize(
    "flow",
    [
        by(FIRST, SECOND, 123, "ntp"),
        by(FIRST, SECOND, 161, "snmp"),
        by(FIRST, PANEL_A, 80, "http"),
        by(PANEL_A, FIRST, 80, "http"),
        b.tried(NOW, FIRST, PANEL_A),
    ],
)
def test_everyday_services_and_other_ends_are_none(flow: b.Event) -> None:
    assert "new-path" not in kinds(flow)


def test_what_other_controllers_of_the_cell_do_is_none() -> None:
    pipeline = plant()
    usual = [by(SECOND, THIRD, 80, "http", n * b.HOUR) for n in range(4)]
    (held,) = told(*usual, pipeline=pipeline)
    b.run(pipeline, [b.verdict(NOW + 5 * b.HOUR, "expected", alert=held.id)])
    (by_word,) = told(by(FIRST, SECOND, 80, "http", 6 * b.HOUR), pipeline=pipeline)
    assert by_word.kind == "new-path", "a word quietens nobody else"


def test_an_ot_protocol_is_told_as_a_new_master() -> None:
    assert kinds(by(FIRST, SECOND, 502, "modbus")) == ["rogue-master"]


def test_where_conduits_say_who_commands_a_cell_it_is_news_from_the_first_minute() -> None:
    zones = (
        b.zone("master", 2.0, "ot", "10.8.1.100/32"),
        b.zone("units", 1.0, "ot", "10.8.1.0/24"),
        b.conduit("master", "units", "modbus"),
    )
    polls = [b.flow(b.MONDAY + n, "10.8.1.100", plc, service="modbus") for n, plc in enumerate(PLCS_A)]
    other = b.flow(b.MONDAY + 9.0, FIRST, SECOND, 1617)
    alerts = b.alerts_of(b.new_pipeline(*zones), *polls, other)
    assert [alert.kind for alert in b.last_revisions(alerts).values()] == ["new-path"]


def test_while_the_plant_is_new_it_is_learnt() -> None:
    zones = (b.zone("units", 1.0, "ot", "10.8.1.0/24"),)
    polls = [b.flow(b.MONDAY + n, HISTORIAN, plc, service="modbus") for n, plc in enumerate((*PLCS_A, *PLCS_B))]
    assert b.alerts_of(b.new_pipeline(*zones), *polls, b.flow(b.MONDAY + 9.0, FIRST, SECOND, 1617)) == []
