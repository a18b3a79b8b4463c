"""Tables of Illumio's traffic: columns are found by their words."""

import pytest

from schemas.formats.illumio.table import cells_of, columns_of, fields_of

NEW = 'Source IP,"Source Hostname",Destination IP,Port,Protocol,Num Flows,Reported Policy Decision,First Detected,'
NEW += "Last Detected"
OLD = "Consumer IP,Provider IP,Provider Port,Protocol,Policy Decision,First Detected,Last Detected,Connection State"
SCRIPT = "src_ip,src_iplist,src_workload,dst_ip,dst_iplist,dst_workload,protocol,port,policy_decision,first_detected"


@pytest.mark.parametrize("heading", [NEW, OLD, SCRIPT])
def test_headings_of_any_version_name_the_same_fields(heading: str) -> None:
    columns = columns_of(cells_of(heading))
    assert columns is not None
    assert {"source", "target", "port", "proto", "decision", "start"} <= set(columns)


def test_other_headings_are_none_of_illumios() -> None:
    assert columns_of(cells_of("ts,te,td,pr,sa,da")) is None
    assert columns_of([]) is None


def test_a_row_is_read_by_its_columns_and_empty_cells_say_nothing() -> None:
    columns = columns_of(cells_of(NEW))
    assert columns is not None
    row = cells_of('10.1.0.5,"plc, seven",10.2.0.7,502,TCP,3,Allowed,2026-01-01T00:00:00Z,')
    assert fields_of(row, columns) == {
        "source": "10.1.0.5",
        "target": "10.2.0.7",
        "port": "502",
        "proto": "TCP",
        "decision": "Allowed",
        "start": "2026-01-01T00:00:00Z",
    }


def test_port_and_protocol_may_stand_in_one_cell() -> None:
    assert fields_of(["502 TCP"], ["port"]) == {"port": "502", "proto": "TCP"}
    assert fields_of(["502/udp", "TCP"], ["port", "proto"]) == {"port": "502", "proto": "TCP"}


def test_a_row_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="a row of 1 cells under 2 headings"):
        fields_of(["x"], ["source", None])


def test_a_line_that_is_no_table_is_refused() -> None:
    with pytest.raises(ValueError, match="no row of a table"):
        cells_of("a" * 200_000)
