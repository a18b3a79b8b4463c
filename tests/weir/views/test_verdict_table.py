"""Words that stand, and why one of them decides, on a terminal."""

import io

import pytest
from rich.console import Console, RenderableType

from schemas.standing_word import StandingWord, Why
from weir.views.verdict_table import why_lines, word_table


def rendered(table: RenderableType, width: int) -> str:
    console = Console(file=io.StringIO(), width=width)
    console.print(table)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def said(decision: str = "mute", subject: str = "path", **facts: object) -> StandingWord:
    usual: dict[str, object] = {
        "id": "9c41aa0011", "site": "north", "on": "ws-14 -> plc (ssh)", "said": 1_767_571_200.0, "author": "ana",
        "matched": 1_200,
    }  # fmt: skip
    return StandingWord(decision=decision, subject=subject, **(usual | facts))  # type: ignore[arg-type]


@pytest.mark.parametrize("width", [80, 160])
def test_a_word_has_its_subject_its_end_and_its_matches_at_any_width(width: int) -> None:
    shown = rendered(word_table([said(), said(until=1_767_574_800.0)], lambda _: "UTC"), width)
    assert "9c41aa0011" in shown
    assert "1,200" in shown
    assert "no end" in shown
    assert "2026-01-05" in shown


def test_what_comes_from_outside_cannot_act_on_the_terminal() -> None:
    assert "\x1b" not in rendered(word_table([said(on="\x1b[2Jx", author="\x1b]0;y")], lambda _: "UTC"), 160)


def why(decides: StandingWord | None, *lost: StandingWord) -> Why:
    return Why(
        site="north",
        initiator="ws-14",
        responder="plc",
        service="ssh",
        time=1_767_600_000.0,
        decides=decides,
        lost=lost,
    )


@pytest.mark.parametrize(
    ("decides", "lost", "ground"),
    [
        (said("malicious", "zones"), said("mute", "path"), "`malicious` holds until it is taken back"),
        (said("expected", "path"), said("malicious", "path"), "taken back by a later word"),
        (said("mute", "path"), said("expected", "zones"), "it is wider"),
        (said("mute", "path"), said("expected", "path"), "it is older"),
        (said("mute", "path"), said("expected", "path", until=1_767_590_000.0), "it has run out"),
    ],
)
def test_each_word_that_lost_has_its_ground(decides: StandingWord, lost: StandingWord, ground: str) -> None:
    lines = list(why_lines(why(decides, lost), "UTC"))
    assert lines[1].startswith("  decides ")
    assert lines[2].startswith("  lost ")
    assert ground in lines[2]


def test_where_nobody_said_anything_that_is_told() -> None:
    assert "nobody's word decides" in list(why_lines(why(None), "UTC"))[1]
