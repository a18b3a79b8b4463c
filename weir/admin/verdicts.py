"""A person's word on its way to the running shell: what it is about is checked before it is handed over."""

from typing import Any, NamedTuple

from msgspec import Struct
from msgspec.structs import asdict

from models.verdicts.standing import MAX_WORDS
from schemas.alert import Alert
from schemas.attack import AlertKind
from schemas.codec import VERDICTS, encode_lines
from schemas.services.patterns import path_service
from schemas.standing_word import StandingWord
from schemas.verdict import MAX_PATHS, Decision, PathSubject, Verdict, ZonePair
from weir.admin.coverage import DIGESTS, coverage
from weir.admin.reader import Reader, asset_named, find_alert, known_paths, standing_words, unknown_names
from weir.errors import UserError

PATHLESS: frozenset[AlertKind] = frozenset({"scan", "new-asset", "volume", "sensor-silent", "learning-review"})
"""Kinds that tell more than the paths they list: once closed there is nothing left of them to judge as a whole."""


MUTE_FOR = "7d"
"""How long a mute holds where no time was said: a week brings each weekday's traffic once. A convention."""


class Subject(NamedTuple):
    """What a word is about, as it was typed: exactly one of the four. `lines` are paths of the alert, from 1."""

    alert: str | None = None
    path: tuple[str, str, str] | None = None
    initiator: str | None = None
    zones: tuple[str, str] | None = None
    lines: tuple[int, ...] = ()


