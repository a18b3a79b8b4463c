"""Who begins to command a controller: lists of flows, and what the core tells of them."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import pytest

from models.detectors.rogue_master import ENGINEERING_POINTS, POINTS, RogueMaster
from models.paths.masters import Mastery
from models.pipeline import Pipeline
from models.settings import CoreSettings
from schemas.alert import Alert
from schemas.state import StateRecord
from tests.models import builders as b
from tests.models.detectors import sightings as s

PANEL_A, PANEL_B, STANDBY_B = "10.8.1.5", "10.8.2.5", "10.8.2.6"
PLCS_A = tuple(f"10.8.1.{n}" for n in (21, 22, 23))
PLCS_B = tuple(f"10.8.2.{n}" for n in (21, 22, 23))
STATION, SERVER, HISTORIAN = "10.8.9.20", "10.8.9.11", "10.8.9.10"
READ, WRITE, LOAD = ("READ_HOLDING_REGISTERS",), ("WRITE_SINGLE_REGISTER",), ("REQUEST_DOWNLOAD",)
SIEMENS, LAPTOP = "00:1b:1b:00:00:", "3c:97:0e:00:00:"

ZONES = (
    b.zone("office", 4.0, "it", "10.1.0.0/16"),
    b.zone("dmz", 3.5, "dmz", "10.3.0.0/16"),
    b.zone("operations", 3.0, "ot", "10.8.9.0/24"),
    b.zone("cell-a-supervision", 2.0, "ot", "10.8.1.0/28"),
    b.zone("cell-a", 1.0, "ot", "10.8.1.0/24"),
    b.zone("cell-b-supervision", 2.0, "ot", "10.8.2.0/28"),
    b.zone("cell-b", 1.0, "ot", "10.8.2.0/24"),
)
INVENTORY = (
    b.asset("panel-a", PANEL_A, SIEMENS + "0a", time=b.MONDAY, name="panel-a", role="hmi"),
    b.asset("panel-b", PANEL_B, SIEMENS + "0b", time=b.MONDAY, name="panel-b", role="hmi"),
    b.asset("eng-1", STATION, time=b.MONDAY, name="eng-1", role="engineering-workstation"),
    b.asset("scada-1", SERVER, time=b.MONDAY, name="scada-1", role="scada-server"),
    b.asset("historian-1", HISTORIAN, time=b.MONDAY, name="historian-1", role="historian"),
    *(b.asset(f"plc-a{n}", ip, time=b.MONDAY, name=f"plc-a{n}", role="plc") for n, ip in enumerate(PLCS_A, 1)),
    *(b.asset(f"plc-b{n}", ip, time=b.MONDAY, name=f"plc-b{n}", role="plc") for n, ip in enumerate(PLCS_B, 1)),
)
NOW = b.after() + b.MINUTE


def polled(time: float, initiator: str, responder: str, **fields: Any) -> b.Event:
    return b.flow(time, initiator, responder, 502, service="modbus", **fields)


def hour(start: float) -> list[b.Event]:
    """Panels poll their cells, the station visits cell A, the historian reads one controller and says what it does."""
    return [
        *(polled(start + n, PANEL_A, plc) for n, plc in enumerate(PLCS_A)),
        *(polled(start + n, PANEL_B, plc) for n, plc in enumerate(PLCS_B, 3)),
        polled(start + 6, STATION, PLCS_A[0]),
        polled(start + 7, STATION, PLCS_A[1]),
        polled(start + 8, HISTORIAN, PLCS_A[0], operations=READ),
        b.flow(start + 9, HISTORIAN, SERVER, 4840, service="opc-ua"),
        *(b.flow(start + 9, HISTORIAN, plc, 4840, service="opc-ua") for plc in PLCS_B),
        b.tick(start + 10),
    ]


@cache
def _records() -> tuple[StateRecord, ...]:
    pipeline = b.new_pipeline(*ZONES, *INVENTORY)
    for number in range(24 * 14):
        b.run(pipeline, hour(b.MONDAY + number * b.HOUR))
    b.run(pipeline, [b.tick(b.after())])
    return tuple(pipeline.changed_records())


def plant() -> Pipeline:
    pipeline = Pipeline(b.SITE, CoreSettings())
    assert pipeline.restore(_records()) == []
    return pipeline


def told(*events: b.Event, pipeline: Pipeline | None = None) -> list[Alert]:
    alerts = b.alerts_of(pipeline or plant(), *events)
    return list(b.last_revisions(alerts).values())


def kinds(*events: b.Event) -> list[str]:
    return [alert.kind for alert in told(*events)]


def test_the_panel_of_another_cell_is_a_new_master_and_its_controllers_are_one_alert() -> None:
    (alert,) = told(*(polled(NOW + n, PANEL_A, plc) for n, plc in enumerate(PLCS_B[:2])))
    assert alert.kind == "rogue-master"
    assert alert.title == "New master of a controller: panel-a -> plc-b1 (modbus) and 1 more path"
    assert alert.summary.startswith(
        "panel-a in cell-a-supervision speaks modbus to plc-b1 in cell-b for the first time; until now only panel-b did"
    )
    assert len(alert.hops) == 2
    assert [each.technique for each in alert.attack] == ["T0848"]


def test_a_controller_that_begins_to_command_its_neighbour_is_one() -> None:
    assert kinds(polled(NOW, PLCS_A[2], PLCS_A[1])) == ["rogue-master"]


def test_the_historian_by_the_controllers_protocol_is_a_new_master_and_no_skipped_level() -> None:
    assert kinds(polled(NOW, HISTORIAN, PLCS_B[0])) == ["rogue-master"]


def test_proof_is_told_and_weighs_more() -> None:
    (plain,) = told(polled(NOW, PANEL_A, PLCS_B[0]))
    (proven,) = told(polled(NOW, PANEL_A, PLCS_B[0], operations=WRITE))
    assert proven.severity > plain.severity
    assert "asked plc-b1 in cell-b to write by modbus for the first time" in proven.summary
    assert [each.technique for each in proven.attack] == ["T0855", "T0848"]


def test_who_is_known_to_read_only_is_none_until_it_writes() -> None:
    pipeline = plant()
    assert told(polled(NOW, PANEL_A, PLCS_B[0], operations=READ), pipeline=pipeline) == []
    (alert,) = told(polled(NOW + b.HOUR, PANEL_A, PLCS_B[0], operations=WRITE), pipeline=pipeline)
    assert alert.kind == "rogue-master"
    assert alert.title == "First write on a known path: panel-a -> plc-b1 (modbus)"


def test_a_reader_of_long_standing_that_begins_to_write_is_one_across_levels_too() -> None:
    (alert,) = told(polled(NOW, HISTORIAN, PLCS_A[0], operations=WRITE))
    assert alert.kind == "rogue-master"
    assert alert.title == "First write on a known path: historian-1 -> plc-a1 (modbus)"


def test_from_the_office_it_stays_a_way_past_the_dmz_until_it_is_known_to_act() -> None:
    assert kinds(polled(NOW, b.OFFICE, PLCS_A[0])) == ["dmz-bypass"]
    assert kinds(polled(NOW, b.OFFICE, PLCS_A[0], operations=READ)) == ["dmz-bypass"]
    assert kinds(polled(NOW, b.OFFICE, PLCS_A[0], operations=WRITE)) == ["rogue-master"]
    assert kinds(polled(NOW, b.INTERNET, PLCS_A[0], operations=WRITE)) == ["external-path"]


def test_proof_never_lowers_what_the_way_alone_would_weigh() -> None:
    for initiator in (b.OFFICE, b.JUMP):
        (plain,), (proven,) = (
            told(polled(NOW, initiator, PLCS_A[0])),
            told(polled(NOW, initiator, PLCS_A[0], operations=WRITE)),
        )
        assert proven.severity >= plain.severity


def test_a_try_in_vain_weighs_less_and_its_answer_is_news() -> None:
    pipeline = plant()
    (tried,) = told(b.tried(NOW, PANEL_A, PLCS_B[0]), pipeline=pipeline)
    assert (tried.kind, tried.level) == ("rogue-master", "low")
    latest = told(polled(NOW + 9.0, PANEL_A, PLCS_B[0]), pipeline=pipeline)
    assert {(alert.status, alert.kind) for alert in latest} == {("open", "rogue-master"), ("closed", "rogue-master")}


NEAR_MISSES: tuple[tuple[str, Sequence[b.Event]], ...] = (
    ("usual polling", hour(NOW)),
    ("polling under no name", [b.flow(NOW, PANEL_A, PLCS_A[0], 502)]),
    ("one more controller of the cell, by its panel", [polled(NOW, PANEL_A, "10.8.1.24")]),
    ("the station on the third controller of the cell that it works on", [polled(NOW, STATION, PLCS_A[2])]),
    ("its load there", [polled(NOW, STATION, PLCS_A[2], initiator_octets=200_000, responder_octets=9_000)]),
    ("a controller that answers under turned roles", [
        b.flow(NOW, PLCS_A[0], PANEL_A, 50_000, initiator_port=502, direction="unsure")
    ]),
    ("the historian reads the server's values", [b.flow(NOW, HISTORIAN, SERVER, 4840, service="opc-ua")]),
    ("the office among itself", [polled(NOW, b.OFFICE, b.OTHER_OFFICE)]),
)  # fmt: skip


@pytest.mark.parametrize(("what", "events"), NEAR_MISSES, ids=[what for what, _ in NEAR_MISSES])
def test_a_near_miss_is_no_new_master(what: str, events: Sequence[b.Event]) -> None:
    assert what
    assert "rogue-master" not in kinds(*events)


def test_a_second_panel_of_the_cell_is_its_twin_and_one_that_nobody_declared_is_one_alert() -> None:
    declared = plant()
    b.run(declared, [b.asset("panel-b2", STANDBY_B, name="panel-b2", role="hmi")])
    polls = [polled(NOW + n, STANDBY_B, plc) for n, plc in enumerate(PLCS_B)]
    assert told(*polls, pipeline=declared) == []
    same = [polled(NOW + n, STANDBY_B, plc, initiator_mac=SIEMENS + "0c") for n, plc in enumerate(PLCS_B)]
    (arrived,) = told(*same)
    assert (arrived.kind, len(arrived.hops)) == ("new-asset", 2)
    other = [polled(NOW + n, STANDBY_B, plc, initiator_mac=LAPTOP + "0c") for n, plc in enumerate(PLCS_B)]
    (unlike,) = told(*other)
    assert (unlike.kind, len(unlike.hops)) == ("new-asset", 2)


def test_the_station_in_another_cell_only_reads_or_loads() -> None:
    assert "rogue-master" not in kinds(polled(NOW, STATION, PLCS_B[0], initiator_octets=9_000))
    (alert,) = told(polled(NOW, STATION, PLCS_B[0], initiator_octets=200_000, responder_octets=9_000))
    assert alert.kind == "rogue-master"
    assert "sent plc-b1 in cell-b 200,000 octets by modbus and got 9,000 back" in alert.summary


def test_what_a_station_loads_into_several_controllers_by_whatever_protocol_is_one_alert() -> None:
    load = {"initiator_octets": 200_000, "responder_octets": 9_000}
    other = b.flow(NOW + 300.0, STATION, PLCS_B[1], 44818, service="enip", **load)
    (alert,) = told(polled(NOW, STATION, PLCS_B[0], **load), other)
    assert (alert.kind, alert.hops_total) == ("rogue-master", 2)


def test_a_declared_conduit_is_silent() -> None:
    pipeline = plant()
    b.run(pipeline, [b.conduit("cell-a-supervision", "cell-b", "modbus")])
    assert told(polled(NOW, PANEL_A, PLCS_B[0], operations=WRITE), pipeline=pipeline) == []


def test_a_word_on_its_path_is_obeyed() -> None:
    pipeline = plant()
    (alert,) = told(polled(NOW, PANEL_A, PLCS_B[0]), pipeline=pipeline)
    again = polled(NOW + b.HOUR, PANEL_A, PLCS_B[0])
    assert [
        each.status for each in told(b.verdict(NOW + 5.0, "expected", alert=alert.id), again, pipeline=pipeline)
    ] == ["expected"]
    assert b.path(pipeline, "panel-a", "plc-b1", "modbus").status == "learnt"


def test_while_a_controller_is_still_being_learnt_nothing_is_told() -> None:
    pipeline = b.new_pipeline(*ZONES, *INVENTORY)
    for number in range(24 * 5):
        b.run(pipeline, hour(b.MONDAY + number * b.HOUR))
    assert told(polled(b.after(5) + b.MINUTE, PANEL_A, PLCS_B[0], operations=WRITE), pipeline=pipeline) == []


def test_what_an_unknown_device_commands_is_part_of_the_alert_on_it() -> None:
    (alert,) = told(*(polled(NOW + n, "10.8.2.77", plc) for n, plc in enumerate(PLCS_B[:2])))
    assert alert.kind == "new-asset"
    assert [hop.responder_name for hop in alert.hops] == ["plc-b1", "plc-b2"]


def test_where_conduits_say_who_commands_a_cell_nothing_is_to_be_learnt_first() -> None:
    pipeline = b.new_pipeline(*ZONES, b.conduit("cell-b-supervision", "cell-b", "modbus"))
    begin = b.MONDAY + b.HOUR
    polls = [polled(begin + n, PANEL_B, plc) for n, plc in enumerate(PLCS_B)]
    web = b.flow(begin + 8, PANEL_A, PLCS_B[0], 80, service="http")
    (alert,) = told(*polls, web, polled(begin + 9, PANEL_A, PLCS_B[0]), pipeline=pipeline)
    assert alert.kind == "rogue-master"
    assert f"no conduit declares it; {PANEL_B} may" in alert.summary


def test_a_conduit_for_everything_says_nothing_of_masters() -> None:
    pipeline = b.new_pipeline(*ZONES, b.conduit("cell-b-supervision", "cell-b", "*"))
    begin = b.MONDAY + b.HOUR
    assert told(polled(begin, PANEL_B, PLCS_B[0]), polled(begin + 9, PANEL_A, PLCS_B[0]), pipeline=pipeline) == []


def test_a_restart_tells_the_same() -> None:
    pipeline = plant()
    b.run(pipeline, [polled(NOW, PANEL_A, PLCS_A[0])])
    restarted = Pipeline(b.SITE, CoreSettings())
    kept = {record.key: record for record in (*_records(), *pipeline.changed_records())}
    assert restarted.restore(tuple(kept.values())) == []
    event = polled(NOW + b.MINUTE, PANEL_A, PLCS_B[0])
    assert told(event, pipeline=restarted) == told(event, pipeline=pipeline)


def test_a_station_weighs_less_than_a_stranger_to_the_work() -> None:
    known = Mastery(masters=(), at_home=False, in_place_of=None, engineering=False, controller=True)
    station = Mastery(masters=(), at_home=False, in_place_of=None, engineering=True, controller=True)
    flow = b.flow(s.TIME, b.SCADA, b.PLC, operations=LOAD)
    scores = [RogueMaster().score(s.sighting(s.scada(), s.plc(), mastery=each, flow=flow)) for each in (known, station)]
    assert scores == [POINTS["ot"], POINTS["ot"] + ENGINEERING_POINTS]


def test_whom_somebody_expects_at_one_controller_stands_in_the_digest_for_the_next_of_the_zone() -> None:
    pipeline = plant()
    (alert,) = told(polled(NOW, PANEL_A, PLCS_B[0]), pipeline=pipeline)
    b.run(pipeline, [b.verdict(NOW + 5.0, "expected", alert=alert.id)])
    again = [polled(NOW + 9.0, PANEL_A, PLCS_B[0]), polled(NOW + 10.0, PANEL_A, PLCS_B[1])]
    (digest,) = told(*again, polled(NOW + b.DAY, PANEL_A, PLCS_A[0]), pipeline=pipeline)
    assert (digest.kind, [hop.responder_name for hop in digest.hops]) == ("first-look", ["plc-b2"])


def test_where_words_left_a_controller_without_masters_a_new_one_stands_in_the_digest() -> None:
    pipeline = b.learnt_plant()
    b.run(pipeline, [b.verdict(NOW, "malicious", initiator=b.SCADA)])
    later = b.flow(NOW + b.DAY, b.OFFICE, b.JUMP, 443, service="ssl")
    (digest,) = told(polled(NOW + 1.0, b.PLC3, b.PLC2), later, pipeline=pipeline)
    assert (digest.kind, [hop.responder_ip for hop in digest.hops]) == ("first-look", [b.PLC2])
