import pytest

from replay.compare.bounds import parse_bound
from replay.compare.differences import compare
from tests.replay.compare.test_differences import alert

COMPARISON = compare(
    [alert("a"), alert("b", "ws-2", severity=30), alert("c", "ws-3")],
    [alert("a", severity=90), alert("d", "ws-4", severity=5)],
)
"""Two lost (low, medium), one gained (info), one changed (to critical)."""


@pytest.mark.parametrize(
    ("text", "reached"),
    [
        ("lost>1", True), ("lost>2", False), ("lost>=2", True), ("lost = 2", True), ("lost<3", True),
        ("lost<=1", False),
        ("lost:medium>1", False), ("lost:medium>0", True), ("gained>0", True), ("gained:low>0", False),
        ("changed:critical>0", True), (" changed>1 ", False),
    ],
)  # fmt: skip
def test_a_bound_holds_for_a_count_from_a_level_on(text: str, reached: bool) -> None:
    assert parse_bound(text).reached(COMPARISON) is reached


@pytest.mark.parametrize(
    "text", ["", "lost", "lost>", "lost>-1", "lost>1.5", "same>0", "lost:worst>0", "lost>1 gained>1"]
)
def test_what_is_no_bound_says_how_one_is_given(text: str) -> None:
    with pytest.raises(ValueError, match="is no bound; give it like 'lost>0'"):
        parse_bound(text)