class Handed(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What is told of one verdict besides itself, for scripts. `until` is when it ends; None: when it is undone."""

    where: str
    covers: str | None = None
    until: float | None = None
    notes: tuple[str, ...] = ()


class HandedVerdict(Verdict, frozen=True, omit_defaults=True, kw_only=True):
    """A verdict, and beside it what is told of it."""

    given: Handed


class Given(NamedTuple):
    """Verdicts that were handed over: where to, what each covers, and what the person should know of it."""

    verdicts: tuple[Verdict, ...]
    where: str
    covers: tuple[str | None, ...]
    notes: tuple[str, ...]

    @property
    def verdict(self) -> Verdict:
        """The one, or the first where several lines of an alert were judged."""
        return self.verdicts[0]

    def handed(self) -> list[HandedVerdict]:
        """All of it as records."""
        return [
            HandedVerdict(
                **asdict(verdict),
                given=Handed(where=self.where, covers=covers, until=verdict.expires, notes=self.notes),
            )
            for verdict, covers in zip(self.verdicts, self.covers, strict=True)
        ]


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
    via: str | None = None,
) -> Given:
    """Check a word and hand it over. `site` None: the alert's, else `own_site`. Raises UserError."""
    if sum(each is not None for each in subject[:4]) != 1 or (subject.lines and subject.alert is None):
        msg = "a verdict names one subject: an alert's id (and --line N of it), --path, --initiator or --zones"
        raise UserError(msg)
    alert = None if subject.alert is None else find_alert(reader.latest_alerts(), subject.alert, site)
    place, notes = site or own_site, list[str]()
    if alert is not None:
        place = alert.site
        # Event time of recorded traffic lags behind the wall clock; what holds for a time counts from the later.
        now = max(now, alert.last_seen)
    subjects = _named(reader, subject, place) if alert is None else _of_alert(alert, subject.lines)
    if alert is not None and not subject.lines:
        notes += _alert_notes(alert, decision, lasting_s)
    given = tuple(
        _checked(
            site=place, time=now, author=author, decision=decision, reason=reason,
            expires=None if lasting_s is None else now + lasting_s, via=via, **each,
        )
        for each in subjects
    )  # fmt: skip
    if decision != "forget" and len(standing_words(reader, place)) + len(given) > MAX_WORDS:
        msg = f"{MAX_WORDS:,} words stand in site {place} already: take some back first with `weir verdict undo`"
        raise UserError(msg)
    notes += [
        f"but site {each.site} knows no {name} yet: it holds once there is one"
        for each in given
        for name in unknown_names(reader, each)
    ]
    covers = tuple(coverage(reader, each, alert) for each in given)
    where = [reader.give_verdict(each) for each in given]
    waiting = reader.nobody_takes()
    return Given(given, where[-1], covers, (*notes, *([] if waiting is None else [waiting])))


def _named(reader: Reader, subject: Subject, place: str) -> list[dict[str, Any]]:
    """A subject that was named by itself, as a verdict has it."""
    if subject.path is not None:
        initiator, responder, service = subject.path
        ends = asset_named(reader, initiator, place), asset_named(reader, responder, place)
        return [{"path": PathSubject(*ends, _service(reader, service))}]
    if subject.initiator is not None:
        return [{"initiator": asset_named(reader, subject.initiator, place)}]
    return [{"zones": ZonePair(*(subject.zones or ()))}]


def _of_alert(alert: Alert, lines: tuple[int, ...]) -> list[dict[str, Any]]:
    """An alert as a whole, or some of the paths that it lists. Raises UserError where there is nothing to judge."""
    begin, hops = alert.id[:12], alert.hops
    wrong = [line for line in lines if not 1 <= line <= len(hops)]
    if wrong:
        msg = f"alert {begin} has no line {wrong[0]}: it lists {len(hops)}, see `weir alerts show {begin} --all`"
        raise UserError(msg)
    paths = tuple(PathSubject(hop.initiator, hop.responder, hop.service) for hop in hops)
    if lines:
        return [{"path": paths[line - 1]} for line in dict.fromkeys(lines)]
    lasts = alert.status != "closed" and alert.kind not in DIGESTS
    if not lasts and (alert.kind in PATHLESS or not paths):
        gone = f"it became part of {alert.closed_by[:12]}: judge that" if alert.closed_by else "judge its --initiator"
        by_line = f", or a path of it with `{begin} --line N`" if paths else ""
        msg = f"alert {begin} is closed, and another one comes if it goes on; {gone}{by_line}"
        raise UserError(msg)
    # An open one may have closed by the time the verdict is taken: then it is on what was listed.
    listed = paths[:MAX_PATHS] if alert.kind not in PATHLESS else ()
    return [{"alert": alert.id, "paths": listed}]


def _alert_notes(alert: Alert, decision: Decision, lasting_s: float | None) -> list[str]:
    notes = []
    if alert.kind == "scan" and decision == "expected" and lasting_s is None:
        notes.append("an expected sweep holds for 30 days; --for says otherwise")
    if alert.closed_by is not None:
        notes.append(f"it became part of {alert.closed_by[:12]}, on which this says nothing")
    closed = alert.kind in DIGESTS or alert.status == "closed"
    if closed and alert.hops_total > len(alert.hops):
        notes.append(
            f"it names {len(alert.hops):,} of its {alert.hops_total:,} paths, and the word is on those; "
            "--zones or --initiator reaches the others"
        )
    return notes


def undo(
    reader: Reader, wanted: str | None, *, site: str | None, author: str, now: float
) -> tuple[StandingWord, Given]:
    """Take back the word whose id begins with `wanted`, None: the newest. Raises UserError where there is none."""
    word = find_word(reader.words(), wanted, site)
    given = _checked(site=word.site, time=now, author=author, decision="undo", word=word.id)
    where, waiting = reader.give_verdict(given), reader.nobody_takes()
    return word, Given((given,), where, (None,), () if waiting is None else (waiting,))


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


def _checked(**fields: object) -> Verdict:
    try:
        given = Verdict(**fields)  # type: ignore[arg-type]  # checked by reading it back
        # Read back as the running shell will read it: what does not fit its bounds is told here, not lost there.
        return VERDICTS.decode_one(encode_lines([given]).strip())
    except ValueError as error:
        raise UserError(str(error)) from error
