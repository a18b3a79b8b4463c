"""The chaos table's own tests."""

from pathlib import Path

import pytest

from tests.chaos import BEGIN, END, Chaos, put_into, repeated, table


def reported() -> Chaos:
    chaos = Chaos(full=True)
    chaos.report("worker killed", repetitions=20, flows=(20_000, 20_000), alerts=(90, 90), duplicates=0)
    chaos.report(
        "broker killed", repetitions=3, flows=(5, 5), alerts=(1, 1), duplicates=0, recovery_s=[3.04, 4.06, 1.0]
    )
    return chaos


def test_a_fault_is_repeated_in_full_only_when_asked_for() -> None:
    assert Chaos(full=True).times(20) == 20
    assert Chaos(full=False).times(20) == 1
    assert Chaos(full=False).times(20, once=4) == 4


@pytest.mark.parametrize(
    ("flows", "alerts", "duplicates"), [((10, 9), (1, 1), 0), ((10, 10), (1, 2), 0), ((10, 10), (1, 1), 1)]
)
def test_what_was_lost_or_doubled_fails_and_is_still_in_the_table(
    flows: tuple[int, int], alerts: tuple[int, int], duplicates: int
) -> None:
    chaos = Chaos(full=False)
    with pytest.raises(AssertionError):
        chaos.report("any", repetitions=1, flows=flows, alerts=alerts, duplicates=duplicates)
    assert len(chaos.rows) == 1


def test_the_table_is_by_fault_with_the_longest_recovery() -> None:
    lines = table(reported().rows)
    assert lines[0].startswith("| fault         | repetitions | flows in |")
    assert [line.split("|")[1].strip() for line in lines[2:]] == ["broker killed", "worker killed"]
    assert [line.split("|")[-2].strip() for line in lines[2:]] == ["4.1", "-"]
    assert len({len(line) for line in lines}) == 1


def test_what_came_again_is_told_beside_the_table() -> None:
    chaos = reported()
    for fault, again in (("mail", 1_200), ("bulk", 3), ("file", 0)):
        chaos.report(fault, repetitions=1, flows=(0, 0), alerts=(1, 1), duplicates=0, again=again)
    assert repeated(chaos.rows) == ["bulk: 3", "mail: 1,200"]


def test_a_page_keeps_all_that_stands_around_the_table(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"# Before\n\n{BEGIN}\nold\n{END}\n\nafter\n")
    put_into(page, reported().rows)
    text = page.read_text()
    assert text.startswith(f"# Before\n\n{BEGIN}\n\n| fault")
    assert text.endswith(f"|\n\n{END}\n\nafter\n")
    assert "old" not in text


def test_a_page_without_the_marks_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# No table here\n")
    with pytest.raises(ValueError, match="has no"):
        put_into(page, reported().rows)
