"""Alerts as rows of CSV: whole, and without formulas."""

import csv

from hypothesis import given, settings

from schemas.alert import Alert
from schemas.formats.alerts.table import COLUMNS, HEADING, row
from tests.schemas.formats.alerts.alerts import HERE, alerts, whole


def read(alert: Alert) -> dict[str, str]:
    heading, cells = csv.reader([HEADING.decode(), row(alert, HERE).decode()])
    assert len(heading) == len(cells)
    return dict(zip(heading, cells, strict=True))


def test_an_alert_is_a_row_under_its_heading() -> None:
    cells = read(whole())
    assert tuple(cells) == COLUMNS
    assert (cells["id"], cells["initiator_ip"], cells["responder_zone"]) == ("3f9a0c51d2e84b7a", "10.1.4.17", "cell-1")
    assert cells["reasons"] == "a path from IT to OT (+40); reached by 2 peers until now (+17)"


def test_a_name_that_is_a_formula_is_text() -> None:
    assert read(whole(title="=HYPERLINK(1)"))["title"] == "'=HYPERLINK(1)"


@settings(max_examples=40)
@given(alerts())
def test_no_cell_of_any_alert_begins_a_formula(alert: Alert) -> None:
    assert not [cell for cell in read(alert).values() if cell.startswith(("=", "+", "-", "@"))]


def test_no_formula_begins_where_another_separator_would_cut_a_cell() -> None:
    assert (
        read(whole(title="plc;=HYPERLINK(1)|@SUM(1); -5 points"))["title"] == "plc;'=HYPERLINK(1)|'@SUM(1); -5 points"
    )
    assert read(whole(title="\uff1d1+1"))["title"] == "'\uff1d1+1"
