"""Words from any JSON, by the paths of its fields: a SOAR, a ticket system, and Jira, whose paths are known."""

from collections.abc import Mapping

from msgspec.structs import replace

from schemas.formats.alerts.parts.clean import clean
from streams.listener.maps.reading import decoded, id_at, text_at
from streams.listener.settings import MapSettings
from streams.listener.word import DECISIONS, Refused, Word, word_of

JIRA = MapSettings(
    kind="jira",
    alert="issue.fields.labels",
    decision="issue.fields.resolution.name",
    author="user.displayName",
    reason="comment.body",
    words={"Done": "expected", "Won't Do": "expected", "Duplicate": "ignore", "Cannot Reproduce": "ignore"},
)
"""What Jira posts of an issue that was changed: the label that is the alert's id, and how it was resolved."""


def word_by_paths(body: bytes, settings: MapSettings) -> Word | None:
    """The word in a body; None where it says none, as an issue that is not resolved. Raises Refused."""
    if settings.kind == "jira":
        settings = _over(JIRA, settings)
    found = decoded(body)
    paths = {"author": settings.author, "reason": settings.reason, "for": settings.lasting}
    said = text_at(found, settings.decision or "")
    if said is None:
        return None
    decision = _decision(said, settings.words)
    if decision == "ignore":
        return None
    fields = {name: None if path is None else text_at(found, path) for name, path in paths.items()}
    return word_of({**fields, "alert": id_at(found, settings.alert or ""), "decision": decision})


def _decision(said: str, words: Mapping[str, str]) -> str:
    """By the table, whatever the case; without one it is a decision itself."""
    table = {name.casefold(): decision for name, decision in words.items()} or {one: one for one in DECISIONS}
    decision = table.get(said.strip().casefold())
    if decision is None:
        msg = f"{clean(said)[:60]!r} is none of its words; there are: {', '.join(list(words)[:20] or DECISIONS)}"
        raise Refused(400, msg, "decision")
    return decision


def _over(known: MapSettings, own: MapSettings) -> MapSettings:
    """What is known of a program, and over it what the settings say."""
    names = ("alert", "decision", "author", "reason", "lasting", "words")
    return replace(known, **{name: getattr(own, name) for name in names if getattr(own, name)})
