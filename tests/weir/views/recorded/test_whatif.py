import csv
import io

from msgspec.structs import replace

from replay.whatif.broken import BrokenPath, PreventedAlert, WhatIf
from weir.views.recorded.whatif import CSV_COLUMNS, as_csv, sections

BROKEN = BrokenPath(
    site="north", initiator="ws-1", responder="plc-1", service="smb", status="learnt", rule="it -> ot", flows=1_200,
    days=9, first_seen=0.0, last_seen=86_400.0, answered=True, initiator_zone="office", responder_criticality=5,
    initiator_owner="=ada", unclear=("one", "two"),
)  # fmt: skip
ALERT = PreventedAlert(
    id="3f9a0c112233445566",
    site="north",
    level="high",
    title="It crossed",
    first_seen=0.0,
    rule="it -> ot",
    whole=False,
)


def test_what_breaks_comes_first_then_alerts_then_rules_that_fit_nothing() -> None:
    found = sections(
        WhatIf(broken=(BROKEN, replace(BROKEN, status="held")), prevented=(ALERT,), untouched=7, unused=("a -> b",))
    )
    assert [each.title for each in found] == [
        "What would break", "Alerts that it would have prevented", "Rules that fit no known path",
    ]  # fmt: skip
    assert found[0].text == ("2 paths would break, 1 of them usual; 7 go on.",)
    assert found[0].rows[0] == (
        "learnt", "ws-1 (office)", "plc-1", "smb", "9", "1,200", "1970-01-02 00:00:00", "-/5", "=ada/-", "one; two",
    )  # fmt: skip
    assert found[1].rows == (("never", "high", "some steps", "It crossed", "3f9a0c112233"),)
    assert found[2].text == ("a -> b",)


def test_a_long_list_is_cut_on_a_terminal_and_says_so() -> None:
    found = sections(WhatIf(broken=(BROKEN,) * 60, prevented=(), untouched=0, unused=()), most=50)
    assert (len(found[0].rows), found[0].text[1][:16]) == (50, "The first 50 of ")


def test_where_nothing_breaks_it_says_so() -> None:
    [only] = sections(WhatIf(broken=(), prevented=(), untouched=3, unused=()))
    assert (only.text, only.rows) == (("No known path would break; all 3 go on.",), ())


def test_a_spreadsheet_gets_no_formula() -> None:
    heading, row = csv.reader(io.StringIO(as_csv(WhatIf(broken=(BROKEN,), prevented=(), untouched=0, unused=()))))
    assert tuple(heading) == CSV_COLUMNS
    cells = dict(zip(heading, row, strict=True))
    assert (cells["initiator_owner"], cells["initiator_criticality"], cells["unclear"]) == ("'=ada", "", "one; two")
