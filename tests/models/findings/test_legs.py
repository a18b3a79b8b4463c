"""Which connection may be the cause of which."""

import pytest
from msgspec.structs import replace

from models.event_time.calendar import DAY_S
from models.findings.legs import CLOCKS_S, NEW_DWELL_S, SESSIONS, USUAL_DWELL_S, Leg, may_cause, within

SESSION = Leg("desk", "jump", "rdp", 1_000.0, 2_000.0)
STEP = Leg("jump", "plc", "http", 1_500.0, 1_600.0)


def test_a_step_within_a_session_or_just_after_it_may_be_its_own() -> None:
    assert may_cause(SESSION, STEP)
    assert within(SESSION, STEP)
    after = replace(STEP, start=SESSION.end + USUAL_DWELL_S)
    assert may_cause(SESSION, after)
    assert not within(SESSION, after)
    assert not may_cause(SESSION, replace(STEP, start=SESSION.end + USUAL_DWELL_S + 1.0))


def test_after_a_new_way_in_it_may_come_days_later() -> None:
    new = replace(SESSION, new=True)
    assert may_cause(new, replace(STEP, start=SESSION.end + DAY_S))
    assert not may_cause(new, replace(STEP, start=SESSION.end + NEW_DWELL_S + 1.0))


def test_what_began_before_a_session_is_not_its_own_but_for_what_clocks_differ() -> None:
    assert may_cause(SESSION, replace(STEP, start=SESSION.start - CLOCKS_S))
    assert not may_cause(SESSION, replace(STEP, start=SESSION.start - CLOCKS_S - 0.1))


@pytest.mark.parametrize("step", [replace(STEP, initiator="other"), replace(STEP, responder="desk")])
def test_a_step_goes_on_from_where_the_session_led_and_not_back(step: Leg) -> None:
    assert not may_cause(SESSION, step)


def test_nobody_goes_on_from_a_web_page_or_from_polling() -> None:
    assert not any(may_cause(replace(SESSION, service=each, new=True), STEP) for each in ("http", "modbus", "tls"))
    assert may_cause(replace(SESSION, service="smb", new=True), STEP)


def test_machines_use_files_and_remote_calls_all_day_so_these_are_no_sessions() -> None:
    assert {"rdp", "ssh", "vnc", "telnet", "winrm"} <= SESSIONS
    assert SESSIONS.isdisjoint({"smb", "dce-rpc", "ftp", "tftp", "http"})
