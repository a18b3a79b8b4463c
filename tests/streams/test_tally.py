"""Counting for figures: by kind, and flows and bytes by site."""

from streams.tally import NO_SITE, Tally


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
