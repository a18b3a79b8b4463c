"""A person's word on its way to the running shell: what it is about is checked before it is handed over."""

from typing import NamedTuple

from models.verdicts.standing import MAX_WORDS
from schemas.alert import Alert
from schemas.attack import AlertKind
from schemas.codec import VERDICTS, encode_lines
from schemas.services.patterns import path_service
from schemas.standing_word import StandingWord
from schemas.verdict import Decision, PathSubject, Verdict, ZonePair
from weir.admin.reader import Reader, asset_named, find_alert, known_paths, standing_words, unknown_names
from weir.errors import UserError

DIGESTS: frozenset[AlertKind] = frozenset({"first-look", "maintenance-digest", "withheld-digest"})
"""Lists that are sent once: there is no alert to judge, only the paths that they name."""


class Subject(NamedTuple):
    """What a word is about, as it was typed: exactly one of the four."""

    alert: str | None = None
    path: tuple[str, str, str] | None = None
    initiator: str | None = None
    zones: tuple[str, str] | None = None


class Given(NamedTuple):
    """A verdict that was handed over: where to, and what the person should know of it."""

    verdict: Verdict
    where: str
    notes: tuple[str, ...]


def give(  # noqa: PLR0913 - what a person says, by name
    reader: Reader,
    decision: Decision,
    subject: Subject,
    *,
    site: str | None,
    own_site: str,
    author: str,
    reason: str | None,
    now: float,
    lasting_s: float | None,
) -> Given:
    """Check a word and hand it over. `site` None: the alert's, else `own_site`. Raises UserError."""
    if sum(each is not None for each in subject) != 1:
        msg = "a verdict names one subject: an alert's id, --path, --initiator or --zones"
        raise UserError(msg)
    place, notes = site or own_site, []
    path, initiator, alert = subject.path, subject.initiator, None
    if path is not None:
        path = (asset_named(reader, path[0], place), asset_named(reader, path[1], place), _service(reader, path[2]))
    if initiator is not None:
        initiator = asset_named(reader, initiator, place)
    if subject.alert is not None:
        alert = _judgeable(find_alert(reader.latest_alerts(), subject.alert, site))
        place = alert.site
        # Event time of recorded traffic lags behind the wall clock; what holds for a time counts from the later.
        now = max(now, alert.last_seen)
        if alert.kind == "scan" and decision == "expected" and lasting_s is None:
            notes.append("an expected sweep holds for 30 days; --for says otherwise")
    given = _checked(
        site=place,
        time=now,
        author=author,
        decision=decision,
        reason=reason,
        alert=None if alert is None else alert.id,
        path=PathSubject(*path) if path else None,
        initiator=initiator,
        zones=ZonePair(*subject.zones) if subject.zones else None,
        expires=now + lasting_s if lasting_s is not None else None,
    )
    if decision != "forget" and len(standing_words(reader, place)) >= MAX_WORDS:
        msg = f"{MAX_WORDS:,} words stand in site {place} already: take some back first with `weir verdict undo`"
        raise UserError(msg)
    notes += [
        f"but site {given.site} knows no {name} yet: it holds once there is one"
        for name in unknown_names(reader, given)
    ]
    return Given(given, reader.give_verdict(given), tuple(notes))


def undo(
    reader: Reader, wanted: str | None, *, site: str | None, author: str, now: float
) -> tuple[StandingWord, Given]:
    """Take back the word whose id begins with `wanted`, None: the newest. Raises UserError where there is none."""
    word = find_word(reader.words(), wanted, site)
    given = _checked(site=word.site, time=now, author=author, decision="undo", word=word.id)
    return word, Given(given, reader.give_verdict(given), ())


def find_word(words: list[StandingWord], wanted: str | None, site: str | None) -> StandingWord:
    """The word whose id begins with `wanted`; None: the one that was said last. Raises UserError."""
    there = [word for word in words if site in {None, word.site}]
    if wanted is None and there:
        return max(there, key=lambda word: word.said)
    found = [word for word in there if word.id.startswith(wanted or "")]
    if len(found) == 1:
        return found[0]
    if not found:
        what = f"no word {wanted!r} stands" if wanted else "no word stands"
        msg = f"{what}; `weir verdict list` shows those that do"
        raise UserError(msg)
    msg = f"{len(found)} words begin with {wanted!r} ({', '.join(word.id for word in found[:5])}); give more of the id"
    raise UserError(msg)


def _service(reader: Reader, typed: str) -> str:
    """The service as paths name it. Raises UserError with the nearest name where there is none like it."""
    try:
        return path_service(typed, also={path.service for path in known_paths(reader)})
    except ValueError as error:
        raise UserError(str(error)) from error


def _judgeable(alert: Alert) -> Alert:
    if alert.kind in DIGESTS:
        msg = (
            f"{alert.id[:8]} is a digest, a list that was sent once: judge a path of it with "
            "--path INITIATOR RESPONDER SERVICE, or all between two zones with --zones FROM TO"
        )
        raise UserError(msg)
    return alert


def _checked(**fields: object) -> Verdict:
    try:
        given = Verdict(**fields)  # type: ignore[arg-type]  # checked by reading it back
        # Read back as the running shell will read it: what does not fit its bounds is told here, not lost there.
        return VERDICTS.decode_one(encode_lines([given]).strip())
    except ValueError as error:
        raise UserError(str(error)) from error
