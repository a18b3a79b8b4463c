"""The summary's counts are checked against each other, and it says which alerts stand."""

import msgspec
import pytest

from replay.summary import ReplaySummary, UnequalCounts
from schemas.formats.notes import Notes
from tests.streams.records import an_alert


def test_counts_that_do_not_add_up_are_a_defect() -> None:
    ReplaySummary(rows=6, flows=1, others=1, repeats=1, dead_letters=1, notes=Notes({}, {"stats": 2})).checked()
    for wrong in (ReplaySummary(rows=3, flows=1), ReplaySummary(rows=1, flows=2), ReplaySummary(flows=-1, others=1)):
        with pytest.raises(UnequalCounts):
            wrong.checked()


@pytest.mark.parametrize(
    ("summary", "why"),
    [
        (ReplaySummary(), "there was no row in it"),
        (ReplaySummary(rows=2, flows=1, dead_letters=1), None),
        (ReplaySummary(rows=2, repeats=1, dead_letters=1), None),
        (ReplaySummary(rows=2, dead_letters=2), "every row was refused"),
        (ReplaySummary(rows=2, notes=Notes({}, {"stats": 2})), "2 rows are of logs without flows (stats); give Weir"),
        (
            ReplaySummary(rows=3, dead_letters=1, notes=Notes({}, {"stats": 2})),
            "2 rows are of logs without flows (stats), and the others were refused: 1; `weir formats check FILE`",
        ),
    ],
)
def test_rows_of_which_none_could_be_taken_are_no_success(summary: ReplaySummary, why: str | None) -> None:
    told = summary.why_nothing()
    assert told is None if why is None else why in (told or "")


def test_what_was_judged_or_withheld_does_not_stand() -> None:
    alerts = [an_alert("open")] + [
        msgspec.structs.replace(an_alert(status), status=status)
        for status in ("expected", "muted", "withheld", "closed")
    ]
    assert [alert.id for alert in ReplaySummary(alerts=alerts).standing_alerts()] == ["open", "closed"]


def test_the_figures_count_by_level() -> None:
    figures = ReplaySummary(rows=2, flows=2, alerts=[an_alert("a"), an_alert("b")]).figures()
    assert (figures.rows, figures.alerts, figures.levels) == (2, 2, {"high": 2})


def test_the_figures_tell_what_was_noted() -> None:
    figures = ReplaySummary(rows=1, notes=Notes({"impossible vlan": 2}, {"stats": 1})).figures()
    assert (figures.doubts, figures.other_logs) == ({"impossible vlan": 2}, {"stats": 1})
