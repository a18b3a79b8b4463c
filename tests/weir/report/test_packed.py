"""Tables as JSON: texts once, figures above their base, and nothing that could leave a script element."""

import json

from tests.replay.report.plant import HOSTILE
from weir.report.packed import Column, Table, in_script, joined, linked, packed


def test_texts_stand_once_and_in_the_order_in_which_they_sort() -> None:
    table = Table(
        key="k", caption="c", what="row", elsewhere="weir",
        columns=(
            Column(label="level", cells=["low", "high", None, "low"], order=("high", "low"), choose=True),
            Column(label="when", kind="time", cells=[100.0, None, 90.0, 90.0]),
            Column(label="count", kind="number", cells=[1, 2.5, 3.0, None]),
        ),
    )  # fmt: skip
    level, when, count = json.loads(packed(table))["columns"]
    assert (level["values"], level["cells"], level["choose"]) == (["high", "low"], [1, 0, None, 1], True)
    assert (when["base"], when["cells"]) == (90, [10, None, 0, 0])
    assert count["cells"] == [1, 2.5, 3, None]
    assert (table.rows, table.first(1)) == (4, [["low", 100.0, 1]])


def test_no_name_ends_the_script_or_begins_a_comment() -> None:
    found = in_script([HOSTILE, "<!--", "\u2029"]).decode()
    assert not any(sign in found for sign in "<>&\u2028\u2029")
    assert json.loads(found) == [HOSTILE, "<!--", "\u2029"]


def test_a_link_is_what_it_says_and_where_it_leads() -> None:
    assert linked("title", "s0-alert-1").split("\x1f") == ["title", "s0-alert-1"]
    assert joined(["a", None, "", "b"]) == "a, b"
