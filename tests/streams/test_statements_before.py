"""A header says which statements come before a message, and nothing else is taken for one."""

import pytest

from streams.statements_before import BEFORE_HEADER, COMES_AFTER, MOST_HEADER_BYTES, OTHERS, StatementsBefore, before_of


def test_what_comes_before_is_read_back() -> None:
    before = StatementsBefore(3, asset_changes=12, verdicts=2)
    name, value = before.header()
    assert name == BEFORE_HEADER
    assert before_of(value) == before
    assert [before_of(value).until(topic) for topic in COMES_AFTER["flows"]] == [12, 2]


def test_it_reads_as_json_for_whoever_looks_into_the_topic() -> None:
    assert StatementsBefore(3, asset_changes=12).header()[1] == b'{"partition":3,"asset-changes":12}'


@pytest.mark.parametrize("header", [b"", b"12", b'{"partition":-1}', b"\xff", b"{}", b'{"partition":1e99}', b"[" * 200])
def test_what_says_nothing_is_told(header: bytes) -> None:
    with pytest.raises(ValueError, match="no places of statements"):
        before_of(header)


def test_a_long_header_is_not_looked_into() -> None:
    with pytest.raises(ValueError, match="at most 256 are taken"):
        before_of(b" " * (MOST_HEADER_BYTES + 1))


def test_of_recorded_traffic_a_statement_names_flows_too() -> None:
    before = before_of(StatementsBefore(0, verdicts=2, flows=7).header()[1])
    assert [before.until(topic) for topic in OTHERS["asset-changes"]] == [2, 7]
    assert [before.until(topic) for topic in OTHERS["verdicts"]] == [0, 7]


def test_the_longest_header_is_within_its_bound() -> None:
    longest = StatementsBefore(2**31, 2**63, 2**63, 2**63).header()[1]
    assert len(longest) < MOST_HEADER_BYTES


def test_nothing_waits_for_what_waits_for_it() -> None:
    order = list(COMES_AFTER)
    assert all(order.index(first) < order.index(then) for then, before in COMES_AFTER.items() for first in before)
