import pytest

from schemas.formats.reader import NoFlowsError
from schemas.formats.zeek.logs import log_path, may_be_passed_over, path_of_name, protocol_of, refuse_unless_flows

FIELDS = frozenset({"ts", "uid", "id.orig_h", "id.resp_h", "id.resp_p"})


@pytest.mark.parametrize(
    ("path", "protocol"),
    [
        ("modbus_detailed", "modbus"),
        ("smb_files", "smb"),
        ("open_http", "http"),
        ("ge_srtp", "ge_srtp"),
        ("stats", None),
    ],
)
def test_a_logs_name_tells_its_protocol(path: str, protocol: str | None) -> None:
    assert protocol_of(path) == protocol


def test_open_conn_is_zeeks_own_name() -> None:
    assert log_path("open_conn") == "open_conn"


@pytest.mark.parametrize("path", ["stats", "weird", "dpd", "files", "x509", "known_modbus", "something_new"])
def test_logs_without_connections_are_refused_by_name(path: str) -> None:
    with pytest.raises(NoFlowsError, match=f"{path}.log holds no connections"):
        refuse_unless_flows(path, FIELDS)


def test_a_conn_log_that_lacks_a_needed_field_is_refused() -> None:
    with pytest.raises(ValueError, match="no field proto"):
        refuse_unless_flows("conn", FIELDS)


@pytest.mark.parametrize(("path", "passed"), [("stats", True), ("acme", True), ("conn", False), ("modbus", False)])
def test_only_a_log_that_is_no_flow_by_its_kind_is_passed_over(path: str, passed: bool) -> None:
    assert may_be_passed_over(path) is passed


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("logs/conn.2026-01-01-00.log.gz", "conn"),
        ("conn_20260101.log", "conn"),
        ("conn_long.log", "conn_long"),
        ("open_http.log", "open_http"),
        ("stats.log", "stats"),
        ("export.json", None),
        (None, "conn"),
    ],
)
def test_a_file_name_may_tell_the_log(name: str | None, path: str | None) -> None:
    assert path_of_name(name) == path
