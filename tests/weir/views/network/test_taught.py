"""What words have taught, as a table."""

import io

from rich.console import Console

from models.lessons.group import KEPT_S, LESS_AT_MOST, MORE_AT_MOST
from schemas.overview.learning import TaughtKind
from weir.views.network.taught import TAUGHT_LEGEND, taught_table


def rows(*told: TaughtKind) -> list[str]:
    file = io.StringIO()
    Console(file=file, width=120).print(taught_table(told, lambda _site: "Europe/Berlin"))
    return [" ".join(line.split()) for line in file.getvalue().splitlines()]


def test_a_row_says_what_was_judged_between_which_places_and_what_came_of_it() -> None:
    more = TaughtKind(
        site="plant",
        kind="level-skip",
        from_="dmz",
        to="cell",
        controls=True,
        expected=0,
        malicious=2,
        points=4.0,
        latest=60.0,
    )
    none = TaughtKind(
        site="plant", kind="silence", from_="cell", controls=None, expected=2, malicious=0, points=0.0, latest=0.0
    )
    heading, first, second = rows(more, none)
    assert heading == "detector from to services expected malicious points last word"
    assert first == "level-skip dmz cell that control 0 2 +4 1970-01-01 01:01"
    assert second == "silence cell - - 2 0 0 never"


def test_of_several_sites_each_row_names_its_own() -> None:
    facts = {"kind": "scan", "from_": "it", "to": "cell", "expected": 3, "malicious": 0, "points": -7.0, "latest": 60.0}
    heading, *told = rows(*(TaughtKind(site=site, **facts) for site in ("north", "south")))  # type: ignore[arg-type]
    assert heading.split()[:2] == ["site", "detector"]
    assert [line.split()[:2] for line in told] == [["north", "scan"], ["south", "scan"]]


def test_the_legend_tells_the_bounds_that_hold() -> None:
    assert f"from -{LESS_AT_MOST:g} to {MORE_AT_MOST:g}" in TAUGHT_LEGEND
    assert f"{KEPT_S / 86_400:g} days" in TAUGHT_LEGEND
