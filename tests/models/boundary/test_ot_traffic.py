"""Only what was answered shows who serves OT, and only what keeps coming shows who polls."""

import msgspec

from models.boundary.ot_traffic import OFFICE_SERVICES, OtTraffic, ot_traffic
from schemas.path import PathRecord
from schemas.services.names import NAMES, OT_SERVICES
from tests.models.boundary.seen import INTERNET, host, path

PLC, MASTER, OFFICE = host("10.2.10.1"), host("10.2.0.5"), host("10.0.10.1")


def traffic(*paths: PathRecord) -> OtTraffic:
    return ot_traffic({one.id: one for one in (PLC, MASTER, OFFICE, INTERNET)}, paths)


def test_an_answered_ot_protocol_shows_both_ends() -> None:
    found = traffic(path(MASTER, PLC, "modbus"))
    assert found.served == {PLC.id: {"modbus": {MASTER.id}}}
    assert found.polled == {MASTER.id: {"modbus": {PLC.id}}}


def test_a_try_that_nobody_answered_shows_nothing() -> None:
    assert traffic(path(OFFICE, PLC, "modbus", answered=False)) == OtTraffic()


def test_a_retired_path_shows_nothing() -> None:
    assert traffic(path(MASTER, PLC, "modbus", retired=True)) == OtTraffic()


def test_one_hour_of_polling_makes_no_master_but_shows_the_server() -> None:
    found = traffic(path(MASTER, PLC, "modbus"), path(OFFICE, PLC, "enip", hours=1))
    assert found.polled.keys() == {MASTER.id}
    assert found.served[PLC.id].keys() == {"modbus", "enip"}


def test_what_waits_for_a_word_makes_no_master() -> None:
    assert traffic(path(OFFICE, PLC, "modbus", status="held")).polled == {}


def test_in_a_recording_of_one_hour_what_lasts_as_long_as_any_is_steady() -> None:
    assert traffic(path(MASTER, PLC, "modbus", hours=1)).polled.keys() == {MASTER.id}


def test_the_internet_neither_serves_nor_polls() -> None:
    found = traffic(path(INTERNET, PLC, "modbus"), path(PLC, INTERNET, "modbus"))
    assert (set(found.served), set(found.polled)) == ({PLC.id}, {PLC.id})


def test_what_devices_have_as_well_shows_no_office() -> None:
    assert traffic(path(OFFICE, MASTER, "ssh"), path(OFFICE, MASTER, "tcp/4444")).office == set()
    assert traffic(path(OFFICE, MASTER, "smb")).office == {OFFICE.id, MASTER.id}


def test_services_of_offices_are_called_as_paths_call_them() -> None:
    assert OFFICE_SERVICES <= NAMES - OT_SERVICES


def test_who_keeps_talking_to_whom_is_told_for_both_directions() -> None:
    found = traffic(path(OFFICE, PLC, "http"), path(PLC, MASTER, "ntp"), path(OFFICE, PLC, "ssh", hours=1))
    assert found.talking_to({PLC.id}) == {OFFICE.id: {"http"}, MASTER.id: {"ntp"}}
    assert found.talking_to({INTERNET.id}) == {}


def test_paths_whose_asset_is_not_listed_are_passed_over() -> None:
    unknown = msgspec.structs.replace(path(MASTER, PLC, "modbus"), responder="gone")
    assert traffic(unknown).served == {}
