"""Words that stand, as a table, and why one of them decides."""

from collections.abc import Iterable, Iterator

from rich.table import Table
from rich.text import Text

from schemas.standing_word import StandingWord, Why
from schemas.verdict import Decision, Verdict
from weir.views.terminal import ByWidth, TimeZoneOf, clean, when

WIDE_WORDS = 150
"""Columns from which a table stands with all it has."""

_RANKS = {"path": 0, "alert": 1, "initiator": 2, "zones": 3}


def word_table(words: Iterable[StandingWord], time_zone_of: TimeZoneOf) -> ByWidth:
    """Words with what they are on, since when, by whom, until when, and how often they have matched."""
    shown = list(words)
    narrow = Table(expand=False, header_style="bold", pad_edge=False, box=None)
    for heading in ("word", "says", "on", "until"):
        narrow.add_column(heading, overflow="fold")
    narrow.add_column("matched", justify="right")
    wide = Table(expand=False, header_style="bold", pad_edge=False)
    for heading in ("word", "says", "on", "since", "by", "until"):
        wide.add_column(heading)
    wide.add_column("matched", justify="right")
    wide.add_column("reason")
    for word in shown:
        zone = time_zone_of(word.site)
        until = "no end" if word.until is None else when(word.until, zone)
        on, matched = Text(clean(word.on)), f"{word.matched:,}"
        narrow.add_row(word.id, word.decision, on, until, matched)
        wide.add_row(
            word.id, word.decision, on, when(word.said, zone), Text(clean(word.author)), until, matched,
            Text(clean(word.reason or "")),
        )  # fmt: skip
    return ByWidth(wide, narrow, WIDE_WORDS)


def word_lines(words: Iterable[StandingWord], time_zone: str) -> Iterator[str]:
    """Each word with its author, time, end, effect and reason, in a line."""
    for word in words:
        yield f"{_said(word, time_zone)}: {effect_of(word.decision)}; {_matched(word.matched)}"


def refused_line(verdict: Verdict | None, reason: str, time_zone: str) -> str:
    """A verdict that was not taken, and why; None: too little of it was kept to say which."""
    if verdict is None:
        return clean(f"refused: a verdict: {reason}")
    subject = verdict.alert or verdict.initiator or verdict.word
    if verdict.path is not None:
        subject = f"{verdict.path.initiator} -> {verdict.path.responder} ({verdict.path.service})"
    elif verdict.zones is not None:
        subject = f"zone {verdict.zones.from_zone} to zone {verdict.zones.to_zone}"
    said = f"{verdict.decision} on {subject}, by {verdict.author} on {when(verdict.time, time_zone)}"
    return clean(f"refused: {said}: {reason}")


def covers_line(decision: Decision, covers: str | None, expires: float | None, time_zone: str) -> str:
    """What a word that was just said covers, until when, and what it does."""
    until = "" if expires is None else f" until {when(expires, time_zone)} {time_zone}"
    return clean(f"it covers {covers}; from now on{until}: {effect_of(decision)}")


def effect_of(decision: Decision) -> str:
    """What a word does to what it is on."""
    return {
        "expected": "learnt, and raises no alert",
        "malicious": "never learnt, and alerts each time it returns",
        "mute": "counted, not learnt, and says nothing until then",
        "forget": "as if it had never been seen, nor spoken of",
        "undo": "as if the word had not been said",
    }[decision]


def _matched(number: int) -> str:
    times = "nothing yet" if not number else "once" if number == 1 else f"{number:,} times"
    return f"it has matched {times}"


def why_lines(why: Why, time_zone: str) -> Iterator[str]:
    """Which word decides for a path and which lost, with the ground of each."""
    yield f"{clean(why.initiator)} -> {clean(why.responder)} ({clean(why.service)})"
    if why.decides is None:
        yield "  nobody's word decides: it alerts or is learnt by itself"
    else:
        yield f"  decides  {_said(why.decides, time_zone)}"
    for word in why.lost:
        yield f"  lost     {_said(word, time_zone)}: {_ground(word, why)}"


def _said(word: StandingWord, time_zone: str) -> str:
    until = "" if word.until is None else f", until {when(word.until, time_zone)}"
    reason = f" ({clean(word.reason)})" if word.reason else ""
    author, said = clean(word.author), when(word.said, time_zone)
    return f"{word.decision} {word.id} on {clean(word.on)}, by {author} on {said}{until}{reason}"


def _ground(word: StandingWord, why: Why) -> str:
    decides = why.decides
    if word.until is not None and word.until <= why.time:
        return "it has run out"
    if decides is None:
        return "it was taken back by a word on the same or a narrower subject"
    if decides.decision == "malicious":
        return "`malicious` holds until it is taken back on the same or a narrower subject"
    if word.decision == "malicious":
        return "it was taken back by a later word on the same or a narrower subject"
    return "it is wider" if _RANKS[word.subject] > _RANKS[decides.subject] else "it is older"
