"""Counting for figures: by kind, and flows and bytes by site."""

from schemas.formats.notes import Notes
from streams.checkpoint.tally import NO_SITE, Tally


def test_records_are_counted_by_kind_and_flows_by_site_too() -> None:
    tally = Tally()
    tally.add_records("flows", "a", 3)
    tally.add_records("flows", "b", 2)
    tally.add_records("verdicts", "a", 1)
    assert tally.records == {"flows": 5, "verdicts": 1}
    assert tally.flows == {"a": 3, "b": 2}


def test_bytes_are_counted_by_site_or_by_none() -> None:
    tally = Tally()
    tally.add_bytes("a", 10)
    tally.add_bytes("a", 5)
    tally.add_bytes(NO_SITE, 7)
    assert tally.read_bytes == {"a": 15, NO_SITE: 7}


def test_notes_are_counted_by_kind_and_names_of_logs_are_no_kinds() -> None:
    tally = Tally()
    tally.add_notes(None)
    tally.add_notes(Notes({"impossible duration": 2}, {"stats": 3, "x509": 1}))
    tally.add_notes(Notes({"impossible duration": 1}))
    assert tally.notes == {"impossible duration": 3, "other log": 4}
